import { RmError } from '../../core/index.js';

/**
 * Fetches a part of the kit that is not needed from the start. Asking again after a failure asks the network again.
 *
 * @throws RmError RM1001, or RM1006 while the browser is offline.
 */
export async function part<Module>(load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch (cause) {
    const detail = { phase: 'load', cause };
    if (!navigator.onLine) throw new RmError('RM1006', 'A part of the kit cannot be fetched offline.', detail);
    throw new RmError('RM1001', `A part of the kit could not be loaded: ${(cause as Error).message}`, detail);
  }
}
