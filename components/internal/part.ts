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
    const offline = !navigator.onLine;
    throw new RmError(offline ? 'RM1006' : 'RM1001', `A part of the kit could not be loaded${offline ? ' offline' : `: ${(cause as Error).message}`}`, { phase: 'load', cause });
  }
}
