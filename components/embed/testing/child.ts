// A page in a frame, for the tests: as high as its hash says, with an event or two.
import { RmError } from '../../../core/index.js';
import { tellEmbedder } from '../embedded.js';

const parameters = new URLSearchParams(location.search);
document.getElementById('content')!.style.height = `${parameters.get('height') ?? '100'}px`;
document.body.style.margin = '0';
tellEmbedder({ allow: parameters.get('allow')?.split(' ') ?? [] });
const fire = (name: string, detail: unknown): void => void document.body.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail }));
if (parameters.has('early')) {
  fire('rm-error', { error: new RmError('RM2310', 'Too early.') });
  fire('rm-result', { item: 'not kept' });
}
const told = (): void => {
  fire('rm-result', { item: '<b>hello</b>', nodeId: 'n' });
  fire('rm-error', { error: new RmError('RM2310', 'It broke.') });
  fire('rm-start-request', { reason: 'run' });
  fire('rm-status', { status: () => {} });
};
// The page greets it twice: when it is loaded, and when it listens.
addEventListener('message', told, { once: true });
