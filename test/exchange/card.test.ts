import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { modelCard, modelCardMarkdown, writeModelCard } from '../../ts/exchange/index.js';
import { Classifier, train } from '../../ts/network/index.js';
import { modelChecksum } from '../../ts/network/modelFile.js';
import { madeDataset } from '../network/spectra.js';

const folder = mkdtempSync(join(tmpdir(), 'xsift-card-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a card says what the classifier was trained on, and beside the file both forms of it', async () => {
  const { classifier } = await train(madeDataset(200), {
    ...{ epochs: 2, seed: 9, minimumNetCounts: 50 },
    input: { group: 2, extra: ['logNetCounts'] },
  });
  const { training } = classifier.model;
  const card = modelCard(classifier, 'mine');
  expect(card).toMatchObject({
    ...{ name: 'mine', checksum: modelChecksum(classifier.model), classes: ['star', 'agn'] },
    network: { sizes: [21, 10, 2], activation: 'relu', parameters: 21 * 10 + 10 + 20 + 2 },
    inputs: { channels: 39, band: [0.3, 8] },
    training: { spectra: { star: training.spectra[0], agn: training.spectra[1] }, background: true, epochs: 2 },
    data: { populations: ['bumps'], instruments: ['MADE ONE DET-A'], backgrounds: [] },
  });
  const counts = classifier.model.input.extraInputs?.[0].max as number;
  expect(card.training.netCounts.above).toBe(50);
  expect(card.training.netCounts.most).toBeCloseTo(10 ** counts, -1);
  expect(card.limits.join(' ')).toContain('response-differs or instrument-mismatch');
  const [markdown, json] = writeModelCard(join(folder, 'mine.safetensors'), classifier, ['A note.']);
  expect([markdown, json]).toEqual([join(folder, 'mine.card.md'), join(folder, 'mine.card.json')]);
  expect(JSON.parse(readFileSync(json, 'utf8'))).toEqual(JSON.parse(JSON.stringify(card)));
  const page = readFileSync(markdown, 'utf8');
  expect(page).toBe(modelCardMarkdown(card, ['A note.']));
  for (const words of ['# Model card: mine', '21-10-2, relu', 'in groups of 2', 'bumps', 'A note.', card.checksum])
    expect(page).toContain(words);
});

test.each(['star-agn', 'paper'] as const)('the card of %s is that of its file', (name) => {
  const beside = (end: string) =>
    readFileSync(new URL(`../../data/classifier/${name}.card.${end}`, import.meta.url), 'utf8');
  const card = modelCard(Classifier.embedded(name), name);
  expect(JSON.parse(beside('json'))).toEqual(JSON.parse(JSON.stringify(card)));
  expect(beside('md').startsWith(modelCardMarkdown(card).trimEnd())).toBe(true);
  // paper is of one response, without background; star-agn is told the response.
  const limits = card.limits.join(' ');
  expect(limits.includes('had no background')).toBe(name === 'paper');
  expect(limits.includes('It is told the response')).toBe(name === 'star-agn');
});
