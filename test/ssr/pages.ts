/** Elements as a page has them before any script: by markup alone, since properties are not in HTML. */
import { render } from '@lit-labs/ssr';
import { collectResult } from '@lit-labs/ssr/lib/render-result.js';
import { html, type TemplateResult } from 'lit';
import { RmError } from '../../core/index.js';

/** What is hydrated, by name. */
export const pages: Record<string, TemplateResult> = {
  'rm-output': html`<rm-output label="Loudness"></rm-output>`,
  'rm-error': html`<rm-error></rm-error>`,
  'rm-status': html`<rm-status variant="badge"></rm-status>`,
  'rm-progress': html`<rm-progress label="Getting ready"></rm-progress>`,
  'rm-node': html`<rm-pipeline load="manual"><rm-node show type="MultiplyNode" params='{"factor": 2}'></rm-node><rm-node show type="AddNode"><b>Adds one</b></rm-node></rm-pipeline>`,
  'rm-python': html`<rm-pipeline load="manual">
    <rm-python show>
      <script type="text/x-python">
        class Shout:
            def process(self, text):
                return text.upper()
      </script>
    </rm-python>
  </rm-pipeline>`,
  'rm-graph': html`<rm-graph></rm-graph>`,
  'rm-text-input': html`<rm-text-input label="Text" value="hello"></rm-text-input>`,
  'rm-file-input': html`<rm-file-input></rm-file-input>`,
  'rm-sample': html`<rm-sample src="speech.wav" label="Use this clip"></rm-sample>`,
  'rm-pipeline': html`<rm-pipeline load="manual"><p slot="poster">Not yet</p></rm-pipeline>`,
};

/** What a server can show when it is given an object, as a framework does. */
export const filled: Record<string, TemplateResult> = {
  error: html`<rm-error .error=${new RmError('RM1006', 'The browser is <offline>.')}></rm-error>`,
  progress: html`<rm-progress .progress=${{ loaded: 5_000_000, total: 10_000_000, stage: 'fetch', cached: false }}></rm-progress>`,
  status: html`<rm-status .status=${'running'}></rm-status>`,
};

/** The HTML of a server. */
export const toHtml = (page: TemplateResult): Promise<string> => collectResult(render(page));
