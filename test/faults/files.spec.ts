import { cut, good, inTurn, status, type Answer } from './site.js';
import { expect, note, pipeline, python, seconds, test, type Scene } from './support.js';

const library = { file: 'wasm/python-stdlib.zip', nodes: python('import colorsys\n\nclass A:\n    def process(self, x):\n        return colorsys.__name__'), result: 'colorsys' };
const model = { file: 'wasm/silero_vad.bin', nodes: '<rm-node type="SileroVAD"></rm-node>', result: 'No result' };
let count = 0;

async function lost(scene: Scene, { file, nodes, result }: typeof library, fault: string, code: string, answer: Answer, says: string | RegExp): Promise<void> {
  const id = `files-${(count += 1)}`;
  scene.site.answers.set(`/${id}/${file}`, answer);
  await scene.open(pipeline(id, { nodes }));
  const before = await scene.frames();
  const began = await (nodes === model.nodes ? sound(scene, id) : scene.run(id));
  const seen = await scene.failure(id, code, began);
  const card = scene.page.locator(`#${id} rm-error`).locator('visible=true').first();
  await expect(card).toContainText(file);
  await expect(card).toContainText(says);
  scene.site.heal();
  const again = Date.now();
  await (nodes === model.nodes ? sound(scene, id) : scene.run(id));
  await expect(scene.page.locator(`#${id}`)).toHaveAttribute('status', 'done');
  await scene.result(id, result);
  await expect(scene.page.locator('rm-error [part=code]:visible')).toHaveCount(0);
  note({ fault, seen: `${seen}; the hint names the file`, retry: `the next item gives its result after ${seconds(Date.now() - again)}`, others: await scene.others(before, code) });
}

const sound = (scene: Scene, id: string): Promise<number> =>
  scene.page.evaluate((id) => window.stage.run(id, { kind: 'audio', samples: new Float32Array(1600), sampleRate: 16000, channels: 1 }), id);

for (const [what, answer, says] of [
  ['is missing (404)', status(404), 'answered 404'],
  ['500 and no end', status(500), 'answered 500'],
  ['is cut off, as if it were whole', cut(0.5), /cut off/],
] as const) {
  test(`python-stdlib.zip ${what}`, ({ scene }) => lost(scene, library, `\`python-stdlib.zip\` ${what}, and Python imports from it`, 'RM3003', answer, says));
  test(`silero_vad.bin ${what}`, ({ scene }) => lost(scene, model, `\`silero_vad.bin\` ${what}`, 'RM2310', answer, says));
}

test('python-stdlib.zip: 500, then well', async ({ scene }) => {
  await scene.open(pipeline('zip', { nodes: library.nodes }));
  scene.site.answers.set(`/zip/${library.file}`, inTurn(status(500), good));
  const before = await scene.frames();
  await scene.run('zip');
  await scene.result('zip', library.result);
  note({ fault: '`python-stdlib.zip`: 500, then well', seen: 'nothing', retry: 'not needed: asked for once more at once', others: await scene.others(before) });
});
