/**
 * All elements, for a script tag or an import of the package: those that most pages have at once, the others when they are first in the
 * page. Their classes are in `remotemedia-elements/components/*`.
 */
import type { Language } from './i18n/translate.js';
import { part } from './internal/part.js';
import { loadOnSight } from './loader/on-sight.js';

export * from './pipeline/pipeline.js';
export * from './node/node.js';
export { RmPython } from './python/python.js';
export { RmConnection } from './connection/connection.js';
export * from './text-input/text-input.js';
export * from './file-input/file-input.js';
export { RmSample } from './sample/sample.js';
export { RmOutput } from './output/output.js';
export { RmProgress } from './progress/progress.js';
export * from './error/error.js';
export { RmElement, RmLinkedElement } from './internal/element.js';
export { PipelineController } from './internal/controller.js';
export { pipelineContext, type PipelineContext, type PipelineListener } from './internal/context.js';
export { VERSION } from './internal/define.js';
export * from './internal/events.js';
export { RmError, registerNode } from '../core/index.js';

/** Adds a language, or words to one, by tag and key as `i18n/english.ts` has them: `addLanguage('pt', { 'rm-text-input': { run: 'Executar' } })`. */
export const addLanguage = async (lang: string, texts: Language): Promise<void> => (await part(() => import('./i18n/translate.js'))).addLanguage(lang, texts);

loadOnSight();
