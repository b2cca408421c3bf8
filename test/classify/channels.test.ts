// Spectra of odd channels, qualities, scalings and backgrounds: files made here, and those of third parties.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fitModel } from '../../ts/fit/index.js';
import {
  agn,
  bandChannels,
  Classifier,
  type ClassifyFilesOptions,
  type ClassifyUsing,
  classifyFiles,
  createResponse,
  datasetFromPha,
  embeddedResponseTables,
  fakeIt,
  type LoadedSpectrum,
  loadSpectrum,
  MismatchError,
  observedBackground,
  type SourceVerdict,
  stars,
  templateBank,
} from '../../ts/index.js';
import { type PhaData, type Rmf, writeArf, writePha, writeRmf } from '../../ts/ogip/index.js';
import { hasShared, sharedFolder } from '../shared.js';

const folder = mkdtempSync(join(tmpdir(), 'xsift-channels-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);

const { rmf, arf } = embeddedResponseTables();
const response = createResponse(rmf, arf);
const network = Classifier.load();
const bank = templateBank([stars(), agn()], { templates: 300 });
const methods: [string, ClassifyUsing][] = [
  ['network', network],
  ['bank', bank],
  ['auto', { network, bank }],
];

const counts = Float64Array.from(
  fakeIt({ model: 'tbabs(0.05)*powerlaw(1.9, 3e-5)', response, exposure: 1e5, seed: 1 }).counts,
);
const exposure = 1e5;
const { channel, telescope, instrument, detector } = rmf;
const common: PhaData = {
  ...{ channel, counts, exposure, telescope, instrument, detector, object: 'made' },
  ...{ respFile: 's.rmf', ancrFile: 's.arf' },
};
const band = [...bandChannels(rmf.eMin, rmf.eMax)];
const sumOf = (values: ArrayLike<number>, channels: number[] = band) => channels.reduce((sum, c) => sum + values[c], 0);
/** QUALITY of a spectrum, and its counts with something else in the bad channels. */
function withBad(quality: Int16Array, other = 40) {
  return { quality, counts: counts.map((value, c) => (quality[c] === 0 ? value : other)) };
}
const block = Int16Array.from(channel, (_, c) => (c >= band[60] && c < band[113] ? 5 : 0));
const scattered = Int16Array.from(channel, (_, c) => [0, 0, 1, 0, 0, 0, 2, 0, 0][c % 9]);
const share = (quality: ArrayLike<number>) => band.filter((c) => quality[c] !== 0).length / band.length;

const write = (name: string, change: Partial<PhaData> = {}) => writePha(at(name), { ...common, ...change });

async function verdictsOf(names: string[], using: ClassifyUsing, options: ClassifyFilesOptions = {}) {
  const rows: SourceVerdict[] = [];
  for await (const row of classifyFiles(names.map(at), using, options)) rows.push(row);
  return rows;
}
async function verdictOf(name: string, using: ClassifyUsing, options: ClassifyFilesOptions = {}) {
  const [row] = await verdictsOf([name], using, options);
  return row;
}

beforeAll(() => {
  writeRmf(at('s.rmf'), rmf);
  writeArf(at('s.arf'), arf);
  write('good.pha');
});

describe('channels that are not those of the RMF', () => {
  const half = channel.length >> 1;
  const pairs = Float64Array.from({ length: half }, (_, c) => counts[2 * c] + counts[2 * c + 1]);
  beforeAll(() => {
    write('pairs.pha', { channel: channel.slice(0, half), counts: pairs, detChans: half });
    write('moved.pha', { channel: channel.map((c) => c - 1) });
    write('detchans.pha', { detChans: 4 * channel.length });
  });
  const expected = `${rmf.detChans} channels, 1 to ${rmf.detChans}`;

  test('refused by every path, with both ranges; the row keeps what the spectrum says', async () => {
    for (const [, using] of methods) {
      const row = await verdictOf('pairs.pha', using);
      expect(row.error).toContain(`DETCHANS ${half} and ${half} stored channels, 1 to ${half}`);
      expect(row.error).toContain(expected);
      expect(row).toMatchObject({ object: 'made', telescope, instrument, exposure, netCounts: NaN });
      expect(row.verdict).toBeUndefined();
      expect(row.counts).toBe(sumOf(pairs, [...pairs.keys()]));
    }
    for (const name of ['pairs.pha', 'moved.pha']) {
      expect(() => loadSpectrum(at(name))).toThrow(MismatchError);
      // As put together by a program.
      const { pha } = loadSpectrum(at(name), { rmf: 'none', arf: 'none' });
      const spectrum: LoadedSpectrum = { pha, rmf, arf };
      expect(() => datasetFromPha([spectrum])).toThrow(expected);
      await expect(fitModel(spectrum, 'powerlaw(2, 1e-4)')).rejects.toThrow(expected);
      expect(() => observedBackground({ pha }, response, { scale: 1 })).toThrow(expected);
    }
  });

  test('a background of other DETCHANS too', () => {
    writePha(at('small-background.pha'), { ...common, channel: channel.slice(0, half), counts: pairs, detChans: half });
    write('both.pha', { channel: channel.slice(0, half), counts: pairs, detChans: channel.length });
    expect(() => loadSpectrum(at('both.pha'), { background: at('small-background.pha') })).toThrow(
      `small-background.pha has DETCHANS ${half}`,
    );
  });

  test('a wrong DETCHANS of all channels is a warning, refused by strict', async () => {
    const [row, good] = await verdictsOf(['detchans.pha', 'good.pha'], bank);
    expect(row.warnings).toMatchObject([{ name: 'detchans', file: at('detchans.pha') }]);
    expect(row.probabilities).toEqual(good.probabilities);
    expect(good.warnings.filter(({ name }) => name === 'detchans')).toEqual([]);
    expect((await verdictOf('detchans.pha', bank, { strict: true })).error).toContain('detchans');
  });
});

test('channels that are not stored are a flag where the band has them, and count nowhere', async () => {
  const end = band.at(-1)! - 20;
  const cut = { channel: channel.slice(0, end), counts: counts.slice(0, end), detChans: channel.length };
  write('cut.pha', cut);
  write('above.pha', {
    channel: channel.slice(0, end + 60),
    counts: counts.slice(0, end + 60),
    detChans: channel.length,
  });
  const as = Int16Array.from(channel, (_, c) => (c >= end ? 5 : 0));
  write('cut-by-quality.pha', withBad(as));
  for (const [name, using] of methods) {
    const [row, above, whole, marked] = await verdictsOf(
      ['cut.pha', 'above.pha', 'good.pha', 'cut-by-quality.pha'],
      using,
    );
    expect(row.flags).toContain('band-not-covered');
    expect(row.badChannels).toBe(0);
    expect(above.flags).not.toContain('band-not-covered');
    expect(above.probabilities![0]).toBeCloseTo(whole.probabilities![0], 6);
    expect(row.counts).toBe(
      sumOf(
        counts,
        band.filter((c) => c < end),
      ),
    );
    // Not stored is as unknown as bad, and neither is nothing.
    expect(row.probabilities, name).toEqual(marked.probabilities);
  }
});

describe('quality', () => {
  beforeAll(() => {
    for (const [name, quality] of Object.entries({ block, scattered }))
      for (const other of [0, 40]) write(`${name}-${other}.pha`, withBad(quality, other));
    const outside = Int16Array.from(channel, (_, c) => (c > band.at(-1)! ? 5 : 0));
    write('outside.pha', withBad(outside));
    write('all.pha', withBad(new Int16Array(channel.length).fill(2)));
  });

  test.each(methods)('bad channels leave counts and verdict, whatever they hold: %s', async (_, using) => {
    for (const [name, quality] of Object.entries({ block, scattered })) {
      const [empty, full] = await verdictsOf([`${name}-0.pha`, `${name}-40.pha`], using);
      expect(full).toEqual({ ...empty, file: full.file });
      expect(full.flags).toContain('bad-channels');
      expect(full.badChannels).toBeCloseTo(share(quality), 12);
      const good = sumOf(
        counts,
        band.filter((c) => quality[c] === 0),
      );
      expect([full.counts, full.netCounts]).toEqual([good, good]);
    }
  });

  test('with both, the bank decides', async () => {
    const sure = await verdictOf('good.pha', { network, bank });
    const bad = await verdictOf('block-40.pha', { network, bank });
    expect([sure.badChannels, bad.method]).toEqual([0, 'bank']);
  });

  test('beyond the band nothing changes', async () => {
    for (const [, using] of methods) {
      const [outside, good] = await verdictsOf(['outside.pha', 'good.pha'], using);
      // The network's inputs are floats, not bytes, where there are bad channels.
      const { probabilities, ...rest } = good;
      expect(outside).toMatchObject({ ...rest, file: outside.file });
      expect(outside.probabilities![0]).toBeCloseTo(probabilities![0], 6);
    }
  });

  test('no good channel, no verdict', async () => {
    const row = await verdictOf('all.pha', network);
    expect(row.error).toContain('no channel from 0.3 to 8 keV is good');
    expect(row.verdict).toBeUndefined();
  });

  test('bad channels of the background leave it and the spectrum', async () => {
    const quality = scattered;
    writePha(at('b.pha'), { ...common, backScal: 4, counts: counts.map((_, c) => (quality[c] ? 9 : 1)), quality });
    write('with-b.pha', { backFile: 'b.pha' });
    const row = await verdictOf('with-b.pha', bank);
    expect(row.backgroundCounts).toBeCloseTo((1 - share(quality)) * band.length * 0.25, 9);
    expect(row.counts).toBe(
      sumOf(
        counts,
        band.filter((c) => quality[c] === 0),
      ),
    );
  });

  test('a fit leaves them out', async () => {
    const [empty, full] = [0, 40].map((other) => loadSpectrum(at(`block-${other}.pha`)));
    const options = { freeze: ['1.nH'] };
    const [a, b] = await Promise.all(
      [empty, full].map((it) => fitModel(it, 'tbabs(0.05)*powerlaw(1.9, 3e-5)', options)),
    );
    expect(b.parameters).toEqual(a.parameters);
  });

  test.each(methods)('GROUPING never changes a verdict: %s', async (_, using) => {
    const grouping = Int16Array.from(channel, (_, c) => (c % 20 === 0 ? 1 : -1));
    write('grouped.pha', { grouping });
    write('grouped-bad.pha', { grouping, ...withBad(block) });
    const rows = await verdictsOf(['grouped.pha', 'good.pha', 'grouped-bad.pha', 'block-40.pha'], using);
    expect(rows[0]).toEqual({ ...rows[1], file: rows[0].file });
    expect(rows[2]).toEqual({ ...rows[3], file: rows[2].file });
  });
});

describe('scalings, backgrounds and counts', () => {
  test('AREASCAL of 0 in bad channels; of different size in good ones, as a response of that area', async () => {
    const quality = scattered;
    const areaScal = Float64Array.from(quality, (value) => (value === 0 ? 1 : 0));
    write('scattered.pha', withBad(quality));
    write('zeros.pha', { ...withBad(quality), areaScal });
    // Half of the area above 1.5 keV.
    const byChannel = Float64Array.from(rmf.eMin, (energy) => (energy < 1.5 ? 1 : 0.5));
    write('areascal.pha', { areaScal: byChannel });
    const matrix = Float64Array.from(rmf.matrix);
    let element = 0;
    for (let group = 0; group < rmf.fChan.length; group++)
      for (let i = 0; i < rmf.nChan[group]; i++)
        matrix[element++] *= byChannel[rmf.fChan[group] - rmf.firstChannel + i];
    const scaled: Rmf = { ...rmf, matrix };
    writeRmf(at('scaled.rmf'), scaled);
    write('scaled.pha', { respFile: 'scaled.rmf' });
    const rows = await verdictsOf(['zeros.pha', 'scattered.pha', 'areascal.pha', 'scaled.pha', 'good.pha'], bank);
    expect(rows[0]).toEqual({ ...rows[1], file: rows[0].file });
    const odds = rows.map(({ probabilities: [star, agn] }) => Math.log(agn / star));
    expect(odds[2]).toBeCloseTo(odds[3], 3);
    expect(Math.abs(odds[2] - odds[4])).toBeGreaterThan(0.1);
  });

  test('a background of fractional counts, one of BACKSCAL by channel, and whole ones of the same expectation', async () => {
    const whole = counts.map((_, c) => c % 3);
    const twice = Float64Array.from(channel, (_, c) => (c % 2 === 0 ? 8 : 4));
    writePha(at('whole.bkg'), { ...common, counts: whole, backScal: 4 });
    writePha(at('fraction.bkg'), { ...common, counts: whole.map((value) => value / 4) });
    writePha(at('column.bkg'), { ...common, counts: whole.map((value, c) => (value * twice[c]) / 4), backScal: twice });
    const expected = sumOf(whole) / 4;
    for (const [, using] of methods)
      for (const name of ['whole.bkg', 'fraction.bkg', 'column.bkg']) {
        const row = await verdictOf('good.pha', using, { background: at(name) });
        expect(row.error).toBeUndefined();
        expect(row.backgroundCounts).toBeCloseTo(expected, 9);
        expect(row.probabilities[0] + row.probabilities[1]).toBeCloseTo(1, 6);
      }
    // A column with the same number everywhere is that number.
    const even = Float64Array.from(channel, () => 4);
    writePha(at('even.bkg'), { ...common, counts: whole, backScal: even });
    const rows = await Promise.all(
      ['whole.bkg', 'even.bkg'].map((name) => verdictOf('good.pha', bank, { background: at(name) })),
    );
    expect(rows[1]).toEqual(rows[0]);
    const fitted = await fitModel(
      loadSpectrum(at('good.pha'), { background: at('fraction.bkg') }),
      'powerlaw(1.9, 3e-5)',
    );
    expect(fitted.statistic).toBe('cstat');
  });

  test('more than 65,535 counts in a channel', async () => {
    const bright = counts.map((value) => 20_000 * value);
    expect(Math.max(...bright)).toBeGreaterThan(65_535);
    write('bright.pha', { counts: bright });
    for (const [, using] of methods) {
      const row = await verdictOf('bright.pha', using);
      expect(row.counts).toBe(20_000 * sumOf(counts));
      expect(row.probabilities[0] + row.probabilities[1]).toBeCloseTo(1, 6);
    }
  });

  test('rates with an EXPOSURE of 1 s are the counts that they were', async () => {
    const perSecond = counts.map((value) => value / exposure);
    write('rates.pha', {
      counts: perSecond,
      exposure: 1,
      isRate: true,
      statErr: counts.map((n) => Math.sqrt(n) / exposure),
    });
    write('no-errors.pha', { counts: perSecond, exposure: 1, isRate: true });
    write('expected.pha', {
      counts: perSecond.map((rate, c) => rate * (1 + 0.01 * Math.sin(c))),
      exposure: 1,
      isRate: true,
    });
    const [rates, rest, expected, good] = await verdictsOf(
      ['rates.pha', 'no-errors.pha', 'expected.pha', 'good.pha'],
      bank,
    );
    for (const row of [rates, rest]) {
      expect(row.exposure).toBeCloseTo(exposure, 3);
      expect([row.counts, ...row.probabilities]).toEqual([good.counts, ...good.probabilities]);
      expect(row.warnings.map(({ name }) => name)).toContain('rate-exposure');
    }
    expect(expected.error).toContain('neither RATE times EXPOSURE nor STAT_ERR nor the rates themselves');
  });

  test('a spectrum whose response is not there keeps object, instrument and counts beside the error', async () => {
    write('alone.pha', { respFile: 'gone.rmf', ...withBad(block) });
    const row = await verdictOf('alone.pha', bank);
    expect(row).toMatchObject({ object: 'made', telescope, instrument, detector, exposure });
    expect([row.method, row.verdict]).toEqual([undefined, undefined]);
    expect(row.counts).toBe(counts.reduce((sum, value, c) => sum + (block[c] === 0 ? value : 0), 0));
    expect(row.error).toContain('RESPFILE is gone.rmf, but there is no such file');
  });
});

const cases = join(sharedFolder, 'cases/ogip');
const hasCases = hasShared && existsSync(cases);
if (!hasCases) console.log(`skipping the odd spectra of third parties: ${cases} not found (set XSIFT_SHARED)`);

describe.skipIf(!hasCases)('odd spectra of third parties', () => {
  const arfFile = join(sharedFolder, 'data/spectra/stars/acisf04487_001N022_r0009_arf3.fits.gz');
  const classified = async (
    file: string,
    options: ClassifyFilesOptions = {},
    using: ClassifyUsing = { network, bank },
  ) => {
    const rows: SourceVerdict[] = [];
    for await (const row of classifyFiles([file], using, { arf: arfFile, background: 'none', ...options }))
      rows.push(row);
    return rows[0];
  };
  const file = (name: string) => join(cases, name);

  test('pairs: refused', async () => {
    const row = await classified(file('pairs.pha'));
    expect(row.error).toContain('DETCHANS 512 and 512 stored channels, 1 to 512');
    expect(row.error).toContain('1024 channels, 1 to 1024');
    expect([row.counts, row.verdict]).toEqual([389, undefined]);
  });

  test('half: nothing in it tells a cut spectrum from one summed in pairs; with its DETCHANS it is read and flagged', async () => {
    const bytes = readFileSync(file('half.pha'));
    const isHeader = (a: Buffer) => a.subarray(0, 2880 * 2);
    expect(isHeader(bytes).equals(isHeader(readFileSync(file('pairs.pha'))))).toBe(true);
    expect((await classified(file('half.pha'))).error).toContain('if it is cut, its DETCHANS should be 1024');
    const card = 'DETCHANS=                  512';
    const place = bytes.indexOf(card);
    expect(place).toBeGreaterThan(0);
    bytes.write('DETCHANS=                 1024', place, 'latin1');
    writeFileSync(at('half.pha'), bytes);
    const row = await classified(at('half.pha'), { rmf: file('base.rmf.gz') });
    expect(row.error).toBeUndefined();
    expect(row.flags).toContain('band-not-covered');
    expect([row.counts, row.method]).toEqual([384, 'bank']);
  });

  test('detchans: a warning, and the numbers of the reference', async () => {
    const [row, base] = [await classified(file('detchans.pha')), await classified(file('base.pha'))];
    expect(row.warnings.map(({ name }) => name)).toContain('detchans');
    expect(row.probabilities).toEqual(base.probabilities);
    expect((await classified(file('detchans.pha'), { strict: true })).error).toContain('DETCHANS is 4096');
  });

  test('quality: 140 bad channels leave counts, verdict and fit', async () => {
    const row = await classified(file('quality.pha'));
    expect(row.flags).toContain('bad-channels');
    expect(row.badChannels * 527).toBeCloseTo(140, 9);
    const { pha } = loadSpectrum(file('quality.pha'));
    const { eMin, eMax } = loadSpectrum(file('base.pha')).rmf!;
    const good = [...bandChannels(eMin, eMax)].filter((c) => pha.quality![c] === 0);
    expect(row.counts).toBe(sumOf(pha.counts, good));
    expect(row.method).toBe('bank');
  });

  test('areascal-zero and background-fraction: read', async () => {
    const base = await classified(file('base.pha'));
    const zeros = await classified(file('areascal-zero.pha'));
    expect([zeros.error, zeros.counts]).toEqual([undefined, base.counts]);
    expect(zeros.probabilities[1]).toBeCloseTo(base.probabilities[1], 6);
    const beside = await classified(file('base.pha'), { background: file('background-fraction.pha') });
    expect([beside.error, beside.backgroundCounts]).toEqual([undefined, 480]);
    expect(beside.netCounts).toBe(384 - 480);
  });
});
