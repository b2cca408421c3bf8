import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  Classifier,
  createResponse,
  datasetFromPha,
  embeddedResponseTables,
  fakeIt,
  loadSpectrum,
} from '../../ts/index.js';
import { writeArf, writePha, writeRmf } from '../../ts/ogip/index.js';
import { hasShared, sharedFile } from '../shared.js';
import { readCsv, testFolder, xsift } from './xsift.js';

const { folder, at } = testFolder();
const run = (...args: string[]) => xsift(folder, 'classify', ...args);
const exposure = 1e5;

beforeAll(() => {
  const { rmf, arf } = embeddedResponseTables();
  writeRmf(at('s.rmf'), rmf);
  writeArf(at('s.arf'), arf);
  const response = createResponse(rmf, arf);
  const { channel, telescope, instrument, detector } = rmf;
  const counts = (model: string, seed: number) => Float64Array.from(fakeIt({ model, response, exposure, seed }).counts);
  const common = { channel, exposure, telescope, instrument, detector, respFile: 's.rmf', ancrFile: 's.arf' };
  const agn = counts('tbabs(0.05)*powerlaw(1.9, 3e-4)', 1);
  writePha(at('agn.pha'), { ...common, counts: agn, object: 'a "quoted", name' });
  // A background of 3 counts in channel 101, from a region four times as large.
  const background = { channel, exposure, backScal: 4e-6, counts: new Float64Array(channel.length) };
  background.counts[100] = 3;
  const star = counts('tbabs(0.1)*(apec(0.3, 0.3, 0, 2e-3) + apec(0.8, 0.3, 0, 1e-3))', 2);
  writePha(at('star.pha'), { ...common, counts: star, backScal: 1e-6, background });
  writeRmf(at('chips.rmf'), { ...rmf, detector: 'ACIS-7' });
  writeArf(at('chips.arf'), { ...arf, specResp: arf.specResp.map((area) => 0.9 * area) });
  writePha(at('elsewhere.pha'), {
    ...common,
    counts: agn,
    detector: 'ACIS-7',
    respFile: 'chips.rmf',
    ancrFile: 'chips.arf',
  });
  const oneCount = new Float64Array(channel.length);
  oneCount[100] = 1;
  writePha(at('faint.pha'), { ...common, counts: oneCount });
  writePha(at('alone.pha'), { ...common, counts: agn, respFile: undefined, ancrFile: undefined });
  writePha(at('lost.pha'), { ...common, counts: agn, respFile: 'lost.rmf' });
});

test('one row a file, with the numbers of the library functions', async () => {
  const { code, out, err } = await run('--method', 'network', 'agn.pha', 'star.pha', 'faint.pha');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const [agn, star, faint] = readCsv(out);
  const classifier = Classifier.load();
  const expected = await classifier.predict(datasetFromPha([loadSpectrum(at('agn.pha'))]));
  expect(agn).toMatchObject({ FILE: 'agn.pha', OBJECT: 'a "quoted", name', TELESCOP: 'CHANDRA', DETNAM: 'ACIS-I' });
  expect(Number(agn.P_AGN)).toBeCloseTo(expected.probabilities[1], 6);
  expect(Number(agn.P_STAR) + Number(agn.P_AGN)).toBeCloseTo(1, 6);
  expect(agn).toMatchObject({ VERDICT: 'agn', METHOD: 'network', ERROR: '', EXPOSURE: '100000' });
  expect(agn.FLAGS).toBe([...expected.flags[0], 'no-background'].join(' '));
  expect(agn.COUNTS).toBe(agn.NET_COUNTS);
  expect(Number(agn.COUNTS)).toBe(expected.netCounts[0]);
  expect(star).toMatchObject({ VERDICT: 'star', BACKGROUND: '0.75' });
  expect(star.FLAGS).not.toContain('no-background');
  expect(Number(star.COUNTS) - Number(star.NET_COUNTS)).toBe(0.75);
  expect(faint).toMatchObject({ COUNTS: '1', FLAGS: expect.stringMatching(/outside-training.* no-background$/) });
});

test('--method: auto asks the bank where the network was not trained; bank alone needs an area', async () => {
  const [agn, , faint] = readCsv((await run('agn.pha', 'star.pha', 'faint.pha')).out);
  expect(agn).toMatchObject({ VERDICT: 'agn', ERROR: '' });
  // One count says nothing, whatever a network would say of it.
  expect(faint).toMatchObject({ METHOD: 'bank', FLAGS: expect.stringMatching(/^few-counts/) });
  expect(Number(faint.P_AGN)).toBeGreaterThan(0.2);
  expect(Number(faint.P_AGN)).toBeLessThan(0.8);
  const bank = await run('--method', 'bank', 'agn.pha', 'alone.pha', 'lost.pha', '--arf', 'none');
  expect(bank).toMatchObject({ code: 1, err: '3 of 3 spectra failed: see the column ERROR\n' });
  const errors = readCsv(bank.out).map(({ ERROR }) => ERROR);
  expect(errors[0]).toContain('no effective area is known for this spectrum');
  expect(errors[0]).toContain('--arf');
  expect(errors[1]).toContain('no RMF is known');
});

test('--prior and --purity', async () => {
  const files = ['agn.pha', 'star.pha', 'faint.pha', 'nope.pha'];
  const equal = readCsv((await run('--method', 'bank', ...files)).out);
  const given = await run('--method', 'bank', '--prior', 'agn=0.1', ...files);
  for (const [i, row] of readCsv(given.out).entries()) {
    const [star, agn] = [0.9 * Number(equal[i].P_STAR), 0.1 * Number(equal[i].P_AGN)];
    if (i < 3) expect(Number(row.P_AGN)).toBeCloseTo(agn / (star + agn), 5);
    expect(row).not.toHaveProperty('SELECTED');
  }
  const estimated = await run('--method', 'bank', '--prior', 'estimate', '--purity', 'agn=0.9', ...files);
  expect(estimated.err).toMatch(
    /^prior estimated from \d spectra: star 0\.\d{3} \+- 0\.\d{3}, agn 0\.\d{3} \+- 0\.\d{3}$/m,
  );
  const rows = readCsv(estimated.out);
  const [, threshold, selected] = /^P_AGN from (\S+) on: (\d) selected, expected purity [01]\.\d{4}, /m.exec(
    estimated.err,
  )!;
  expect(rows.filter(({ SELECTED }) => SELECTED === '1').length).toBe(Number(selected));
  for (const { P_AGN, SELECTED } of rows)
    expect(SELECTED).toBe(P_AGN !== '' && Number(P_AGN) >= Number(threshold) ? '1' : '0');
  const none = await run('--method', 'bank', '--purity', 'agn=0.9', 'star.pha', '--json');
  expect(none.err).toMatch(/^warning: no selection has an expected purity of 0\.9: the highest P_AGN is \d/);
  expect(JSON.parse(none.out)).toMatchObject({ method: 'bank', verdict: 'star', selected: false });
  const other = await run('--prior', 'qso=0.1', 'star.pha');
  expect(other).toMatchObject({ code: 1, err: expect.stringContaining('the classes are star, agn') });
});

test('a file that cannot be classified is a row with its reason; the others are done; exit code 1', async () => {
  const packed = gzipSync(readFileSync(at('agn.pha')));
  writeFileSync(at('agn.pha.gz'), packed);
  writeFileSync(at('cut.pha.gz'), packed.subarray(0, packed.length - 100));
  writeFileSync(at('cut.pha'), readFileSync(at('agn.pha')).subarray(0, 9000));
  writeFileSync(at('notes.txt'), 'a text');
  writeFileSync(at('empty.pha'), '');
  const reasons = {
    'nope.pha': 'cannot be read: no such file',
    'cut.pha.gz': 'gzip data are damaged or cut short',
    'cut.pha': 'cut short',
    'notes.txt': 'is not a FITS file',
    'empty.pha': 'is empty',
    's.rmf': 'holds no spectrum',
    'alone.pha': 'name one with --rmf',
    'lost.pha': 'RESPFILE is lost.rmf, but there is no such file',
  };
  const names = Object.keys(reasons);
  const { code, out, err } = await run(...names, 'agn.pha.gz', '--out', 'verdicts.csv');
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toBe('verdicts.csv: 9 spectra: 0 star, 1 agn, 8 failed (see the column ERROR)\n');
  const rows = readCsv(readFileSync(at('verdicts.csv'), 'utf8'));
  expect(rows.map(({ FILE }) => FILE)).toEqual([...names, 'agn.pha.gz']);
  for (const [name, reason] of Object.entries(reasons))
    expect(rows.find(({ FILE }) => FILE === name)).toMatchObject({ ERROR: expect.stringContaining(reason), P_AGN: '' });
  expect(rows[8]).toMatchObject({ VERDICT: 'agn', ERROR: '' });
});

test('--json: an object a line', async () => {
  const { code, out, err } = await run('agn.pha', 'nope.pha', '--json');
  expect(code).toBe(1);
  const [agn, nope] = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(agn).toMatchObject({ file: 'agn.pha', verdict: 'agn', flags: expect.arrayContaining(['no-background']) });
  expect(['network', 'bank']).toContain(agn.method);
  expect(nope).toMatchObject({ file: 'nope.pha', probabilities: [null, null], error: expect.any(String) });
  expect(err).toBe('1 of 2 spectra failed: see the field "error"\n');
});

test('responses given by name, another instrument, a threshold', async () => {
  const given = await run('alone.pha', '--rmf', 's.rmf', '--arf', 's.arf', '--threshold', '1');
  const [alone] = readCsv(given.out);
  expect(alone).toMatchObject({ VERDICT: 'star', FLAGS: expect.stringMatching(/no-background$/), ERROR: '' });
  expect(Number(alone.P_AGN)).toBeLessThan(1);
  const [elsewhere] = readCsv((await run('--threshold', '0.5', 'elsewhere.pha')).out);
  expect(elsewhere).toMatchObject({ VERDICT: 'agn', ERROR: '' });
});

test("the package's classifiers go by their names", async () => {
  const { default: path } = await import('node:path');
  const file = path.join(import.meta.dirname, '../../data/classifier/paper.safetensors');
  const by = (...model: string[]) => run('--method', 'network', ...model, 'agn.pha');
  const [paper, same, usual, star] = await Promise.all([
    by('--model', 'paper'),
    by('--model', file),
    by(),
    by('--model', 'star-agn'),
  ]);
  expect(paper).toEqual(same);
  expect(star).toEqual(usual);
  expect(readCsv(paper.out)[0].P_AGN).not.toBe(readCsv(usual.out)[0].P_AGN);
  expect((await by('--model', './paper')).err).toContain('./paper: cannot be read: no such file');
});

test('a model file that was edited is refused, and so is a table over a spectrum', async () => {
  const { default: path } = await import('node:path');
  const shipped = path.join(import.meta.dirname, '../../data/classifier/star-agn.safetensors');
  writeFileSync(
    at('edited.safetensors'),
    readFileSync(shipped, 'latin1').replace(/(bestEpoch\\":)(\d)/, (_, name, digit) => name + ((digit % 9) + 1)),
    'latin1',
  );
  const edited = await run('agn.pha', '--model', 'edited.safetensors');
  expect(edited).toMatchObject({ code: 1, out: '', err: expect.stringContaining('its checksum does not fit') });
  const before = readFileSync(at('agn.pha'));
  // What the shell makes of: --out *.pha
  const slip = await run('--out', 'agn.pha', 'star.pha');
  expect(slip).toMatchObject({
    code: 2,
    err: expect.stringContaining('agn.pha: the extension stands for no table format'),
  });
  writeFileSync(at('s.fits'), readFileSync(at('agn.pha')));
  const input = await run('--overwrite', '--out', 's.fits', 'star.pha', 's.fits');
  expect(input).toMatchObject({ code: 1, err: expect.stringContaining('is an input of this command') });
  expect(readFileSync(at('agn.pha')).equals(before)).toBe(true);
  expect(existsSync(at('never.csv'))).toBe(false);
});

describe.skipIf(!hasShared)('real spectra', () => {
  test('every one has its row, 3C 273 is an AGN', async () => {
    const spectra = {
      '3C 273': sharedFile('spectra/agn/3c273.pi.gz'),
      'DG Tau AB': sharedFile('spectra/stars/acisf04487_001N023_r0009_pha3.fits.gz'),
      CSC: sharedFile('spectra/other/acisf01575_001N001_r0085_pha3.fits.gz'),
    };
    const { code, out, err } = await run(...Object.values(spectra));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const rows = readCsv(out);
    expect(rows.map(({ FILE, OBJECT }) => [OBJECT, FILE])).toEqual(Object.entries(spectra));
    for (const row of rows) {
      expect(row).toMatchObject({ TELESCOP: 'CHANDRA', INSTRUME: 'ACIS', ERROR: '' });
      expect(Number(row.BACKGROUND)).toBeGreaterThan(0);
      expect(Number(row.NET_COUNTS)).toBeCloseTo(Number(row.COUNTS) - Number(row.BACKGROUND), 3);
    }
    expect(rows[0].VERDICT).toBe('agn');
    // 389 counts in all channels, 384 in 0.3-8 keV.
    expect(rows[1].COUNTS).toBe('384');
  });

  test('a background taken for a spectrum, without a response, is a row with its reason', async () => {
    const { code, out } = await run(sharedFile('spectra/agn/3c273.pi.gz'), sharedFile('spectra/agn/3c273_bg.pi.gz'));
    expect(code).toBe(1);
    const [source, background] = readCsv(out);
    expect(source.VERDICT).toBe('agn');
    expect(background).toMatchObject({ OBJECT: '3C 273', ERROR: expect.stringContaining('no RMF is known') });
  });
});
