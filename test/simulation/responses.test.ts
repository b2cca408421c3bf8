import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ReadonlyUint16Array } from '../../ts/base/index.js';
import {
  concatenate,
  createResponse,
  datasetFromSimulation,
  embeddedResponseTables,
  expectedCounts,
  MismatchError,
  ParameterError,
  type Population,
  population,
  type Responses,
  readLibrary,
  type SourceTable,
  simulate,
  writeLibrary,
} from '../../ts/index.js';
import { smallArf, smallExpected, smallRmf } from './fixtures.js';

const whole = createResponse(smallRmf(), smallArf());
const half = createResponse(smallRmf(), { ...smallArf(), specResp: new Float64Array(60).fill(50) });

/** Power laws of index 2, in two groups. */
const powerLaws = (name: 'star' | 'agn' = 'star'): Population => ({
  name,
  identity: 'power laws',
  sample(count): SourceTable {
    const rows = Array.from({ length: count }, (_, i) => i);
    const group = (expression: string, parity: number, values: number[]) => {
      const index = Uint32Array.from(rows.filter((row) => row % 2 === parity));
      return { model: expression, index, parameters: Float64Array.from([...index].flatMap(() => values)) };
    };
    const groups = [group('powerlaw', 0, [2, 0.01]), group('powerlaw+powerlaw', 1, [2, 0.005, 2, 0.005])];
    return { count, properties: {}, groups };
  },
});
const options = { exposure: 1000, seed: 2 };
const total = smallExpected(0.01, 2, 1000).reduce((sum, value) => sum + value, 0);

/** Counts over those expected with the whole area, by spectrum, and the deviation in units of Poisson's. */
function check(counts: ReadonlyUint16Array, share: (row: number) => number): void {
  let chi2 = 0;
  const n = counts.length / 30;
  for (let row = 0; row < n; row++) {
    const sum = counts.subarray(30 * row, 30 * row + 30).reduce((before, value) => before + value, 0);
    const mean = total * share(row);
    chi2 += (sum - mean) ** 2 / mean;
  }
  expect(Math.abs(chi2 - n)).toBeLessThan(5 * Math.sqrt(2 * n));
}

test('of a list, each spectrum has one response and says which', async () => {
  const n = 3000;
  const spectra = await simulate(powerLaws(), n, [whole, half, whole], options);
  const index = spectra.responseIndex!;
  for (const k of [0, 1, 2]) {
    const members = index.filter((value) => value === k).length;
    expect(Math.abs(members - n / 3)).toBeLessThan(5 * Math.sqrt((n * 2) / 9));
  }
  check(spectra.counts, (row) => (index[row] === 1 ? 0.5 : 1));
  const tail = await simulate(powerLaws(), n - 1500, [whole, half, whole], { ...options, first: 1500, threads: 3 });
  expect(tail.counts).toEqual(spectra.counts.slice(1500 * 30));
  expect(tail.responseIndex).toEqual(index.slice(1500));
  const agn = await simulate(powerLaws('agn'), n, [whole, half, whole], options);
  expect(agn.responseIndex).not.toEqual(index);
  const single = await simulate(powerLaws(), 100, [whole], options);
  expect(single.responseIndex).toBeUndefined();
  expect(single.counts).toEqual((await simulate(powerLaws(), 100, whole, options)).counts);
});

test('a blend of two epochs has a share of each, uniform', async () => {
  const n = 3000;
  const spectra = await simulate(powerLaws(), n, { blend: [whole, half] }, options);
  const weight = spectra.responseWeight!;
  expect(Math.abs(weight.reduce((sum, w) => sum + w, 0) / n - 0.5)).toBeLessThan(5 / Math.sqrt(12 * n));
  expect(Math.min(...weight)).toBeLessThan(0.01);
  expect(Math.max(...weight)).toBeGreaterThan(0.99);
  check(spectra.counts, (row) => weight[row] + (1 - weight[row]) / 2);
});

test('epochs with other energy grids blend too: ACIS-I of 1999 and of 2018', async () => {
  const epochs = (['acis-i-cycle0', 'acis-i-cycle19'] as const).map((name) => {
    const { rmf, arf } = embeddedResponseTables(name);
    return createResponse(rmf, arf);
  });
  expect(epochs[0].energies).not.toBe(epochs[1].energies);
  const source = 'tbabs(0.1)*powerlaw(1.8, 1e-4)';
  const means = epochs.map((epoch) =>
    expectedCounts({ model: source, response: epoch, exposure: 1e6 }).reduce((sum, value) => sum + value, 0),
  );
  const same: Population = {
    name: 'star',
    identity: 'one source',
    sample: (count) => ({
      count,
      properties: {},
      groups: [
        {
          model: 'tbabs*powerlaw',
          index: Uint32Array.from({ length: count }, (_, i) => i),
          parameters: Float64Array.from({ length: 3 * count }, (_, i) => [0.1, 1.8, 1e-4][i % 3]),
        },
      ],
    }),
  };
  const spectra = await simulate(same, 200, { blend: [epochs[0], epochs[1]] }, { exposure: 1e6, seed: 4 });
  let chi2 = 0;
  spectra.responseWeight!.forEach((weight, row) => {
    const mean = weight * means[0] + (1 - weight) * means[1];
    const sum = spectra.counts.subarray(1024 * row, 1024 * (row + 1)).reduce((before, value) => before + value, 0);
    chi2 += (sum - mean) ** 2 / mean;
  });
  expect(Math.abs(chi2 - 200)).toBeLessThan(5 * Math.sqrt(400));
});

test('datasets and libraries keep which response each spectrum had', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'xsift-responses-'));
  try {
    const datasets = await Promise.all(
      [powerLaws(), powerLaws('agn')].map(async (powerLaw) =>
        datasetFromSimulation(await simulate(powerLaw, 40, [whole, half], options)),
      ),
    );
    const both = concatenate(datasets);
    expect(both.provenance.map(({ response }) => response)).toEqual([whole.identity, half.identity]);
    writeLibrary(join(folder, 'both.xsl'), both);
    const read = readLibrary(join(folder, 'both.xsl'));
    expect(read).toEqual(both);
    expect(new Set(read.properties.response)).toEqual(new Set([0, 1]));
    const blend = datasetFromSimulation(await simulate(powerLaws(), 5, { blend: [half, whole] }, options));
    expect(blend.properties.responseWeight).toHaveLength(5);
    expect(blend.provenance).toHaveLength(2);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('responses that do not go together are named', async () => {
  const fails = async (responses: Responses, message: string, kind: typeof ParameterError | typeof MismatchError) => {
    const run = simulate(population('star'), 5, responses, options);
    await expect(run).rejects.toThrow(message);
    await expect(simulate(population('star'), 5, responses, options)).rejects.toThrow(kind);
  };
  const { rmf, arf } = embeddedResponseTables();
  await fails([], 'there is no response to simulate with', ParameterError);
  await fails([whole, createResponse(rmf, arf)], '(response 2) has 1024 channels from 1, the first', MismatchError);
  await fails({ blend: [whole] as never }, 'a blend takes two responses, not 1', ParameterError);
  const shifted = { ...smallRmf(), eMin: smallRmf().eMin.map((e) => e + 0.06) };
  await fails(
    { blend: [whole, createResponse(shifted, smallArf())] },
    'has eMin 0.76 keV for channel 2',
    MismatchError,
  );
  await fails(Array(257).fill(whole), 'there are 257 responses', ParameterError);
});
