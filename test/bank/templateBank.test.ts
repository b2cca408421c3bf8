// Banks of templates on an instrument and populations made by hand: what they must say is worked out on paper, or by a
// sum over a fine grid of brightness that shares no code with the kernel.
import { describe, expect, test } from 'vitest';
import {
  agn,
  concatenate,
  createResponse,
  datasetFromSimulation,
  embeddedBackground,
  embeddedResponse,
  netCounts,
  type Population,
  type Response,
  type Spectra,
  selectRows,
  simulate,
  stars,
  templateBank,
} from '../../ts/index.js';
import { streams, uniforms } from '../../ts/native/index.js';
import type { Rmf } from '../../ts/ogip/index.js';

/** Channels 0.5-1, 1-2, 2-4 and 4-8 keV, to which 1000 bins of photon energy go undisturbed; the area is 1 cm2. */
const edges = [0.5, 1, 2, 4, 8];
const fineEdges = Float64Array.from({ length: 1001 }, (_, e) => 0.5 * 16 ** (e / 1000));
const rmf: Rmf = {
  file: 'octaves.rmf',
  energLo: fineEdges.slice(0, -1),
  energHi: fineEdges.slice(1),
  nGrp: new Int32Array(1000).fill(1),
  fChan: Int32Array.from({ length: 1000 }, (_, e) => Math.floor(e / 250)),
  nChan: new Int32Array(1000).fill(1),
  matrix: new Float64Array(1000).fill(1),
  firstChannel: 0,
  detChans: 4,
  channel: Int32Array.of(0, 1, 2, 3),
  eMin: Float64Array.from(edges.slice(0, -1)),
  eMax: Float64Array.from(edges.slice(1)),
  telescope: 'TEST',
  instrument: 'OCTAVES',
  includesArea: true,
  index: 1,
  matrices: 1,
};
const octaves = createResponse(rmf);

/** A class of power laws: of one index, or of indices spread evenly. Photons by octave fall as 2^-(index - 1). */
function powerLaws(name: string, low: number, high = low): Population {
  return {
    name,
    identity: `${name}: power laws of index ${low} to ${high}`,
    sample(count, { seed, first = 0 }) {
      const PhoIndex = uniforms(seed, streams.otherCounts, first, count, 1).map((u) => low + (high - low) * u);
      const index = Uint32Array.from(PhoIndex, (_, i) => i);
      const parameters = Float64Array.from(PhoIndex.length * 2 ? [...PhoIndex].flatMap((gamma) => [gamma, 0.01]) : []);
      return { count, properties: { PhoIndex }, groups: [{ model: 'powerlaw', index, parameters }] };
    },
  };
}

const spectraOf = (counts: number[][], response: Response = octaves, extra: Partial<Spectra> = {}): Spectra => ({
  count: counts.length,
  channels: response.channels,
  counts: Float64Array.from(counts.flat()),
  eMin: response.eMin,
  eMax: response.eMax,
  ...extra,
});
const band: [number, number] = [0.5, 8];
/** Shares of the octaves: equal for index 1; 8, 4, 2, 1 of 15 for index 2. */
const pair = templateBank([powerLaws('flat', 1), powerLaws('soft', 2)], { templates: 1, band });

describe('two classes of one template each', () => {
  test('without background the odds are the product of the shares to the power of the counts', async () => {
    const bank = await pair.through(octaves);
    expect(bank.groups).toBe(4);
    const { probabilities, counts, normalisation, parameters } = await bank.classify(
      spectraOf([
        [3, 1, 0, 0],
        [0, 0, 0, 5],
        [0, 0, 0, 0],
      ]),
    );
    // Shares over a quarter: 32/15, 16/15, 8/15, 4/15.
    const soft = [(32 / 15) ** 3 * (16 / 15), (4 / 15) ** 5, 1].map((odds) => odds / (1 + odds));
    for (const [row, value] of soft.entries()) {
      expect(probabilities[2 * row + 1]).toBeCloseTo(value, 3);
      expect(probabilities[2 * row] + probabilities[2 * row + 1]).toBeCloseTo(1, 12);
    }
    expect([...counts]).toEqual([4, 5, 0]);
    expect(normalisation[0]).toBeCloseTo(4, 3);
    expect([...parameters.PhoIndex.mean.slice(0, 2)]).toEqual([1, 2]);
  });

  test('a prior multiplies the odds, whatever its sum', async () => {
    const bank = await pair.through(octaves);
    const spectra = spectraOf([[3, 1, 0, 0]]);
    const odds = async (prior?: number[]) => {
      const { probabilities } = await bank.classify(spectra, { prior });
      return probabilities[1] / probabilities[0];
    };
    expect((await odds([9, 1])) / (await odds())).toBeCloseTo(1 / 9, 9);
    expect((await odds([0, 1])) > 1e300).toBe(true);
    expect(await odds([0.5, 0.5])).toBe(await odds());
  });

  test('without goodness the posteriors are the same', async () => {
    const bank = await pair.through(octaves);
    const spectra = spectraOf([[300, 160, 90, 40]]);
    const [full, brief] = [await bank.classify(spectra), await bank.classify(spectra, { goodness: false })];
    expect(brief.probabilities).toEqual(full.probabilities);
    expect(full.goodness[0]).toBeLessThan(3);
    expect(brief.goodness[0]).toBeNaN();
    expect(brief.unlike[0]).toBe(0);
  });

  test('without posteriors of parameters the probabilities are the same; those of parameters are there when asked for again', async () => {
    const bank = await pair.through(octaves);
    const spectra = spectraOf([[300, 160, 90, 40]]);
    const brief = await bank.classify(spectra, { parameters: false });
    const full = await bank.classify(spectra);
    expect(brief.parameters).toEqual({});
    expect([brief.probabilities, brief.goodness]).toEqual([full.probabilities, full.goodness]);
    expect(full.parameters.PhoIndex.mean).toEqual(Float64Array.of(1, 2));
    await expect(bank.classify(spectra, { parameters: 1 as never })).rejects.toThrow(
      'parameters is 1; it must be true or false',
    );
  });

  test('the likeliest template of each class has the counts of its shape, in the good channels', async () => {
    const bank = await pair.through(octaves);
    const quality = Int16Array.of(0, 0, 0, 0, 5, 0, 0, 0);
    const spectra = spectraOf(
      [
        [300, 160, 90, 40],
        [0, 160, 80, 40],
      ],
      octaves,
      { quality },
    );
    const posteriors = await bank.classify(spectra);
    const shares = (values: Float64Array) => Array.from(values, (value) => value / values[values.length - 1]);
    for (const [row, soft] of [
      [0, [8, 4, 2, 1]],
      [1, [4, 2, 1]],
    ] as [number, number[]][]) {
      const { groups, expected } = await bank.likeliest(spectra, posteriors, row);
      expect(groups.count).toBe(soft.length);
      for (const [i, share] of shares(expected[1]).entries()) expect(share).toBeCloseTo(soft[i], 3);
      for (const share of shares(expected[0])) expect(share).toBeCloseTo(1, 3);
      const total = expected[1].reduce((sum, value) => sum + value, 0);
      expect(total).toBeCloseTo(posteriors.normalisation[2 * row + 1], 3);
    }
  });

  test('with a known background the odds are those of a sum over brightness', async () => {
    const bank = await pair.through(octaves);
    const background = [2, 1, 1, 2];
    const rows = [
      [7, 3, 1, 2],
      [2, 2, 1, 9],
      [2, 1, 1, 2],
      [40, 22, 12, 9],
    ];
    const { probabilities } = await bank.classify(spectraOf(rows), { background });
    for (const [row, counts] of rows.entries()) {
      const evidence = [
        [1 / 4, 1 / 4, 1 / 4, 1 / 4],
        [8 / 15, 4 / 15, 2 / 15, 1 / 15],
      ].map((shares) => {
        let sum = 0;
        for (let x = 0; x < 8; x += 0.001) {
          const logs = shares.map((u, c) => counts[c] * Math.log(Math.exp(x) * u + background[c]) - Math.exp(x) * u);
          sum += Math.exp(logs.reduce((a, b) => a + b) - 60);
        }
        return sum;
      });
      // From one count of the source on: the integral of the faint rows has no lower end.
      const expected = evidence[1] / (evidence[0] + evidence[1]);
      expect(Math.abs(probabilities[2 * row + 1] - expected), `row ${row}`).toBeLessThan(0.004);
    }
  });

  test('a scaled background region is looked at as an expected background', async () => {
    const bank = await pair.through(octaves);
    const counts = [[60, 40, 30, 60]];
    const backgroundCounts = Uint16Array.of(2000, 2000, 2000, 8000);
    const soft = await bank.classify(spectraOf(counts, octaves, { backgroundCounts, backgroundScale: [0.005] }));
    const ignored = await bank.classify(spectraOf(counts));
    expect(soft.backgroundCounts[0]).toBeCloseTo(70, 0);
    // All of the hard excess is background; without it the source looks flat.
    expect(soft.probabilities[1]).toBeGreaterThan(0.95);
    expect(ignored.probabilities[1]).toBeLessThan(0.01);
  });
});

describe('properties of the source', () => {
  test("mean and 68 % interval of a photon index are those of the counts' own likelihood", async () => {
    const bank = await templateBank([powerLaws('broad', 0, 4), powerLaws('steep', 6, 7)], {
      templates: 4000,
      band,
    }).through(octaves);
    const counts = [400, 200, 100, 50];
    const { parameters, template } = await bank.classify(spectraOf([counts]));
    // ln L of index g: octaves have shares of 2^-(g-1) j; the estimate of ln 2 (g-1) is normal about its likeliest value.
    const shares = (g: number) => [0, 1, 2, 3].map((j) => 2 ** (-(g - 1) * j));
    let [weight, sum, squares] = [0, 0, 0];
    for (let g = 0; g <= 4; g += 0.0005) {
      const u = shares(g);
      const total = u.reduce((a, b) => a + b);
      const p = Math.exp(counts.reduce((l, k, j) => l + k * Math.log(u[j] / total), 0) + 863);
      weight += p;
      sum += p * g;
      squares += p * g * g;
    }
    const mean = sum / weight;
    const deviation = Math.sqrt(squares / weight - mean * mean);
    expect(parameters.PhoIndex.mean[0]).toBeCloseTo(mean, 2);
    expect((parameters.PhoIndex.high[0] - parameters.PhoIndex.low[0]) / (2 * deviation)).toBeCloseTo(1, 1);
    // Counted from the class's first.
    expect(template[1]).toBeLessThan(4000);
  });
});

test('classes of any number and name are told apart, and simulated by their name', async () => {
  const classes = [powerLaws('flat', 0.8, 1.2), powerLaws('middle', 1.8, 2.2), powerLaws('steep', 3, 3.4)];
  const names = classes.map(({ name }) => name);
  const bank = await templateBank(classes, { templates: 200, band }).through(octaves);
  const parts = [];
  for (const population of classes)
    parts.push(
      datasetFromSimulation(await simulate(population, 60, octaves, { exposure: 1e4, seed: 4 }), { classes: names }),
    );
  const library = concatenate(parts);
  const { probabilities, classes: said } = await bank.classify(library);
  expect(said).toEqual(names);
  const verdicts = Array.from(library.labels, (_, row) => {
    const p = [...probabilities.subarray(3 * row, 3 * row + 3)];
    return p.indexOf(Math.max(...p));
  });
  expect(verdicts).toEqual([...library.labels]);
});

test('stars and AGN through the embedded response: as right as they are sure, for any number of threads', async () => {
  const response = embeddedResponse('acis-i-cycle0');
  const background = embeddedBackground('acis-i', response);
  const options = { exposure: 1e5, seed: 11, background, fluxScale: 10 };
  const library = concatenate([
    datasetFromSimulation(await simulate(stars(), 600, response, options)),
    datasetFromSimulation(await simulate(agn(), 600, response, options)),
  ]);
  const bank = await templateBank([stars(), agn()], { templates: 600 }).through(response);
  const { probabilities } = await bank.classify(library);
  expect(await bank.classify(library, { threads: 1 })).toEqual(await bank.classify(library, { threads: 3 }));
  const net = netCounts(library);
  let [bright, right, claimed] = [0, 0, 0];
  for (let row = 0; row < library.count; row++) {
    if (net[row] <= 100) continue;
    const p = probabilities[2 * row + 1];
    bright++;
    if (p >= 0.5 === (library.labels[row] === 1)) right++;
    claimed += Math.max(p, 1 - p);
  }
  const deviation = Math.sqrt(0.08 * 0.92 * bright);
  expect(right / bright).toBeGreaterThan(0.88);
  expect(Math.abs(right - claimed) / deviation).toBeLessThan(3.5);
});

describe('responses', () => {
  test('the bank through a response is made once, and the last eight are kept', async () => {
    const bank = templateBank([powerLaws('a', 1), powerLaws('b', 2)], { templates: 2, band });
    const others = Array.from({ length: 8 }, (_, i) =>
      createResponse({ ...rmf, matrix: rmf.matrix.map((value) => value * (i + 2)) }),
    );
    const first = await bank.through(octaves);
    expect(await bank.through(octaves)).toBe(first);
    for (const other of others) await bank.through(other);
    expect(await bank.through(others[7])).toBe(await bank.through(others[7]));
    expect(await bank.through(octaves)).not.toBe(first);
  });

  test('who stops waiting for a bank leaves it to those who wait on', async () => {
    const bank = templateBank([powerLaws('a', 1), powerLaws('b', 2)], { templates: 2, band });
    const stopped = new AbortController();
    const first = bank.through(octaves, { signal: stopped.signal });
    const second = bank.through(octaves, { signal: new AbortController().signal });
    stopped.abort(new Error('no longer wanted'));
    await expect(first).rejects.toThrow('no longer wanted');
    expect((await second).classes).toEqual(['a', 'b']);
    expect(await bank.through(octaves)).toBe(await second);
    await expect(bank.through(octaves, { signal: AbortSignal.abort() })).rejects.toThrow('aborted');
  });

  test('an instrument finer than the templates’ photon grid is given templates on its own energies', async () => {
    // A line at 6 keV, 2 eV off the middle between two of its 1 eV channels' neighbours, is told from one 4 eV higher.
    const count = 400;
    const energLo = Float64Array.from({ length: count }, (_, e) => 5.8 + 0.001 * e);
    const energHi = energLo.map((energy) => energy + 0.001);
    const calorimeter = createResponse({
      ...rmf,
      ...{ energLo, energHi, eMin: energLo, eMax: energHi, detChans: count },
      nGrp: new Int32Array(count).fill(1),
      nChan: new Int32Array(count).fill(1),
      fChan: Int32Array.from({ length: count }, (_, e) => e),
      matrix: new Float64Array(count).fill(1),
      channel: Int32Array.from({ length: count }, (_, e) => e),
    });
    const line = (name: string, energy: number): Population => ({
      name,
      identity: name,
      sample: (n) => ({
        count: n,
        properties: {},
        groups: [
          {
            model: 'gaussian',
            index: Uint32Array.from({ length: n }, (_, i) => i),
            parameters: Float64Array.from({ length: 3 * n }, (_, i) => [energy, 0.002, 1e-3][i % 3]),
          },
        ],
      }),
    });
    const classes = [line('low', 6), line('high', 6.006)];
    const bank = await templateBank(classes, { templates: 1, band: [5.8, 6.2] }).through(calorimeter);
    const counts = Array.from({ length: count }, (_, e) => (Math.abs(e - 200) < 2 ? 5 : 0));
    const { probabilities } = await bank.classify(spectraOf([counts], calorimeter));
    expect(probabilities[0]).toBeGreaterThan(0.999);
  });
});

describe('what is wrong is named', () => {
  test('populations and options', () => {
    expect(() => templateBank([powerLaws('a', 1)])).toThrow('the classes are a; two or more with different names');
    expect(() => templateBank([powerLaws('a', 1), powerLaws('a', 2)])).toThrow('the classes are a, a;');
    expect(() => templateBank([powerLaws('a', 1), powerLaws('b', 2)], { templates: 0 })).toThrow('templates is 0');
  });

  test('spectra of another instrument, priors, backgrounds, missing exposures', async () => {
    const bank = await pair.through(octaves);
    const good = spectraOf([[3, 1, 0, 0]]);
    await expect(
      bank.classify({ ...good, eMin: Float64Array.of(0.6, 1.2, 2.4, 4.8), eMax: Float64Array.of(1.2, 2.4, 4.8, 9.6) }),
    ).rejects.toThrow(
      'the spectra have 4 channels from 0.6 to 9.6 keV, the response of the bank has 4 channels from 0.5 to 8 keV',
    );
    await expect(bank.classify(good, { prior: [1] })).rejects.toThrow('a share of 0 or more for each of flat, soft');
    await expect(bank.classify(good, { prior: [0, 0] })).rejects.toThrow('not all 0');
    await expect(bank.classify(good, { background: [1, 2] })).rejects.toThrow('4 expected counts of 0 or more');
    await expect(bank.classify(good, { fluxPrior: 'population' })).rejects.toThrow('spectra.exposure[0] is undefined');
    await expect(bank.classify(good, { fluxPrior: 'bright' as never })).rejects.toThrow(
      "must be 'flat' or 'population'",
    );
  });

  test('a band in which the response sees nothing', async () => {
    const bank = templateBank([powerLaws('a', 1), powerLaws('b', 2)], { templates: 2, band: [9, 12] });
    await expect(bank.through(octaves)).rejects.toThrow('no channel has its centre in 9 to 12');
  });
});

test('backgrounds that are alike, one after another or not, and of any kind of numbers: the same posterior as each alone', async () => {
  const response = embeddedResponse('acis-i-cycle0');
  const sources = await simulate(agn(), 3, response, {
    exposure: 2e5,
    seed: 8,
    background: embeddedBackground('acis-i', response),
  });
  const { backgroundCounts, backgroundScale, ...dataset } = datasetFromSimulation(sources);
  const bank = await templateBank([stars(), agn()], { templates: 100 }).through(response);
  const { channels } = dataset;
  const [a, b] = [0, 1].map((row) => backgroundCounts!.slice(row * channels, (row + 1) * channels));
  const posteriorOf = async (
    rows: number[],
    backgrounds: ArrayLike<number>[],
    Kind: typeof Float64Array | typeof Uint32Array,
  ) => {
    const given = {
      ...selectRows({ ...dataset, backgroundCounts, backgroundScale }, rows),
      backgroundCounts: Kind.from(backgrounds.flatMap((counts) => Array.from(counts))),
    };
    const { evidence } = await bank.classify(given, { goodness: false, threads: 1 });
    return [...evidence];
  };
  const together = await posteriorOf([0, 1, 2, 0], [a, a, b, a], Float64Array);
  const alone = [
    await posteriorOf([0], [a], Uint32Array),
    await posteriorOf([1], [a], Uint32Array),
    await posteriorOf([2], [b], Uint32Array),
    await posteriorOf([0], [a], Uint32Array),
  ];
  expect(together).toEqual(alone.flat());
  expect(together.slice(4, 6)).not.toEqual(await posteriorOf([1], [b], Uint32Array));
});
