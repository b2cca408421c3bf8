import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import type { ReadonlyFloat64Array } from '../../ts/base/index.js';
import { createResponse, embeddedResponseTables, expectedCounts, fakeIt } from '../../ts/index.js';
import { readArf, readPha, readRmf, writeArf, writeRmf } from '../../ts/ogip/index.js';
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
  const wide = { ...rmf, energHi: rmf.energHi.map((e, i) => (i === rmf.energHi.length - 1 ? 20 : e)) };
  writeRmf(at('wide.rmf'), wide);
  const { code, err } = await run('apec(2)', '--rmf', 'wide.rmf', '--exposure', '1e5', '--expected');
  expect(code).toBe(0);
  expect(err).toMatch(/warning: .*no plasma emits outside the table/);
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
    ['apec(64)', ...responses],
    ['kT of apec is 64', 'the plasma table reaches from 0.03', ' keV'],
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
