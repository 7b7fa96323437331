import { firstTexts } from './first-texts.js';
import { listTexts } from './list-texts.js';

export const texts = { ...firstTexts, ...listTexts };
