import { describe, expect, test } from 'vitest';
import type { ReadonlyTypedArray } from '../../ts/base/index.js';
import { ParameterError, XsiftError } from '../../ts/base/index.js';
import { addon, streams, uniforms } from '../../ts/native/index.js';
import { readArf, readRmf } from '../../ts/ogip/index.js';
import type { Population, SourceGroup, SourceTable } from '../../ts/population/index.js';
import { createResponse, expectedCounts, fakeIt, simulate } from '../../ts/simulation/index.js';
import { model } from '../../ts/spectral/index.js';
import { hasShared, sharedFile } from '../shared.js';
import { smallArf, smallExpected, smallRmf } from './fixtures.js';

const response = createResponse(smallRmf(), smallArf());

/** Power laws of index 2, norm 0.01-0.02, two thirds written as one model and one third as another. */
function powerLaws(name: 'star' | 'agn' = 'star', scale = 1): Population {
  return {
    name,
    identity: `power laws, scale ${scale}`,
    sample(count, { seed, first = 0 }): SourceTable {
      const norm = uniforms(seed, streams.starParameters, first, count, 1).map((u) => 0.01 * (1 + u) * scale);
      const rows = Array.from(norm, (_, i) => i);
      const group = (expression: string, index: number[], set: (row: number) => number[]) => ({
        model: expression,
        index: Uint32Array.from(index),
        parameters: Float64Array.from(index.flatMap(set)),
      });
      const isThird = (row: number) => (first + row) % 3 === 0;
      return {
        count,
        properties: { norm },
        groups: [
          group(
            'powerlaw',
            rows.filter((r) => !isThird(r)),
            (r) => [2, norm[r]],
          ),
          group('powerlaw+powerlaw', rows.filter(isThird), (r) => [2, norm[r] / 2, 2, norm[r] / 2]),
        ],
      };
    },
  };
}

describe('fakeIt', () => {
  test('expected counts are the closed form, counts scatter about them', () => {
    const expected = expectedCounts({ model: 'powerlaw(2, 0.01)', response, exposure: 1000 });
    const closed = smallExpected(0.01, 2, 1000);
    expected.forEach((mean, c) => {
      expect(mean / closed[c]).toBeCloseTo(1, 12);
    });
    // Sum of (n - mean)^2 / mean over 30 channels and 40 seeds: 1200 +- sqrt(2400 + sum 1 / mean) or so.
    let chi2 = 0;
    for (let seed = 0; seed < 40; seed++) {
      const counts = fakeIt({ model: 'powerlaw(2, 0.01)', response, exposure: 1000, seed }).counts;
      expect(counts).toBeInstanceOf(Uint32Array);
      counts.forEach((n, c) => {
        chi2 += (n - closed[c]) ** 2 / closed[c];
      });
    }
    expect(Math.abs(chi2 - 1200)).toBeLessThan(5 * Math.sqrt(2400 + 40 * closed.reduce((sum, m) => sum + 1 / m, 0)));
  });

  test('a seed is one draw; a model with its values will do for an expression', () => {
    const options = { exposure: 1000, seed: 3 };
    const counts = fakeIt({ model: 'powerlaw(2, 0.01)', response, ...options }).counts;
    expect(fakeIt({ model: model('powerlaw(2, 0.01)'), response, ...options }).counts).toEqual(counts);
    expect(fakeIt({ model: 'powerlaw(2, 0.01)', response, ...options, seed: 4 }).counts).not.toEqual(counts);
  });

  test('more counts than 65535 in a channel are no trouble, more than 1e9 are', () => {
    const bright = fakeIt({ model: 'powerlaw(2, 10)', response, exposure: 1e4, seed: 1 }).counts;
    expect(Math.max(...bright)).toBeGreaterThan(1e6);
    const run = () => fakeIt({ model: 'powerlaw(2, 10)', response, exposure: 1e9, seed: 1 }).counts;
    expect(run).toThrow(ParameterError);
    expect(run).toThrow('a Poisson mean must be from 0 to 1e9; use a shorter exposure or a lower flux');
  });

  test('bad options are named', () => {
    expect(() => fakeIt({ model: 'powerlaw', response, exposure: 0, seed: 1 }).counts).toThrow('exposure is 0');
    expect(() => fakeIt({ model: 'powerlaw', response, exposure: 1, seed: -1 }).counts).toThrow('seed is -1');
    expect(() => fakeIt({ model: 'powerlaw', response, exposure: 1, seed: 0.5 }).counts).toThrow('seed is 0.5');
    expect(() => fakeIt({ model: 'powerlow', response, exposure: 1, seed: 1 }).counts).toThrow(ParameterError);
  });
});

describe('simulate', () => {
  test('counts follow the sources, whatever their group', async () => {
    const n = 3000;
    const spectra = await simulate(powerLaws(), n, response, { exposure: 1000, seed: 5 });
    expect(spectra.counts).toHaveLength(n * 30);
    expect(spectra.sources.groups.map((g) => g.index.length)).toEqual([2000, 1000]);
    expect(spectra).toMatchObject({ count: n, channels: 30, name: 'star', seed: 5, first: 0, exposure: 1000 });
    const unit = smallExpected(1, 2, 1000);
    for (const thirds of [true, false]) {
      let [chi2, size, tiny] = [0, 0, 0];
      for (let i = 0; i < n; i++) {
        if ((i % 3 === 0) !== thirds) continue;
        for (let c = 0; c < 30; c++) {
          const mean = unit[c] * spectra.sources.properties.norm[i];
          chi2 += (spectra.counts[i * 30 + c] - mean) ** 2 / mean;
          tiny += 1 / mean;
          size++;
        }
      }
      expect(Math.abs(chi2 - size)).toBeLessThan(5 * Math.sqrt(2 * size + tiny));
    }
  });

  test('the same counts for any threads and any split into shards, over blocks', async () => {
    const n = 20000;
    const options = { exposure: 1000, seed: 7, first: 5 };
    const oneThread = await simulate(powerLaws(), n, response, { ...options, threads: 1 });
    for (const threads of [2, 5]) {
      const { counts } = await simulate(powerLaws(), n, response, { ...options, threads });
      expect(Buffer.compare(Buffer.from(counts.buffer), Buffer.from(oneThread.counts.buffer))).toBe(0);
    }
    const shards = [
      await simulate(powerLaws(), 9001, response, { ...options, threads: 2 }),
      await simulate(powerLaws(), n - 9001, response, { ...options, first: 5 + 9001 }),
    ];
    const joined = Uint16Array.from(shards.flatMap((shard) => Array.from(shard.counts)));
    expect(Buffer.compare(Buffer.from(joined.buffer), Buffer.from(oneThread.counts.buffer))).toBe(0);
    expect(oneThread.sources.properties.norm.slice(9001)).toEqual(shards[1].sources.properties.norm);
    const { index, parameters } = oneThread.sources.groups[0];
    const last = index.length - 1;
    expect(parameters[2 * last + 1]).toBe(oneThread.sources.properties.norm[index[last]]);
  });

  test('seed, first and class change the draw', async () => {
    const options = { exposure: 1000, seed: 7 };
    const star = await simulate(powerLaws(), 100, response, options);
    const agn = await simulate(powerLaws('agn'), 100, response, options);
    expect(agn.sources).toEqual(star.sources);
    expect(agn.counts).not.toEqual(star.counts);
    expect((await simulate(powerLaws(), 100, response, { ...options, seed: 8 })).counts).not.toEqual(star.counts);
    expect((await simulate(powerLaws(), 100, response, { ...options, first: 1 })).counts.slice(0, -30)).toEqual(
      star.counts.slice(30),
    );
  });

  test('progress rises to the count', async () => {
    const seen: number[] = [];
    await simulate(powerLaws(), 20000, response, { exposure: 1000, seed: 1, onProgress: (n) => seen.push(n) });
    expect(seen.at(-1)).toBe(20000);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.length).toBeGreaterThan(3);
  });

  test('an abort stops it within 100 ms, and leaves nothing running', async () => {
    const stop = new AbortController();
    let aborted = 0;
    const work = simulate(powerLaws(), 2_000_000, response, { exposure: 1000, seed: 1, signal: stop.signal });
    setTimeout(() => {
      aborted = performance.now();
      stop.abort(new Error('enough'));
    }, 60);
    await expect(work).rejects.toThrow('enough');
    // A busy machine may be late by itself; the two million spectra would take seconds.
    expect(performance.now() - aborted).toBeLessThan(300);
    expect((await simulate(powerLaws(), 10, response, { exposure: 1000, seed: 1 })).count).toBe(10);
    const before = simulate(powerLaws(), 10, response, { exposure: 1, seed: 1, signal: AbortSignal.abort() });
    await expect(before).rejects.toThrow('aborted');
  });

  test('too many counts name spectrum, channel and remedy', async () => {
    const run = simulate(powerLaws('star', 1e4), 20, response, { exposure: 1000, seed: 1, first: 300 });
    await expect(run).rejects.toThrow(XsiftError);
    await expect(run).rejects.toThrow(
      /powerlaw: spectrum 3\d\d, channel \d+: [\d.e+]+ counts do not fit .* use a shorter exposure or a lower flux/,
    );
  });

  test('bad options and bad populations are named', async () => {
    const good = { exposure: 1000, seed: 1 };
    const fails = (population: Population, count: number, options: object, message: string) =>
      expect(simulate(population, count, response, { ...good, ...options })).rejects.toThrow(message);
    await fails(powerLaws(), 0, {}, 'count is 0; it must be a whole number from 1');
    await fails(powerLaws(), 10, { first: 2 ** 53 - 5 }, 'first + count is');
    await fails(powerLaws(), 10, { seed: Number.NaN }, 'seed is NaN');
    await fails(powerLaws(), 10, { exposure: -2 }, 'exposure is -2');
    await fails(powerLaws(), 10, { threads: 0 }, 'threads is 0');
    await fails(powerLaws(), 1e12, {}, 'simulate them in shards');
    const change = (edit: (groups: readonly SourceGroup[]) => SourceGroup[]): Population => ({
      ...powerLaws(),
      sample(count, options) {
        const table = powerLaws().sample(count, options);
        return { ...table, groups: edit(table.groups) };
      },
    });
    await fails(
      change((groups) => groups.slice(0, -1)),
      10,
      {},
      'gave no model for row 0',
    );
    await fails(
      change(([group, ...otherGroups]) => [{ ...group, index: group.index.map(() => 1) }, ...otherGroups]),
      10,
      {},
      'gave row 1 twice',
    );
    await fails(
      change(([group, ...otherGroups]) => [{ ...group, index: group.index.map(() => 77) }, ...otherGroups]),
      10,
      {},
      'gave row 77 of 10',
    );
    await fails(
      change(([group, ...otherGroups]) => [{ ...group, parameters: group.parameters.map(() => NaN) }, ...otherGroups]),
      10,
      {},
      'is NaN in row 0',
    );
    const short = change(([group, ...otherGroups]) => [
      { ...group, parameters: group.parameters.slice(1) },
      ...otherGroups,
    ]);
    await fails(short, 10, {}, 'gave 11 parameters for 6 sources');
    const missing = {
      ...powerLaws(),
      sample: (count: number, o: { seed: number }) => powerLaws().sample(count - 1, o),
    };
    await fails(missing, 10, {}, 'gave 9 of 10');
  });

  test('a population of any name has noise of its own, by its name and the seed', async () => {
    const counts = async (name: string, seed = 1) =>
      (await simulate({ ...powerLaws(), name }, 40, response, { exposure: 1e3, seed })).counts;
    const quasars = await counts('quasar');
    expect(await counts('quasar')).toEqual(quasars);
    for (const others of [counts('agn'), counts('star'), counts('blazar'), counts('quasar', 2)])
      expect(await others).not.toEqual(quasars);
  });
});

test('the native calls check types, lengths and rows again', () => {
  const bound = model('powerlaw').bind(response.energLo, response.energHi);
  const call = (parameters: Float64Array, rows: Uint32Array, output: Uint16Array) =>
    addon().simulateCounts(bound.native, response.native, parameters, rows, 0, 1, 1, 0, output, 1);
  const [p, rows] = [Float64Array.of(2, 1), Uint32Array.of(1)];
  expect(() => call(p.slice(1), rows, new Uint16Array(60))).toThrow('parameters has length 1, expected 2');
  expect(() => call(p, rows, new Uint16Array(30))).toThrow("row 1 is beyond the output's 1 rows of 30 channels");
  expect(() => call(p, rows, new Float64Array(60) as never)).toThrow('output must be a Uint16Array');
  const other = createResponse({ ...smallRmf(), ...tail() });
  const mixed = () => addon().simulateCounts(bound.native, other.native, p, rows, 0, 1, 1, 0, new Uint16Array(60), 1);
  expect(mixed).toThrow('the model is bound to 60 energies, the response has 59');
  const swapped = () =>
    addon().simulateCounts(
      response.native as never,
      bound.native as never,
      p,
      rows,
      0,
      1,
      1,
      0,
      new Uint16Array(60),
      1,
    );
  expect(swapped).toThrow('model must be');
});

/** The small RMF without its last row. */
function tail() {
  const { energLo, energHi, nGrp, fChan, nChan, matrix } = smallRmf();
  const cut = <Copy>(array: ReadonlyTypedArray<Copy>): Copy => array.slice(0, -1);
  return {
    energLo: cut(energLo),
    energHi: cut(energHi),
    nGrp: cut(nGrp),
    fChan: cut(fChan),
    nChan: cut(nChan),
    matrix: cut(matrix as ReadonlyTypedArray<Float64Array>),
  };
}

test('the expected counts beside the counts are those of the closed form', async () => {
  const bound = model('powerlaw').bind(response.energLo, response.energHi);
  const [output, expected] = [new Uint16Array(60), new Float32Array(60)];
  const [rows, parameters] = [Uint32Array.of(1, 0), Float64Array.of(2, 0.01, 2, 0.02)];
  const { native: handle } = response;
  await addon().simulateCounts(bound.native, handle, parameters, rows, 0, 1000, 1, 0, output, 2, undefined, {
    expected,
  });
  smallExpected(0.02, 2, 1000).forEach((mean, c) => {
    expect(expected[c] / mean).toBeCloseTo(1, 6);
    expect(expected[30 + c] / expected[c]).toBeCloseTo(0.5, 6);
  });
});

describe.skipIf(!hasShared)('ACIS-I', () => {
  test('a power law through the real response is seen with its effective area', () => {
    const rmf = readRmf(sharedFile('responses/acisi_aimpt_cy0.rmf.gz'));
    const arf = readArf(sharedFile('responses/acisi_aimpt_cy0.arf'));
    const acis = createResponse(rmf, arf);
    expect(acis.identity).toMatch(/^CHANDRA ACIS ACIS-3 [0-9a-f]{16}$/);
    const expected = expectedCounts({ model: 'powerlaw(2, 1e-4)', response: acis, exposure: 1e5 });
    // All counts: area x photons x row sum, from the closed form of the power law in each bin.
    let [group, element, total] = [0, 0, 0];
    for (let e = 0; e < acis.energies; e++) {
      let row = 0;
      for (let g = 0; g < rmf.nGrp[e]; g++, group++) {
        for (let i = 0; i < rmf.nChan[group]; i++) row += rmf.matrix[element++];
      }
      total += 1e-4 * (1 / acis.energLo[e] - 1 / acis.energHi[e]) * arf.specResp[e] * row * 1e5;
    }
    const sum = expected.reduce((before, mean) => before + mean, 0);
    expect(sum / total).toBeCloseTo(1, 10);
    const counts = fakeIt({ model: 'powerlaw(2, 1e-4)', response: acis, exposure: 1e5, seed: 1 }).counts;
    const drawn = counts.reduce((before, n) => before + n, 0);
    expect(Math.abs(drawn - sum)).toBeLessThan(5 * Math.sqrt(sum));
  });
});
