import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import {
  applyRmf,
  type Background,
  concatenate,
  createResponse,
  datasetFromSimulation,
  FileError,
  loadSpectrum,
  MismatchError,
  netCounts,
  observedBackground,
  ParameterError,
  type Population,
  readLibrary,
  type SourceTable,
  simulate,
  writeLibrary,
} from '../../ts/index.js';
import { type Pha, writePha } from '../../ts/ogip/index.js';
import { smoothCounts } from '../../ts/simulation/smooth.js';
import { hasShared, sharedFile } from '../shared.js';
import { smallArf, smallExpected, smallRmf } from './fixtures.js';

const response = createResponse(smallRmf(), smallArf());
const folder = mkdtempSync(join(tmpdir(), 'xsift-background-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** One power law of index 2 for all. */
const sameSource = (name: 'star' | 'agn' = 'star', norm = 0.01): Population => ({
  name,
  identity: 'a power law',
  sample(count): SourceTable {
    const index = Uint32Array.from({ length: count }, (_, i) => i);
    const parameters = Float64Array.from({ length: 2 * count }, (_, i) => (i % 2 ? norm : 2));
    const properties = { flux: new Float64Array(count).fill(1e-12) };
    return { count, properties, groups: [{ model: 'powerlaw', index, parameters }] };
  },
});

/** A flat one and a rising one, 2 and 3 counts/s, taken 1:3. */
function twoShapes(): Background {
  const rising = Array.from({ length: 30 }, (_, c) => (c + 1) / 465);
  return {
    identity: 'two shapes',
    channels: 30,
    shapes: Float64Array.from([...Array<number>(30).fill(1 / 30), ...rising]),
    weight: Float64Array.of(1, 3),
    rate: Float64Array.of(2, 3),
    dex: 0,
    scale: Float64Array.of(0.5, 0.1),
  };
}
const options = { exposure: 100, seed: 5 };

describe('simulate with a background', () => {
  test('both regions follow their means, and each shape has its share', async () => {
    const n = 4000;
    const background = twoShapes();
    const spectra = await simulate(sameSource(), n, response, { ...options, background });
    const source = smallExpected(0.01, 2, 100);
    const sums = { counts: 0, background: 0, size: 0, tiny: 0, tinyBackground: 0, product: 0 };
    let rising = 0;
    for (let i = 0; i < n; i++) {
      const k = spectra.backgroundScale![i] === 0.5 ? 0 : 1;
      rising += k;
      for (let c = 0; c < 30; c++) {
        const level = 100 * background.rate[k] * background.shapes[30 * k + c];
        const [mean, region] = [source[c] + level, level / background.scale[k]];
        const [d, e] = [spectra.counts[30 * i + c] - mean, spectra.backgroundCounts![30 * i + c] - region];
        sums.counts += (d * d) / mean;
        sums.background += (e * e) / region;
        sums.product += (d * e) / Math.sqrt(mean * region);
        sums.tiny += 1 / mean;
        sums.tinyBackground += 1 / region;
        sums.size++;
      }
    }
    expect(Math.abs(sums.counts - sums.size)).toBeLessThan(5 * Math.sqrt(2 * sums.size + sums.tiny));
    expect(Math.abs(sums.background - sums.size)).toBeLessThan(5 * Math.sqrt(2 * sums.size + sums.tinyBackground));
    expect(Math.abs(sums.product)).toBeLessThan(5 * Math.sqrt(sums.size));
    expect(Math.abs(rising - 0.75 * n)).toBeLessThan(5 * Math.sqrt(n * 0.75 * 0.25));
  });

  test('rates scatter by dex, and net counts are those of the source', async () => {
    const n = 4000;
    const background = { ...twoShapes(), dex: 0.3, rate: Float64Array.of(3, 3), scale: Float64Array.of(0.01, 0.01) };
    const dataset = datasetFromSimulation(await simulate(sameSource(), n, response, { ...options, background }));
    // With a region of 100 times the size its sum tells the level to 1 %.
    const logs = Array.from({ length: n }, (_, i) => {
      const sum = dataset.backgroundCounts!.subarray(30 * i, 30 * i + 30).reduce((total, value) => total + value, 0);
      return Math.log10((sum * 0.01) / 300);
    });
    const mean = logs.reduce((sum, value) => sum + value, 0) / n;
    const sd = Math.sqrt(logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n);
    expect(Math.abs(mean)).toBeLessThan((5 * 0.3) / Math.sqrt(n));
    expect(Math.abs(sd / 0.3 - 1)).toBeLessThan(5 / Math.sqrt(2 * n));
    const net = netCounts(dataset, [0.5, 6.5]);
    const expected = smallExpected(0.01, 2, 100).reduce((total, value) => total + value, 0);
    const netMean = net.reduce((sum, value) => sum + value, 0) / n;
    const netSd = Math.sqrt(net.reduce((sum, value) => sum + (value - netMean) ** 2, 0) / n);
    expect(Math.abs(netMean - expected)).toBeLessThan((5 * netSd) / Math.sqrt(n));
  });

  test('the same for any threads and any shards; stars and AGN do not share it; none leaves the counts as they were', async () => {
    const n = 3000;
    const run = { ...options, background: { ...twoShapes(), dex: 0.2 } };
    const oneThread = await simulate(sameSource(), n, response, { ...run, threads: 1 });
    const three = await simulate(sameSource(), n, response, { ...run, threads: 3 });
    expect(three.counts).toEqual(oneThread.counts);
    expect(three.backgroundCounts).toEqual(oneThread.backgroundCounts);
    const tail = await simulate(sameSource(), n - 1100, response, { ...run, first: 1100 });
    expect(tail.counts).toEqual(oneThread.counts.slice(1100 * 30));
    expect(tail.backgroundCounts).toEqual(oneThread.backgroundCounts!.slice(1100 * 30));
    expect(tail.backgroundScale).toEqual(oneThread.backgroundScale!.slice(1100));
    const agn = await simulate(sameSource('agn'), n, response, run);
    expect(agn.backgroundScale).not.toEqual(oneThread.backgroundScale);
    expect(agn.backgroundCounts).not.toEqual(oneThread.backgroundCounts);
    const plain = await simulate(sameSource(), 10, response, options);
    expect([plain.background, plain.backgroundCounts, plain.backgroundScale]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    const empty = { ...twoShapes(), rate: new Float64Array(2) };
    const without = await simulate(sameSource(), 10, response, { ...options, background: empty });
    expect(without.counts).toEqual(plain.counts);
    expect(without.backgroundCounts!.every((value) => value === 0)).toBe(true);
  });

  test('ten times the flux in a tenth of the time: the source stays, the background is a tenth', async () => {
    const n = 3000;
    const background = twoShapes();
    const reduced = { ...options, exposure: 10, fluxScale: 10, background };
    const dataset = datasetFromSimulation(await simulate(sameSource(), n, response, reduced));
    const scaled = (i: number) =>
      dataset.backgroundScale![i] *
      dataset.backgroundCounts!.subarray(30 * i, 30 * i + 30).reduce((total, value) => total + value, 0);
    const net = netCounts(dataset, [0.5, 6.5]).reduce((sum, value) => sum + value, 0) / n;
    const expected = smallExpected(0.01, 2, 100).reduce((total, value) => total + value, 0);
    expect(Math.abs(net / expected - 1)).toBeLessThan(5 / Math.sqrt(n * expected) + 0.01);
    let sum = 0;
    for (let i = 0; i < n; i++) sum += scaled(i);
    expect(sum / n / (0.25 * 20 + 0.75 * 30)).toBeCloseTo(1, 1);
    expect(dataset.properties.flux[0]).toBeCloseTo(1e-11, 25);
    expect(dataset.provenance[0]).toMatchObject({ background: 'two shapes', fluxScale: 10 });
  });

  test('a library keeps it, number by number', async () => {
    const run = { ...options, background: twoShapes(), fluxScale: 2 };
    const shards = [
      datasetFromSimulation(await simulate(sameSource(), 50, response, run)),
      datasetFromSimulation(await simulate(sameSource('agn'), 50, response, run)),
    ];
    const file = join(folder, 'both.xsl');
    writeLibrary(file, concatenate(shards));
    expect(readLibrary(file)).toEqual(concatenate(shards));
    const plain = datasetFromSimulation(await simulate(sameSource(), 5, response, options));
    const both = concatenate([shards[0], plain]);
    expect([...both.backgroundScale!.subarray(shards[0].count)]).toEqual([0, 0, 0, 0, 0]);
  });

  test('bad backgrounds are named', async () => {
    const fails = (
      change: Partial<Background>,
      message: string,
      kind: typeof ParameterError | typeof MismatchError,
    ) => {
      const run = simulate(sameSource(), 5, response, { ...options, background: { ...twoShapes(), ...change } });
      return Promise.all([expect(run).rejects.toThrow(message), expect(run).rejects.toThrow(kind)]);
    };
    await fails({ channels: 29 }, 'background two shapes has 29 channels, the response 30', MismatchError);
    await fails({ scale: Float64Array.of(0, 1) }, 'scale is 0', ParameterError);
    await fails({ rate: Float64Array.of(Number.NaN, 1) }, 'rate [0] is NaN', ParameterError);
    await fails({ rate: Float64Array.of(1) }, 'rate has 1 values for 2 shapes', ParameterError);
    await fails({ shapes: twoShapes().shapes.map((share) => 2 * share) }, 'a sum of 1.99', ParameterError);
    await fails({ weight: new Float64Array(2) }, 'weight has no value above 0', ParameterError);
    const run = (fluxScale: number) => simulate(sameSource(), 5, response, { ...options, fluxScale });
    await expect(run(0)).rejects.toThrow('fluxScale is 0; it must be a number, above 0');
    await expect(run(Number.POSITIVE_INFINITY)).rejects.toThrow(ParameterError);
    const bright = { ...twoShapes(), scale: Float64Array.of(1e-6, 1e-6) };
    await expect(simulate(sameSource(), 5, response, { ...options, background: bright })).rejects.toThrow(
      /spectrum \d, channel \d+: [\d.e+]+ background counts do not fit .* a larger background scale/,
    );
  });
});

describe('a background for each response', () => {
  const half = createResponse(smallRmf(), { ...smallArf(), specResp: new Float64Array(60).fill(50) });
  const flat = (identity: string, rate: number, scale: number): Background => ({
    identity,
    channels: 30,
    shapes: new Float64Array(30).fill(1 / 30),
    weight: Float64Array.of(1),
    rate: Float64Array.of(rate),
    dex: 0,
    scale: Float64Array.of(scale),
  });
  const backgrounds = [twoShapes(), flat('quiet', 0.05, 0.25)];

  test('a spectrum has the background of its response', async () => {
    const n = 2000;
    const run = { ...options, background: backgrounds };
    const spectra = await simulate(sameSource(), n, [response, half], run);
    const { responseIndex, backgroundScale, backgroundCounts } = spectra;
    for (let i = 0; i < n; i++) expect(responseIndex![i] === 0 ? [0.5, 0.1] : [0.25]).toContain(backgroundScale![i]);
    const rows = [...responseIndex!.keys()].filter((i) => responseIndex![i] === 1);
    const counts = rows.map((i) => backgroundCounts!.subarray(30 * i, 30 * i + 30).reduce((a, b) => a + b, 0));
    // 0.05 counts/s x 100 s / 0.25
    const mean = counts.reduce((a, b) => a + b, 0) / rows.length;
    expect(Math.abs(mean - 20)).toBeLessThan(4 * Math.sqrt(20 / rows.length));
    const tail = await simulate(sameSource(), 900, [response, half], { ...run, first: 1100 });
    expect(tail.backgroundCounts).toEqual(backgroundCounts!.slice(1100 * 30));
    expect(tail.counts).toEqual(spectra.counts.slice(1100 * 30));
  });

  test('the record has each beside its response; a list of one is that one', async () => {
    const spectra = await simulate(sameSource(), 20, [response, half], { ...options, background: backgrounds });
    expect(spectra.background).toEqual(['two shapes', 'quiet']);
    expect(datasetFromSimulation(spectra).provenance.map((origin) => origin.background)).toEqual([
      'two shapes',
      'quiet',
    ]);
    const [listed, same] = await Promise.all(
      [twoShapes(), [twoShapes()]].map((background) =>
        simulate(sameSource(), 20, response, { ...options, background }),
      ),
    );
    expect(same.counts).toEqual(listed.counts);
  });

  test('another number of backgrounds than of responses is refused', async () => {
    const fails = (responses: Parameters<typeof simulate>[2], background: Background[], message: string) =>
      expect(simulate(sameSource(), 5, responses, { ...options, background })).rejects.toThrow(message);
    await fails(
      [response, half],
      backgrounds.slice(1),
      'there are 1 backgrounds for 2 responses; a list has one for each',
    );
    await fails(
      { blend: [response, half] },
      backgrounds,
      'there are 2 backgrounds for 1 responses (a blend counts as one)',
    );
    await fails(response, [], 'the list of backgrounds is empty');
    const other = { ...backgrounds[1], channels: 29 };
    await fails([response, half], [backgrounds[0], other], 'background quiet has 29 channels, the response 30');
  });
});

/** A background of 30 channels with its source, as files give them. */
function observed(counts: number[]) {
  const channel = Int32Array.from({ length: 30 }, (_, c) => c + 1);
  const write = (name: string, values: number[], exposure: number, backScal: number) => {
    const file = join(folder, name);
    const files = name === 'source.pha' ? { backFile: 'background.pha' } : {};
    writePha(file, { channel, counts: Float64Array.from(values), exposure, backScal, ...files });
    return file;
  };
  write('background.pha', counts, 2000, 6e-5);
  return write('source.pha', Array<number>(30).fill(1), 1000, 3e-6);
}

describe('observedBackground', () => {
  const counts = Array.from({ length: 30 }, (_, c) => (c % 7 === 3 ? 0 : 10 + (c % 5)));
  const total = counts.reduce((sum, value) => sum + value, 0);

  test('is scaled by areas and exposures, as fakeit does', () => {
    const background = observedBackground(loadSpectrum(observed(counts)), response, { smooth: false });
    expect(background.scale[0]).toBeCloseTo(0.05, 12);
    expect(background.rate[0]).toBeCloseTo((0.05 * total) / 2000, 12);
    expect(Array.from(background.shapes, (share) => share * total)).toEqual(counts.map((n) => expect.closeTo(n, 9)));
    expect(background.identity).toMatch(/background.pha as-drawn [0-9a-f]{8}$/);
    const alone = loadSpectrum(join(folder, 'background.pha'));
    const given = observedBackground(alone, response, { smooth: false, scale: 0.05 });
    expect({ ...given, identity: '' }).toEqual({ ...background, identity: '' });
    const two = observedBackground([loadSpectrum(observed(counts)), loadSpectrum(observed(counts))], response);
    expect(two.shapes).toHaveLength(60);
    expect([...two.weight]).toEqual([1, 1]);
  });

  test('smoothed has no empty channels and the same total; as drawn keeps them empty in every spectrum', async () => {
    const loaded = loadSpectrum(observed(counts));
    const sums = async (smooth: boolean) => {
      const background = observedBackground(loaded, response, { smooth });
      const spectra = await simulate(sameSource(), 200, response, { exposure: 1e5, seed: 1, background });
      return Array.from({ length: 30 }, (_, c) => {
        let sum = 0;
        for (let i = 0; i < 200; i++) sum += spectra.backgroundCounts![30 * i + c];
        return sum / 200 / 50;
      });
    };
    const drawn = await sums(false);
    expect(drawn.map((value) => value === 0)).toEqual(counts.map((value) => value === 0));
    const smooth = await sums(true);
    expect(Math.min(...smooth)).toBeGreaterThan(5);
    expect(smooth.reduce((sum, value) => sum + value, 0) / total).toBeCloseTo(1, 2);
  });

  test('what cannot be a background is named', () => {
    observed(counts);
    const alone = () => loadSpectrum(join(folder, 'background.pha'));
    expect(() => observedBackground(alone(), response)).toThrow(FileError);
    expect(() => observedBackground(alone(), response)).toThrow('names no background; if it is itself one');
    expect(() => observedBackground(alone(), response, { scale: -1 })).toThrow('scale is -1');
    expect(() => observedBackground([], response)).toThrow(ParameterError);
    const empty = { pha: { ...alone().pha, counts: new Float64Array(30) } };
    expect(() => observedBackground(empty, response, { scale: 1 })).toThrow('holds no counts');
    const negative = { pha: { ...alone().pha, counts: new Float64Array(30).fill(-1) } };
    expect(() => observedBackground(negative, response, { scale: 1 })).toThrow('channel 1 has -1 counts');
    const beyond: { pha: Pha } = { pha: { ...alone().pha, channel: alone().pha.channel.map((c) => c + 1) } };
    expect(() => observedBackground(beyond, response, { scale: 1 })).toThrow(MismatchError);
  });
});

describe.skipIf(!hasShared)('a real background', () => {
  test('3C 273: scaled by its keywords, smooth, and nearer to itself than another draw is', () => {
    const loaded = loadSpectrum(sharedFile('spectra/agn/3c273.pi.gz'));
    const acis = createResponse(loaded.rmf!, loaded.arf);
    const background = observedBackground(loaded, acis);
    expect(background.scale[0]).toBeCloseTo(0.1349206, 6);
    expect(background.rate[0]).toBeCloseTo((0.1349206 * 216) / 38564.6, 8);
    expect(background.shapes.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
  });

  test('smoothing finds the mean behind a draw, lines included', () => {
    const loaded = loadSpectrum(sharedFile('spectra/agn/3c273.pi.gz'));
    const acis = createResponse(loaded.rmf!, loaded.arf);
    // A flat continuum of 2 a channel below 10 keV and a strong line at 7.478 keV, as the detector shows it.
    const photons = new Float64Array(acis.energies);
    photons[acis.energHi.findIndex((high) => high > 7.478)] = 250;
    const line = applyRmf(acis, photons);
    const mean = line.map((value, c) => (c > 14 && c < 690 ? 2 + value : 0));
    let state = 1;
    const uniform = () => (state = (state * 48271) % 2147483647) / 2147483647;
    const poisson = (m: number) => {
      let [k, p] = [-1, 1];
      for (const limit = Math.exp(-m); p > limit; k++) p *= uniform();
      return Math.max(k, 0);
    };
    const drawn = mean.map((m) => (m > 0 ? poisson(m) : 0));
    const distance = (values: Float64Array) =>
      values.reduce((sum, value, c) => sum + (mean[c] > 0 ? (value - mean[c]) ** 2 / mean[c] : 0), 0);
    const smooth = smoothCounts(drawn, acis, [1.487, 1.74, 2.123, 7.478]);
    const without = smoothCounts(drawn, acis, []);
    expect(distance(drawn)).toBeGreaterThan(500);
    expect(distance(smooth)).toBeLessThan(distance(drawn) / 10);
    expect(distance(smooth)).toBeLessThan(distance(without));
    const total = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);
    expect(total(smooth) / total(drawn)).toBeCloseTo(1, 12);
    expect(mean[512]).toBeGreaterThan(10);
    expect(Math.abs(smooth[512] / mean[512] - 1)).toBeLessThan(0.15);
  });
});
