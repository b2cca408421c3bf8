// Channels that a bank leaves out: as if the detector did not have them.
import { beforeAll, expect, test } from 'vitest';
import { channelGroups, withoutChannels } from '../../ts/bank/groups.js';
import {
  agn,
  concatenate,
  createResponse,
  type Dataset,
  datasetFromSimulation,
  embeddedBackground,
  embeddedResponseTables,
  ParameterError,
  simulate,
  stars,
  templateBank,
} from '../../ts/index.js';

const { rmf, arf } = embeddedResponseTables();
const response = createResponse(rmf, arf);
const bank = templateBank([stars(), agn()], { templates: 200 });
let dataset: Dataset;

beforeAll(async () => {
  const background = embeddedBackground('acis-i', response);
  const options = { exposure: 1e5, fluxScale: 10, background, seed: 5, threads: 1 };
  const sets = [];
  for (const population of [stars(), agn()])
    sets.push(datasetFromSimulation(await simulate(population, 6, response, options)));
  dataset = concatenate(sets);
});

/** Some channels of all spectra bad. */
function masked(isBad: (channel: number, row: number) => boolean): Dataset {
  const quality = Int16Array.from(dataset.counts, (_, i) =>
    isBad(i % dataset.channels, Math.floor(i / dataset.channels)) ? 5 : 0,
  );
  const good = (counts: ArrayLike<number>) => Uint16Array.from(quality, (bad, i) => (bad ? 0 : counts[i]));
  return { ...dataset, quality, counts: good(dataset.counts), backgroundCounts: good(dataset.backgroundCounts!) };
}

const kinds: [string, (channel: number) => boolean][] = [
  ['a block', (c) => c >= 70 && c < 130],
  ['every seventh', (c) => c % 7 === 0],
];

/** Seven channels of 1 keV, wider than the resolution, so that each is told apart; photons keep their energy. */
function wideResponse(isBlind: (channel: number) => boolean) {
  const bins = 700;
  const edges = Float64Array.from({ length: bins + 1 }, (_, e) => 1 + e / 100);
  const channel = Int32Array.from({ length: 7 }, (_, c) => c);
  return createResponse({
    ...{ file: 'wide.rmf', telescope: 'TEST', instrument: 'WIDE', includesArea: true, index: 1, matrices: 1 },
    ...{ energLo: edges.slice(0, -1), energHi: edges.slice(1), nGrp: new Int32Array(bins).fill(1) },
    ...{ fChan: Int32Array.from({ length: bins }, (_, e) => Math.floor(e / 100)), nChan: new Int32Array(bins).fill(1) },
    matrix: Float64Array.from({ length: bins }, (_, e) => (isBlind(Math.floor(e / 100)) ? 0 : 1)),
    ...{ firstChannel: 0, detChans: 7, channel, eMin: Float64Array.from(channel, (c) => 1 + c) },
    eMax: Float64Array.from(channel, (c) => 2 + c),
  });
}

test('as a detector that is blind in the bad channels, over the background of the others', async () => {
  const isBad = (c: number) => c === 1 || c === 4;
  const detector = wideResponse(() => false);
  const counts = [30, 17, 12, 5, 4, 2, 1, 9, 8, 8, 7, 7, 5, 6];
  const spectra = (holds: (c: number) => boolean, quality?: Int16Array) => ({
    ...{ count: 2, channels: 7, eMin: detector.eMin, eMax: detector.eMax, quality },
    counts: Uint16Array.from(counts, (n, i) => (holds(i % 7) ? n : 0)),
  });
  const background = (holds: (c: number) => boolean) => Float64Array.from({ length: 7 }, (_, c) => (holds(c) ? 2 : 0));
  const isGood = (c: number) => !isBad(c);
  const quality = Int16Array.from(counts, (_, i) => (isBad(i % 7) ? 1 : 0));
  const through = await bank.through(detector);
  const left = await through.classify(spectra(isGood, quality), { background: background(() => true) });
  const blind = await bank.through(wideResponse(isBad));
  const seen = await blind.classify(spectra(isGood), { background: background(isGood) });
  left.probabilities.forEach((p, i) => void expect(p).toBeCloseTo(seen.probabilities[i], 5));
  expect([...left.counts, ...left.backgroundCounts]).toEqual([...seen.counts, ...seen.backgroundCounts]);
  // As many channels without counts would speak for another source.
  const empty = await through.classify(spectra(isGood), { background: background(() => true) });
  expect(Math.abs(empty.probabilities[0] - left.probabilities[0])).toBeGreaterThan(0.01);
});

test('the background that is expected in the good channels does not depend on the bad ones', async () => {
  const isBad = kinds[1][1];
  const through = await bank.through(response);
  const [whole, left] = [await through.classify(dataset), await through.classify(masked(isBad))];
  const { groupOf } = channelGroups(response, bank.band);
  // Less the share of the bad channels; as empty ones they would take as much from their neighbours, 14 %.
  const inBand = Array.from(dataset.backgroundCounts!, (n, i) => (groupOf[i % dataset.channels] >= 0 ? n : 0));
  const good = inBand.filter((_, i) => !isBad(i % dataset.channels));
  const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0);
  const expected = (sum(whole.backgroundCounts) * sum(good)) / sum(inBand);
  expect(Math.abs(sum(left.backgroundCounts) / expected - 1)).toBeLessThan(0.02);
});

test('each spectrum has its own bad channels, in any order', async () => {
  const [block, seventh] = kinds.map(([, isBad]) => isBad);
  const isBadIn = [block, () => false, seventh];
  const through = await bank.through(response);
  const mixed = await through.classify(masked((c, row) => isBadIn[row % 3](c)));
  const alone = await Promise.all(isBadIn.map((isBad) => through.classify(masked((c) => isBad(c)))));
  for (let i = 0; i < mixed.probabilities.length; i++)
    expect(mixed.probabilities[i]).toBe(alone[Math.floor(i / 2) % 3].probabilities[i]);
  expect((await through.classify(dataset)).probabilities).toEqual(alone[1].probabilities);
});

test('a spectrum without a good channel is refused', async () => {
  const through = await bank.through(response);
  await expect(through.classify(masked(() => true))).rejects.toThrow(ParameterError);
});

test('groups without channels: those that lose all of them are gone', () => {
  const groups = {
    ...{ count: 3, groupOf: Int32Array.of(-1, 0, 0, 1, 2, 2) },
    ...{ eMin: Float64Array.of(1, 3, 4), eMax: Float64Array.of(3, 4, 6) },
  };
  expect(withoutChannels(groups, (c) => c === 2 || c === 3)).toEqual({
    ...{ count: 2, groupOf: Int32Array.of(-1, 0, -1, -1, 1, 1) },
    ...{ eMin: Float64Array.of(1, 4), eMax: Float64Array.of(3, 6) },
  });
});
