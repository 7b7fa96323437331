/** The English texts of every element by tag: what a language file translates. Types and tests use it, pages do not load it. */
import type { RmErrorCode } from '../../core/index.js';
import { texts as announcer } from '../announcer/texts.js';
import { texts as consent } from '../consent/texts.js';
import { texts as deviceSelect } from '../device-select/texts.js';
import { texts as editor } from '../editor/texts.js';
import { texts as embed } from '../embed/texts.js';
import { texts as error } from '../error/texts.js';
import { texts as exportButton } from '../export-button/texts.js';
import { texts as fileInput } from '../file-input/texts.js';
import { texts as graph } from '../graph/texts.js';
import { texts as inspector } from '../inspector/texts.js';
import { texts as levelMeter } from '../level-meter/texts.js';
import { texts as log } from '../log/texts.js';
import { texts as micInput } from '../mic-input/texts.js';
import { texts as node } from '../node/texts.js';
import { texts as output } from '../output/texts.js';
import { texts as packageInfo } from '../package-info/texts.js';
import { texts as pipeline } from '../pipeline/texts.js';
import { texts as player } from '../player/texts.js';
import { texts as progress } from '../progress/texts.js';
import { texts as python } from '../python/texts.js';
import { texts as sample } from '../sample/texts.js';
import { texts as status } from '../status/texts.js';
import { texts as textInput } from '../text-input/texts.js';
import { texts as transcript } from '../transcript/texts.js';
import { texts as waveform } from '../waveform/texts.js';

export const english = {
  'rm-announcer': announcer,
  'rm-consent': consent,
  'rm-device-select': deviceSelect,
  'rm-editor': editor,
  'rm-embed': embed,
  'rm-error': error,
  'rm-export-button': exportButton,
  'rm-file-input': fileInput,
  'rm-graph': graph,
  'rm-inspector': inspector,
  'rm-level-meter': levelMeter,
  'rm-log': log,
  'rm-mic-input': micInput,
  'rm-node': node,
  'rm-output': output,
  'rm-package-info': packageInfo,
  'rm-pipeline': pipeline,
  'rm-player': player,
  'rm-progress': progress,
  'rm-python': { ...node, ...python },
  'rm-sample': sample,
  'rm-status': status,
  'rm-text-input': textInput,
  'rm-transcript': transcript,
  'rm-waveform': waveform,
};

/** What to do about errors by their code; in English `core/error-codes.ts` says it. */
export type Hints = Partial<Record<RmErrorCode, string>>;

/** A language as its file holds it: everything there is in English, and the hints. A test asks for all elements and codes. */
export type Complete = Partial<typeof english> & { 'rm-error'?: Hints };
