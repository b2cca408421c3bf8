import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import {
  Classifier,
  createResponse,
  embeddedResponseTables,
  population,
  readLibrary,
  simulate,
} from '../../ts/index.js';
import { type Rmf, writeArf, writeRmf } from '../../ts/ogip/index.js';
import { responseDescriptorNames } from '../../ts/simulation/index.js';
import { type Outcome, testFolder, xsift, xsiftAll } from './xsift.js';

const { folder, at } = testFolder();
const run = (...args: string[]) => xsift(folder, ...args);
const made: Record<string, Outcome> = {};
const make = async (name: string, kind: string, count: number, ...more: string[]) => {
  made[name] = await run('simulate', '--class', kind, '--count', String(count), '--out', name, ...more);
};
let trained: Outcome;

beforeAll(async () => {
  await Promise.all([make('stars.xsl', 'star', 200, '--threads', '1'), make('agn.xsl', 'agn', 200)]);
  await Promise.all([
    make('test-stars.xsl', 'star', 200, '--seed', '2'),
    make('test-agn.xsl', 'agn', 200, '--seed', '2'),
  ]);
  trained = await trainTwenty('--threads', '1', '--out', 'model.safetensors');
});

/** A training of 20 epochs, none left out. */
const trainTwenty = (...options: string[]) =>
  run('train', 'stars.xsl', 'agn.xsl', '--epochs', '20', '--patience', '20', ...options);

/** 100 channels from 0.2 to 12 keV, each for one energy row. */
function coarseRmf(): Rmf {
  const n = 100;
  const edges = (offset: number) => Float64Array.from({ length: n }, (_, i) => 0.2 + 0.118 * (i + offset));
  const [energLo, energHi] = [edges(0), edges(1)];
  const channel = Int32Array.from({ length: n }, (_, i) => i + 1);
  return {
    ...{ file: 'coarse', energLo, energHi, eMin: energLo, eMax: energHi, channel, detChans: n, firstChannel: 1 },
    ...{ nGrp: new Int32Array(n).fill(1), fChan: channel, nChan: new Int32Array(n).fill(1) },
    ...{ matrix: new Float64Array(n).fill(1), includesArea: false, index: 1, matrices: 1 },
  };
}

const table = (printed: string) => printed.split('\n').map((line) => line.split(/\s{2,}/));
const same = (a: string, b: string) => readFileSync(at(a)).equals(readFileSync(at(b)));

test('simulate says what the library holds and what it was made of', async () => {
  const { code, out, err } = made['agn.xsl'];
  expect({ code, out }).toEqual({ code: 0, out: '' });
  expect(err).toMatch(/^agn.xsl: 200 agn spectra, \d+ of them with more than 100 net counts in 0.3-8 keV$/m);
  expect(err).toContain(`population: ${population('agn').description}`);
  expect(err).toContain('response: the embedded one, ACIS-I of 1999-2000; 1000000 s each; seed 1');
});

test('the library is what the library function simulates', async () => {
  const { rmf, arf } = embeddedResponseTables();
  const { counts } = await simulate(population('star'), 200, createResponse(rmf, arf), { exposure: 1e6, seed: 1 });
  const library = readLibrary(at('stars.xsl'));
  expect(library).toMatchObject({ count: 200, classes: ['star', 'agn'] });
  expect(library.labels.every((label) => label === 0)).toBe(true);
  expect(Buffer.from(library.counts.buffer).equals(Buffer.from(counts.buffer))).toBe(true);
});

test('the number of threads changes neither library nor model, byte by byte', async () => {
  await make('stars2.xsl', 'star', 200, '--threads', '2');
  expect(same('stars.xsl', 'stars2.xsl')).toBe(true);
  expect(same('stars.xsl', 'test-stars.xsl')).toBe(false);
  await trainTwenty('--threads', '2', '--out', 'model2.safetensors');
  expect(same('model.safetensors', 'model2.safetensors')).toBe(true);
});

test('a response of the user', async () => {
  const { rmf, arf: embedded } = embeddedResponseTables();
  const arf = { ...embedded, specResp: embedded.specResp.map((area) => 0.9 * area) };
  writeRmf(at('late.rmf'), rmf);
  writeArf(at('late.arf'), arf);
  await make('late-agn.xsl', 'agn', 200, '--rmf', 'late.rmf', '--arf', 'late.arf', '--exposure', '2e6');
  expect(made['late-agn.xsl'].err).toContain('response: late.rmf and late.arf; 2000000 s each; seed 1');
  const [{ response }] = readLibrary(at('late-agn.xsl')).provenance;
  expect(response).toBe(createResponse(rmf, arf).identity);
});

test('train prints an epoch a line and what it kept', () => {
  const { code, out, err } = trained;
  expect(code).toBe(0);
  const lines = out.trimEnd().split('\n');
  expect(lines).toHaveLength(20);
  for (const [i, line] of lines.entries())
    expect(line).toMatch(
      new RegExp(`^epoch ${String(i + 1).padStart(2)}/20( {2}(val_)?(loss|accuracy) \\d\\.\\d{4}){4}$`),
    );
  const { model } = Classifier.load(at('model.safetensors'));
  const [stars, agn] = model.training.spectra;
  const few = ['star', 'agn'].map((name) => `warning: only \\d+ ${name} spectra .*, few to learn from: .*\\n`).join('');
  expect(err).toMatch(new RegExp(`^${few}model.safetensors: `));
  expect(err).toContain(
    `model.safetensors: trained on ${stars} star, ${agn} agn; weights of epoch ${model.training.bestEpoch} of 20\n`,
  );
  expect(stars + agn).toBeGreaterThan(150);
});

test('train --json prints an object an epoch', async () => {
  const { out } = await run('train', 'stars.xsl', 'agn.xsl', '--epochs', '2', '--json', '--out', 'short.json');
  const epochs = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(epochs).toMatchObject([{ epoch: 1, loss: expect.any(Number) }, { epoch: 2 }]);
});

test('train --input: the words set the convention, which the model keeps', async () => {
  const { code } = await run(
    ...[
      'train',
      'stars.xsl',
      'agn.xsl',
      '--epochs',
      '1',
      '--input',
      'total,rate,unstandardised',
      '--out',
      'rates.safetensors',
    ],
  );
  expect(code).toBe(0);
  const convention = { counts: 'total', scale: 'rate', transform: 'none', standardise: false };
  expect(Classifier.load(at('rates.safetensors')).model.input.convention).toEqual(convention);
  expect((await run('evaluate', 'rates.safetensors', 'test-stars.xsl', 'test-agn.xsl')).code).toBe(0);
  const wrong = async (words: string) =>
    (await run('train', 'stars.xsl', 'agn.xsl', '--input', words, '--out', 'x.json')).err;
  expect(await wrong('total,gross')).toContain("There is no word 'gross'; those are net, total, unscaled, rate, unit,");
  expect(await wrong('rate,unit')).toContain("'unit' and a word before it say different things; choose one.");
});

test('train: stages, groups and extra inputs are in the model, and info tells them', async () => {
  const given = ['train', 'stars.xsl', 'agn.xsl', '--hidden', '12,8', '--out', 'grouped.safetensors'];
  const extra = ['--group', '4', '--extra', 'log-net-counts,background-share', '--input', 'unit-floor'];
  const { code, out } = await run(...given, ...extra, '--learning-rate', '1e-2:2,1e-3:1');
  expect(code).toBe(0);
  expect(out.split('\n').map((line) => line.slice(0, 9))).toEqual(['epoch 1/3', 'epoch 2/3', 'epoch 3/3', '']);
  const { input, network, training } = Classifier.load(at('grouped.safetensors')).model;
  expect(network.sizes).toEqual([134, 12, 8, 2]);
  expect(input.convention).toMatchObject({ scale: 'unit-floor', group: 4, extra: ['logNetCounts', 'backgroundShare'] });
  expect(training.learningRate).toEqual([
    { epochs: 2, rate: 0.01 },
    { epochs: 1, rate: 0.001 },
  ]);
  const info = await run('info', 'grouped.safetensors');
  expect(info.out).toMatch(/in groups of +4\n +extra inputs +logNetCounts 2\.\d+ to \d\.\d+, backgroundShare 0\n/);
  expect((await run('evaluate', 'grouped.safetensors', 'test-stars.xsl', 'test-agn.xsl')).code).toBe(0);
  const wrong = async (...words: string[]) => (await run(...given, ...words)).err;
  expect(await wrong('--learning-rate', '1e-2:2,1e-3')).toContain("'1e-3' is no stage; one is RATE:EPOCHS");
  expect(await wrong('--learning-rate', '1e-2:0')).toContain('It must be a whole number from 1 to');
  expect(await wrong('--learning-rate', '1e-2:2', '--epochs', '3')).toContain('the stages of learningRate have 2');
  expect(await wrong('--extra', 'hardness')).toContain("There is no word 'hardness'; those are log-net-counts,");
  // Libraries hold the descriptor of their response.
  expect((await run(...given, '--extra', 'response', '--epochs', '1')).code).toBe(0);
  const { extraInputs } = Classifier.load(at('grouped.safetensors')).model.input;
  expect(extraInputs?.map(({ name }) => name)).toEqual([...responseDescriptorNames]);
});

test('evaluate: the shares are those of the confusion matrix that it prints', async () => {
  const { code, out, err } = await run('evaluate', 'model.safetensors', 'test-stars.xsl', 'test-agn.xsl');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const rows = table(out);
  const [, trueNegative, falsePositive] = rows.find(([name]) => name === 'star')!.map(Number);
  const [, falseNegative, truePositive] = rows.find(([name]) => name === 'agn')!.map(Number);
  const total = truePositive + falseNegative + trueNegative + falsePositive;
  expect(out).toMatch(new RegExp(`^${total} of 400 spectra have more than 100 net counts`));
  const share = (start: string) => rows.find(([name]) => name.startsWith(start))![1];
  expect(share('accuracy')).toBe(((100 * (truePositive + trueNegative)) / total).toFixed(2));
  expect(share('recall')).toBe(((100 * truePositive) / (truePositive + falseNegative)).toFixed(2));
  expect(share('TNR')).toBe(((100 * trueNegative) / (trueNegative + falsePositive)).toFixed(2));
  expect(share('precision')).toBe(((100 * truePositive) / (truePositive + falsePositive)).toFixed(2));
  expect(share('NPV')).toBe(((100 * trueNegative) / (trueNegative + falseNegative)).toFixed(2));
  expect(Number(share('area under'))).toBeGreaterThan(0.65);
  expect(Number(share('Brier'))).toBeLessThan(0.25);
  expect(Number(share('accuracy'))).toBeGreaterThan(65); // 320 training spectra; a coin gives 50
});

test('evaluate: by net counts, and beside the ceiling', async () => {
  const plain = await run('evaluate', 'model.safetensors', 'test-stars.xsl', 'test-agn.xsl', '--json');
  const { byCounts } = JSON.parse(plain.out);
  expect(byCounts.map(({ low }: { low: number }) => low)).toEqual([8, 21, 55, 146, 200, 500, 2000]);
  expect(byCounts.at(-1).high).toBeNull();
  expect(byCounts[0].ceiling).toBeUndefined();
  const files = ['test-stars.xsl', 'test-agn.xsl'];
  const { code, out, err } = await run('evaluate', 'model.safetensors', ...files, '--ceiling', '--templates', '300');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const lines = out.split('\n');
  const start = lines.findIndex((line) => line.startsWith('net counts'));
  expect(lines[start]).toMatch(/net counts +spectra +accuracy +ceiling +gap +\+- +calibration error/);
  const cells = lines[start + 5].split(/\s{2,}/);
  expect(cells[0]).toBe('200 to 500');
  const [spectra, accuracy, ceiling, gap, error] = cells.slice(1).map(Number);
  expect(spectra).toBe(byCounts[4].spectra);
  expect(accuracy).toBeCloseTo(100 * byCounts[4].balancedAccuracy, 1);
  // A network of 320 spectra is far from what can be.
  expect(ceiling).toBeGreaterThan(85);
  expect(Math.abs(gap - (ceiling - accuracy))).toBeLessThan(0.11);
  expect(gap).toBeGreaterThan(error);
}, 60_000);

test('evaluate --ceiling needs the response that the library was made with', async () => {
  writeRmf(at('ceiling.rmf'), coarseRmf());
  await make('own.xsl', 'star', 20, '--rmf', 'ceiling.rmf', '--seed', '3');
  const unknown = await run('evaluate', 'model.safetensors', 'own.xsl', '--ceiling');
  expect(unknown.code).toBe(1);
  expect(unknown.err).toMatch(/own\.xsl was simulated with the response .* give the files .*--rmf and --arf/s);
  // With it, what is wrong is that the model has other channels.
  const known = await run('evaluate', 'model.safetensors', 'own.xsl', '--ceiling', '--rmf', 'ceiling.rmf');
  expect(known.err).toContain('train one on spectra of this response');
  expect((await run('evaluate', 'model.safetensors', 'own.xsl', '--arf', 'x.arf')).code).toBe(2);
});

test('evaluate warns of sources that the classifier has seen, and of a class that is not there', async () => {
  const { code, out, err } = await run('evaluate', 'model.safetensors', 'stars.xsl', '--json');
  expect(code).toBe(0);
  const { warnings, matrix, metrics, scores } = JSON.parse(out);
  expect(warnings).toEqual([
    expect.stringMatching(/^stars.xsl: same population and seed as in the training.*another --seed$/),
    'there are no agn spectra: shares that need both classes mean nothing here',
  ]);
  expect(err).toBe(warnings.map((warning: string) => `warning: ${warning}\n`).join(''));
  expect(matrix.truePositive + matrix.falseNegative).toBe(0);
  expect(metrics.recall).toEqual({ value: null, low: null, high: null });
  expect(scores.rocArea.value).toBeNull();
  expect(scores.brierScore.value).toBeGreaterThan(0);
});

test('evaluate flags another response', async () => {
  const { code, out } = await run('evaluate', 'model.safetensors', 'late-agn.xsl', 'test-stars.xsl');
  expect(code).toBe(0);
  expect(out).toMatch(/^flag response-differs: \d+ spectra$/m);
});

test('train warns where the classes differ in more than their sources', async () => {
  const { code, err } = await run('train', 'stars.xsl', 'late-agn.xsl', '--epochs', '1', '--out', 'unlike.json');
  expect(code).toBe(0);
  expect(err).toContain('warning: the classes star and agn were simulated with different responses');
  expect(err).toContain('warning: the classes have different exposures (star 1000000 s, agn 2000000 s)');
});

test('what cannot be trained on or judged is refused with its reason', async () => {
  writeFileSync(at('notes.txt'), 'a text');
  writeFileSync(at('cut.xsl'), readFileSync(at('stars.xsl')).subarray(0, 50_000));
  const model = readFileSync(at('model.safetensors'), 'latin1');
  writeFileSync(at('edited.safetensors'), model.replace('\\"seed\\":1', '\\"seed\\":2'), 'latin1');
  writeRmf(at('coarse.rmf'), coarseRmf());
  await make('coarse.xsl', 'star', 200, '--rmf', 'coarse.rmf', '--exposure', '1e9');
  await make('few.xsl', 'agn', 1);
  const cases: [string[], string][] = [
    [['train', 'stars.xsl'], 'there are no agn spectra in stars.xsl: training needs every class'],
    [['train', 'stars.xsl', 'few.xsl'], "class 'agn' has spectra of one source only"],
    [['train', 'stars.xsl', 'agn.xsl', '--minimum-net-counts', '1e6'], 'or lower --minimum-net-counts'],
    [['train', 'stars.xsl', 'nope.xsl'], 'nope.xsl: cannot be read: no such file'],
    [['train', 'stars.xsl', 'notes.txt'], 'notes.txt: is not a FITS file'],
    [['train', 'cut.xsl', 'agn.xsl'], 'cut.xsl: is cut short'],
    [['train', 'agn.xsl', 'coarse.xsl'], 'coarse.xsl has channels 100, agn.xsl has 1024'],
    [['evaluate', 'model.safetensors', 'coarse.xsl'], 'train one on spectra of this response'],
    [
      ['evaluate', 'edited.safetensors', 'stars.xsl'],
      'edited.safetensors: is damaged or was edited: its checksum does not fit',
    ],
    [['evaluate', 'stars.xsl', 'agn.xsl'], 'stars.xsl: is not a classifier'],
    [['evaluate', 'model.safetensors', 'agn.xsl', '--minimum-net-counts', '1e6'], 'lower --minimum-net-counts'],
    [['simulate', '--class', 'star', '--count', '9', '--coup', 'notes.txt'], 'notes.txt: is neither FITS nor'],
  ];
  const outcomes = await xsiftAll(
    folder,
    cases.map(([args]) => [...args, ...(args[0] === 'evaluate' ? [] : ['--out', 'never'])]),
  );
  for (const [i, { code, err }] of outcomes.entries()) {
    const [args, message] = cases[i];
    expect({ args, code }).toEqual({ args, code: 1 });
    expect(err).toMatch(/^xsift: /m);
    expect(err).toContain(message);
  }
  expect(existsSync(at('never'))).toBe(false);
});

test('outputs are checked before the work', async () => {
  const before = readFileSync(at('stars.xsl'));
  const cases: [string[], string][] = [
    [['simulate', '--class', 'star', '--count', '1000000', '--out', 'no/l.xsl'], 'there is no folder no'],
    [
      ['simulate', '--class', 'star', '--count', '1000000', '--out', 'model.safetensors'],
      'holds a classifier, not FITS',
    ],
    [['train', 'stars.xsl', 'agn.xsl', '--epochs', '1000000', '--out', 'no/m.json'], 'there is no folder no'],
    [['train', 'stars.xsl', 'agn.xsl', '--out', 'stars.xsl'], 'is an input of this command'],
    [['train', 'stars.xsl', 'agn.xsl', '--out', 'test-stars.xsl'], 'holds FITS, not a classifier'],
  ];
  const outcomes = await xsiftAll(
    folder,
    cases.map(([args]) => args),
  );
  for (const [i, { code, out, err }] of outcomes.entries()) {
    expect({ args: cases[i][0], code, out }).toEqual({ args: cases[i][0], code: 1, out: '' });
    expect(err).toContain(cases[i][1]);
  }
  expect(readFileSync(at('stars.xsl')).equals(before)).toBe(true);
  expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

test('train --distil: a network for a response, without libraries', async () => {
  const given = ['train', '--distil', '--rmf', 'acis-i-cycle19', '--spectra', '300', '--out', 'distilled.safetensors'];
  const { code, out, err } = await run(...given, '--background', 'acis-i');
  expect({ code, err }).toMatchObject({
    code: 0,
    err: expect.stringContaining('simulated 600 spectra through CHANDRA'),
  });
  expect(out.split('\n').length).toBe(22);
  const { model } = Classifier.load(at('distilled.safetensors'));
  expect(model.network.sizes).toEqual([145, 128, 64, 2]);
  expect(model.provenance[0]).toMatchObject({ background: expect.stringContaining('acis-i') });
  expect((await run('train', '--distil', '--out', 'x.json')).err).toContain('--distil needs an --rmf');
  expect((await run('train', '--out', 'x.json')).err).toContain('name libraries to train on');
  expect((await run(...given, 'stars.xsl')).err).toContain('leave the libraries out');
});
