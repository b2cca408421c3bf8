import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ReadonlyFloat64Array } from '../../ts/base/index.js';
import { createResponse, embeddedResponseTables, expectedCounts, fakeIt, loadPlasma } from '../../ts/index.js';
import {
  groupChannels,
  loadSpectrum,
  readArf,
  readPha,
  readRmf,
  sumGroups,
  writeArf,
  writePha,
  writeRmf,
} from '../../ts/ogip/index.js';
import { writePlasmaFiles } from '../spectral/plasmaFiles.js';
import { readCsv, testFolder, xsift, xsiftAll } from './xsift.js';

const { folder, at } = testFolder();
const run = (...args: string[]) => xsift(folder, 'fakeit', ...args);
const expression = 'tbabs(0.1)*powerlaw(1.7, 1e-4)';
const responses = ['--rmf', 's.rmf', '--arf', 's.arf'];
const exposure = 1e5;

beforeAll(() => {
  const { rmf, arf } = embeddedResponseTables();
  writeRmf(at('s.rmf'), rmf);
  writeArf(at('s.arf'), arf);
  const shifted = (energies: ReadonlyFloat64Array) => energies.map((energy) => energy + 0.1);
  writeArf(at('other.arf'), { ...arf, energLo: shifted(arf.energLo), energHi: shifted(arf.energHi) });
  const last = rmf.energLo.length - 1;
  writeRmf(at('from0.rmf'), { ...rmf, energLo: rmf.energLo.with(0, 0) });
  writeRmf(at('gap.rmf'), { ...rmf, energLo: rmf.energLo.with(last, rmf.energLo[last] + 0.004) });
  writeFileSync(at('notes.txt'), 'a text');
});

const response = () => createResponse(readRmf(at('s.rmf')), readArf(at('s.arf')));

test('a PHA file that reads back with the same counts, exposure, response and seed', async () => {
  const { code, out, err } = await run(expression, ...responses, '--exposure', '1e5', '--seed', '7', '--out', 's.pha');
  const counts = fakeIt({ model: expression, response: response(), exposure, seed: 7 }).counts;
  const total = counts.reduce((sum, n) => sum + n, 0);
  expect({ code, out, err }).toEqual({ code: 0, out: '', err: `s.pha: ${total} counts in 100000 s, seed 7\n` });
  expect(total).toBeGreaterThan(3000);
  const pha = readPha(at('s.pha'));
  expect([...pha.counts]).toEqual([...counts]);
  expect(pha).toMatchObject({ exposure, respFile: 's.rmf', ancrFile: 's.arf', telescope: 'CHANDRA', isRate: false });
  expect(pha.header.get('XSMODEL')).toBe(expression);
  expect(pha.header.get('XSSEED')).toBe(7);
});

test('another seed gives another spectrum', async () => {
  await run(expression, ...responses, '--exposure', '1e5', '--seed', '8', '--out', 'other.pha');
  expect([...readPha(at('other.pha')).counts]).not.toEqual([...readPha(at('s.pha')).counts]);
});

test('--expected: the means as CSV on stdout, nothing else', async () => {
  const { code, out, err } = await run(expression, ...responses, '--exposure', '1e5', '--expected');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const rows = readCsv(out);
  const expected = expectedCounts({ model: expression, response: response(), exposure });
  expect(rows.map((row) => Number(row.EXPECTED_COUNTS))).toEqual([...expected]);
  expect(rows[99]).toMatchObject({ CHANNEL: '100', E_MIN: '1.4454', E_MAX: '1.46' });
});

test('without an ARF one is told that the area is 1 cm2', async () => {
  const { code, err } = await run(expression, '--rmf', 's.rmf', '--exposure', '1e5', '--out', 'noarea.pha');
  expect(code).toBe(0);
  expect(err).toContain('warning: no --arf given, and s.rmf holds no effective area: an area of 1 cm2 is assumed');
});

test('apec warns where the response reaches beyond the plasma table', async () => {
  const { rmf } = embeddedResponseTables();
  const wide = { ...rmf, energHi: rmf.energHi.map((e, i) => (i === rmf.energHi.length - 1 ? 150 : e)) };
  writeRmf(at('wide.rmf'), wide);
  const { code, err } = await run('apec(2)', '--rmf', 'wide.rmf', '--exposure', '1e5', '--expected');
  expect(code).toBe(0);
  expect(err).toMatch(/warning: .*plasma table from 0.1 to 100 keV: above it plasmas emit a continuum alone/);
});

test('--no-limits: a norm that takes away, down to no counts at all', async () => {
  const faked = (norm: string) =>
    run(`powerlaw(1.7, 1e-4) + powerlaw(1.7, ${norm})`, ...responses, '--exposure', '1e5', '--expected', '--no-limits');
  const [most, rest] = (await Promise.all([faked('0'), faked('-7.5e-5')])).map(({ out }) => readCsv(out));
  const sum = (rows: Record<string, string>[]) => rows.reduce((total, row) => total + Number(row.EXPECTED_COUNTS), 0);
  expect(sum(rest) / sum(most)).toBeCloseTo(0.25, 6);
  const less = ['powerlaw(1.7, -1)', ...responses, '--exposure', '1e5', '--out', 'n.pha', '--no-limits'];
  expect((await run(...less)).err).toMatch(/expected\[\d+\]/);
});

test('--lowest-energy is the edge of an RMF that starts at 0 keV', async () => {
  const { code, out } = await run(
    expression,
    '--rmf',
    'from0.rmf',
    '--exposure',
    '1e5',
    '--expected',
    '--lowest-energy',
    '0.01',
  );
  expect(code).toBe(0);
  const rmf = readRmf(at('from0.rmf'));
  const expected = expectedCounts({
    model: expression,
    response: createResponse(rmf, undefined, { lowestEnergy: 0.01 }),
    exposure,
  });
  expect(readCsv(out).map((row) => Number(row.EXPECTED_COUNTS))).toEqual([...expected]);
});

const bad: [string[], string[]][] = [
  [[expression, '--rmf', 'nope.rmf'], ['nope.rmf: cannot be read: no such file']],
  [[expression, '--rmf', 's.arf'], ['s.arf: holds no redistribution matrix']],
  [
    [expression, '--rmf', 's.rmf', '--arf', 'other.arf'],
    ['other.arf is on another energy grid than s.rmf: row 1', 'use the ARF made for this RMF'],
  ],
  [
    ['tbabs(0.1)*powerlow(1, 1)', ...responses],
    ["'powerlow' (did you mean powerlaw?)", '^'],
  ],
  [
    [expression, '--rmf', 'from0.rmf', '--strict'],
    ['from0.rmf: refused by strict reading: ENERG_LO is 0 keV in row 1', '(energy-zero)'],
  ],
  [
    [expression, '--rmf', 'gap.rmf'],
    ['gap.rmf: row ', 'leaves a gap after the one before it'],
  ],
  [
    ['powerlaw(nan)', ...responses],
    ['expected a finite number', '^'],
  ],
  [['powerlaw(1e999)', ...responses], ['PhoIndex of powerlaw is Infinity; its limits are -3 to 10']],
  [['powerlaw(10.1)', ...responses], ['PhoIndex of powerlaw is 10.1; its limits are -3 to 10']],
  [
    ['apec(0.01)', ...responses],
    ['kT of apec is 0.01; its limits with this plasma table are 0.034', ' to 64 keV'],
  ],
  [['tbabs(-1)*powerlaw(1, 1)', ...responses], ['nH of tbabs is -1; its limits are 0']],
  [['powerlaw(1.7, 1e9)', ...responses], ['use a shorter exposure or a lower flux']],
];

test('what cannot be faked is an error with its reason, exit code 1, and no file', async () => {
  const outcomes = await xsiftAll(
    folder,
    bad.map(([args]) => ['fakeit', ...args, '--exposure', '1e5', '--out', 'bad.pha']),
  );
  for (const [i, { code, out, err }] of outcomes.entries()) {
    const [args, messages] = bad[i];
    expect({ args, code, out }).toEqual({ args, code: 1, out: '' });
    for (const message of messages) expect(err).toContain(message);
    expect(err).toMatch(/^xsift: /);
  }
  expect(existsSync(at('bad.pha'))).toBe(false);
});

const outputs: [string, string][] = [
  ['no/such/s.pha', 'no/such/s.pha: cannot be written: there is no folder no/such'],
  ['.', '.: cannot be written: is a folder, not a file'],
  ['s.rmf', 's.rmf: is an input of this command and would be overwritten; give --out another name'],
  ['notes.txt', 'notes.txt: is there already and holds text, not FITS'],
];

test('outputs that cannot or should not be written are refused', async () => {
  const before = readFileSync(at('s.rmf'));
  const outcomes = await xsiftAll(
    folder,
    outputs.map(([name]) => ['fakeit', expression, ...responses, '--exposure', '1e5', '--out', name]),
  );
  for (const [i, { code, err }] of outcomes.entries()) {
    expect({ out: outputs[i][0], code }).toEqual({ out: outputs[i][0], code: 1 });
    expect(err).toContain(outputs[i][1]);
  }
  expect(readFileSync(at('s.rmf')).equals(before)).toBe(true);
});

test('a reader that stops early is no error', () => {
  const script = `"${process.execPath}" "${new URL('../../dist/lib/cli.js', import.meta.url).pathname}" fakeit '${expression}' ${responses.join(' ')} --exposure 1e5 --expected 2>&1 | head -n 1`;
  expect(execFileSync('bash', ['-c', script], { cwd: folder, encoding: 'utf8' })).toBe(
    'CHANNEL,E_MIN,E_MAX,EXPECTED_COUNTS\n',
  );
});

describe('with a background', () => {
  const setup = ['--exposure', '1e5', '--seed', '4', '--background', 'own.pha'];
  const counts = new Float64Array(1024).fill(3);

  beforeAll(() => {
    const { channel } = embeddedResponseTables().rmf;
    const background = { channel, counts, exposure: 5e4, backScal: 1e-4, content: 'BKG' } as const;
    writePha(at('far_bkg.pha'), background);
    writePha(at('own.pha'), { channel, counts, exposure: 5e4, backScal: 1e-5, backFile: 'far_bkg.pha' });
  });

  test('spectrum and background are a pair, which loadSpectrum, classify and fit take as it is', async () => {
    const { code, err } = await run(expression, ...responses, ...setup, '--group-min', '20', '--out', 'pair.pha');
    expect(code).toBe(0);
    expect(err).toContain('far_bkg.pha, the one of own.pha\n');
    const { pha, background, rmf, arf, warnings } = loadSpectrum(at('pair.pha'), { strict: true });
    expect(warnings).toEqual([]);
    expect([rmf?.file, arf?.file, background?.file]).toEqual([at('s.rmf'), at('s.arf'), at('pair_bkg.pha')]);
    expect(pha.header.get('CORRFILE')).toBe('none');
    expect(pha.header.get('CORRSCAL')).toBe(1);
    expect([pha.content, pha.backScal, background?.content, background?.backScal]).toEqual([
      'TOTAL',
      1e-5,
      'BKG',
      1e-4,
    ]);
    expect(background?.exposure).toBe(5e4);
    const own = loadSpectrum(at('own.pha'));
    const fake = fakeIt({ model: expression, response: response(), background: own, exposure, seed: 4 });
    expect([...pha.counts]).toEqual([...fake.counts]);
    expect([...background!.counts]).toEqual([...fake.background!.counts]);
    expect(Math.min(...sumGroups(pha.counts, groupChannels(pha)))).toBeGreaterThanOrEqual(20);
    const [fit, verdict] = await xsiftAll(folder, [
      ['fit', 'pair.pha', '--model', 'tbabs*powerlaw', '--json'],
      ['classify', 'pair.pha'],
    ]);
    const { parameters, goodness } = JSON.parse(fit.out);
    const [index, norm] = ['PhoIndex', 'norm'].map((name) => parameters.find((p: { name: string }) => p.name === name));
    expect(Math.abs(index.value - 1.7)).toBeLessThan(4 * index.error);
    expect(Math.abs(norm.value - 1e-4)).toBeLessThan(4 * norm.error);
    expect(Math.abs(goodness)).toBeLessThan(4);
    const [row] = readCsv(verdict.out);
    expect([row.VERDICT, row.ERROR]).toEqual(['agn', '']);
  });

  test('--expected has the background in it', async () => {
    const [plain, both] = await xsiftAll(folder, [
      ['fakeit', expression, ...responses, '--exposure', '1e5', '--expected'],
      ['fakeit', expression, ...responses, ...setup.filter((word) => word !== '--seed' && word !== '4'), '--expected'],
    ]);
    const values = [plain, both].map(({ out }) => readCsv(out).map((row) => Number(row.EXPECTED_COUNTS)));
    // 3 counts in 50 ks of a region ten times as large are 0.6 in 100 ks.
    values[1].forEach((value, c) => {
      expect(value - values[0][c]).toBeCloseTo(0.6, 9);
    });
  });

  test('a background by itself counts as of a region as large; ratio and exposure can be given', async () => {
    const own = ['--background', 'far_bkg.pha', '--exposure', '1e5'];
    const [equal, given] = await xsiftAll(folder, [
      ['fakeit', expression, ...responses, ...own, '--out', 'equal.pha'],
      [
        'fakeit',
        expression,
        ...responses,
        ...own,
        '--out',
        'given.pha',
        '--background-scale',
        '0.5',
        '--background-exposure',
        '2e5',
      ],
    ]);
    expect(equal.err).toContain(
      'background: far_bkg.pha, of a region as large as that of the source (--background-scale)',
    );
    expect(given.err).toContain('background: far_bkg.pha, scaled by 0.5');
    const facts = ['equal', 'given'].map((name) => {
      const { pha, background } = loadSpectrum(at(`${name}.pha`));
      return [pha.backScal, background?.backScal, background?.exposure];
    });
    expect(facts).toEqual([
      [1e-4, 1e-4, 5e4],
      [5e-5, 1e-4, 2e5],
    ]);
  });

  test('--count writes pairs that differ in their noise', async () => {
    mkdirSync(at('many'));
    const { code, err } = await run(expression, ...responses, ...setup, '--count', '10', '--out', 'many/f.pha.gz');
    expect(code).toBe(0);
    expect(err).toMatch(/many\/f_01.pha.gz to many\/f_10.pha.gz: \d+ to \d+ counts in 100000 s, seed 4\n/);
    expect(readdirSync(at('many')).length).toBe(20);
    const spectra = Array.from({ length: 10 }, (_, k) =>
      loadSpectrum(at(`many/f_${String(k + 1).padStart(2, '0')}.pha.gz`)),
    );
    expect(new Set(spectra.map(({ pha }) => pha.counts.join())).size).toBe(10);
    expect(new Set(spectra.map(({ background }) => background!.counts.join())).size).toBe(10);
    expect(spectra.map(({ pha }) => pha.header.get('XSNUMBER'))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    // The first is the one without --count.
    await run(expression, ...responses, ...setup, '--out', 'first.pha');
    expect([...readPha(at('first.pha')).counts]).toEqual([...spectra[0].pha.counts]);
  });
});

test('responses are named without folder, and found where they were as well as beside the spectrum', async () => {
  mkdirSync(at('out/deep'), { recursive: true });
  await run(expression, ...responses, '--exposure', '1e5', '--out', 'out/deep/n.pha');
  const pha = readPha(at('out/deep/n.pha'));
  expect([pha.respFile, pha.ancrFile, pha.header.get('XSRMF')]).toEqual(['s.rmf', 's.arf', '../../s.rmf']);
  const there = loadSpectrum(at('out/deep/n.pha'));
  expect([there.rmf?.file, there.warnings]).toEqual([at('s.rmf'), []]);
  mkdirSync(at('together'));
  for (const file of ['out/deep/n.pha', 's.rmf', 's.arf']) copyFileSync(at(file), at(`together/${basename(file)}`));
  expect(loadSpectrum(at('together/n.pha'), { strict: true }).rmf?.file).toBe(at('together/s.rmf'));
});

test("abundances and cross-sections by XSPEC's names, a plasma table of AtomDB's files", async () => {
  writePlasmaFiles(at('apec_line.fits'), at('apec_coco.fits'));
  const plasma = ['--plasma', 'apec_coco.fits', 'apec_line.fits'];
  const thin = 'tbabs(0.5)*apec(1, 0.3, 0, 1e-3)';
  const [wilm, angr, own, other, one] = await xsiftAll(folder, [
    ['fakeit', 'tbabs(1)*powerlaw', ...responses, '--exposure', '1e4', '--expected'],
    [
      'fakeit',
      'tbabs(1)*powerlaw',
      ...responses,
      '--exposure',
      '1e4',
      '--expected',
      '--abund',
      'angr',
      '--xsect',
      'vern',
    ],
    ['fakeit', thin, ...responses, '--exposure', '1e4', '--out', 'plasma.pha', ...plasma],
    ['fakeit', thin, ...responses, '--exposure', '1e4', '--expected', '--xsect', 'bcmc'],
    ['fakeit', thin, ...responses, '--exposure', '1e4', '--expected', '--plasma', 'apec_line.fits'],
  ]);
  const totals = [wilm, angr].map(({ out }) => readCsv(out).reduce((sum, row) => sum + Number(row.EXPECTED_COUNTS), 0));
  expect(totals[1] / totals[0]).toBeLessThan(0.9);
  expect(own.code).toBe(0);
  const tables = { plasma: loadPlasma({ line: at('apec_line.fits'), coco: at('apec_coco.fits') }) };
  const fake = fakeIt({ model: thin, response: response(), exposure: 1e4, seed: 1, ...tables });
  const pha = readPha(at('plasma.pha'));
  expect([...pha.counts]).toEqual([...fake.counts]);
  expect([...fake.counts]).not.toEqual([
    ...fakeIt({ model: thin, response: response(), exposure: 1e4, seed: 1 }).counts,
  ]);
  expect(pha.header.get('XSPLASMA')).toBe('AtomDB: apec_line.fits, apec_coco.fits');
  expect([other.code, one.code]).toEqual([2, 2]);
  expect(other.err).toContain("XSPEC's bcmc is not in xsift");
  expect(one.err).toContain('--plasma takes two files');
});

test('options that make no sense together are usage errors', async () => {
  const wrong: [string[], string][] = [
    [['--expected', '--count', '2'], '--count is for --out'],
    [['--expected', '--group-min', '2'], '--group-min is for --out'],
    [['--expected', '--background-scale', '2'], '--background-scale needs a --background'],
    [['--expected', '--background-exposure', '2'], '--background-exposure needs a --background'],
    [['--out', 'x.pha', '--count', '0'], 'whole number from 1'],
  ];
  const outcomes = await xsiftAll(
    folder,
    wrong.map(([words]) => ['fakeit', expression, ...responses, '--exposure', '1', ...words]),
  );
  expect(outcomes.map(({ code }) => code)).toEqual(wrong.map(() => 2));
  for (const [i, { err }] of outcomes.entries()) expect(err).toContain(wrong[i][1]);
});
