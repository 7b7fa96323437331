// `npm run generate:errors`: docs/errors.md from the table in core/error-codes.ts. With --check: exit code 1 when it is not current.
import { register } from 'tsx/esm/api';
import { generated } from './lib.mjs';

const unregister = register();
const { errorCodes } = await import('../core/error-codes.ts');
await unregister();

const families = {
  RM10: 'Network and files of the kit',
  RM11: 'Markup',
  RM20: 'Manifest',
  RM23: 'Running',
  RM30: 'Python',
  RM41: 'Microphone',
  RM42: 'Files of the visitor',
  RM43: 'Playing, copying and sharing',
  RM50: 'Page and browser',
};

const lines = [
  '# Error codes',
  '',
  'Every failure of the kit is an `RmError` with one of these codes. It is shown in the element that failed, told by an `rm-error` event, and written to the console once.',
];
let family = '';
for (const [code, { title, hint }] of Object.entries(errorCodes)) {
  if (code.slice(0, 4) !== family) {
    family = code.slice(0, 4);
    lines.push('', `## ${families[family]}`);
  }
  lines.push('', `### ${code}`, '', `**${title}.** ${hint.replace(/[<>]/g, (sign) => (sign === '<' ? '&lt;' : '&gt;'))}`);
}
const text = `${lines.join('\n')}\n`;

generated('docs/errors.md', text, 'npm run generate:errors');
