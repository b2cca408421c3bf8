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

/** The response of a detector that never gives an event in some channels. */
function blind(isBad: (channel: number) => boolean) {
  const matrix = Float64Array.from(rmf.matrix);
  let element = 0;
  for (let group = 0; group < rmf.fChan.length; group++)
    for (let i = 0; i < rmf.nChan[group]; i++, element++)
      if (isBad(rmf.fChan[group] - rmf.firstChannel + i)) matrix[element] = 0;
  return createResponse({ ...rmf, matrix }, arf);
}

const kinds: [string, (channel: number) => boolean][] = [
  ['a block', (c) => c >= 70 && c < 130],
  ['every seventh', (c) => c % 7 === 0],
];

test.each(kinds)('%s: a detector that is blind there', async (_, isBad) => {
  const spectra = masked(isBad);
  const known = new Float64Array(dataset.channels).fill(0.05);
  const left = await (await bank.through(response)).classify(spectra, { background: known });
  // Where the detector is blind there is no background either.
  const there = known.map((value, c) => (isBad(c) ? 0 : value));
  const seen = await (await bank.through(blind(isBad))).classify(
    { ...spectra, quality: undefined },
    { background: there },
  );
  left.probabilities.forEach((p, i) => void expect(p).toBeCloseTo(seen.probabilities[i], 3));
  expect([...left.counts]).toEqual([...seen.counts]);
  const asEmpty = await (await bank.through(response)).classify(
    { ...spectra, quality: undefined },
    { background: known },
  );
  expect(Math.max(...left.probabilities.map((p, i) => Math.abs(p - asEmpty.probabilities[i])))).toBeGreaterThan(0.02);
});

test('the background that is expected in the good channels does not depend on the bad ones', async () => {
  const isBad = (c: number) => c >= 70 && c < 130;
  const through = await bank.through(response);
  const [whole, left] = [await through.classify(dataset), await through.classify(masked(isBad))];
  const { groupOf } = channelGroups(response, bank.band);
  for (let row = 0; row < dataset.count; row++) {
    // What the smoothed background has in the bad channels, by their counts: spread beyond them by less than a few percent.
    let [bad, inBand] = [0, 0];
    for (let c = 0; c < dataset.channels; c++) {
      const n = groupOf[c] >= 0 ? dataset.backgroundCounts![row * dataset.channels + c] : 0;
      inBand += n;
      if (isBad(c)) bad += n;
    }
    const expected = whole.backgroundCounts[row] * (1 - bad / inBand);
    expect(Math.abs(left.backgroundCounts[row] / expected - 1)).toBeLessThan(0.03);
  }
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
