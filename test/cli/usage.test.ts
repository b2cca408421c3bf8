import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { isPageOf } from '../../tools/verify/page.mjs';
import { createResponse, embeddedResponseTables, fakeIt, packageVersion } from '../../ts/index.js';
import { writeArf, writePha, writeRmf } from '../../ts/ogip/index.js';
import { testFolder, xsift, xsiftAll } from './xsift.js';

const { folder, at } = testFolder();
const read = (page: string) => readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8');
const guides = [
  'README.md',
  'docs/README.md',
  ...['classify', 'fake-spectra', 'fit', 'own-classifier', 'model-format', 'reproduce'].map(
    (name) => `docs/${name}.md`,
  ),
];
const pages = guides.map(read).join('\n');
const run = (...args: string[]) => xsift(folder, ...args);

const commands = [
  'quickstart',
  'info',
  'classify',
  'model',
  'fit',
  'fakeit',
  'simulate',
  'train',
  'evaluate',
  'export',
  'import',
  'reproduce',
  'bench',
  'doctor',
];
const helps: Record<string, string> = {};

beforeAll(async () => {
  const outcomes = await xsiftAll(
    folder,
    commands.map((command) => [command, '--help']),
  );
  for (const [i, command] of commands.entries()) helps[command] = outcomes[i].out;
});

test('--help and --version, on stdout with exit code 0', async () => {
  const help = await run('--help');
  expect(help).toMatchObject({ code: 0, err: '' });
  for (const command of commands) expect(help.out).toMatch(new RegExp(`^  ${command} +\\w`, 'm'));
  expect(await run('--version')).toEqual({ code: 0, out: `${packageVersion}\n`, err: '' });
});

test('every command explains itself within a terminal of 80 columns', () => {
  for (const command of commands) {
    expect(helps[command]).toContain(`Usage: xsift ${command} `);
    expect(helps[command].split('\n').filter((line) => line.length > 82)).toEqual([]);
  }
  expect(helps.classify).toMatch(/instrument-mismatch +another telescope/);
});

const wrong: [string[], string][] = [
  [['frobnicate'], "error: unknown command 'frobnicate'"],
  [['fakeit', 'powerlaw(2, 1)', '--exposure', '100', '--out', 's.pha'], "required option '--rmf <file>' not specified"],
  [['fakeit', 'powerlaw(2, 1)', '--exposure', '-5', '--rmf', 'r', '--out', 's.pha'], 'It must be a number above 0'],
  [['fakeit', 'powerlaw(2, 1)', '--exposure', '5', '--rmf', 'r'], 'give either --out FILE'],
  [
    ['fakeit', 'powerlaw(2, 1)', '--exposure', '5', '--rmf', 'r', '--out', 's', '--seed', '1.5'],
    'It must be a whole number from 0 to 2^53 - 1.',
  ],
  [['simulate', '--class', 'quasar', '--count', '5', '--out', 'l'], 'Allowed choices are star, agn.'],
  [['simulate', '--class', 'star', '--count', '5', '--arf', 'a', '--out', 'l'], '--arf needs the --rmf'],
  [['classify', 's.pha', '--threshold', '2'], 'It must be a number from 0 to 1.'],
  [['classify', 's.pha', '--prior', '0.1'], 'It must be CLASS=SHARE, as agn=0.1.'],
  [['classify', 's.pha', '--prior', 'agn=0.1,agn=0.2'], 'It names a class twice.'],
  [['classify', 's.pha', '--purity', 'agn=95'], 'It must be a number above 0 and of at most 1.'],
  [['classify', 's.pha', '--method', 'bank', '--model', 'm.json'], '--model is for --method network or auto'],
];

test('wrong usage is exit code 2, with the reason and a hint at --help', async () => {
  const outcomes = await xsiftAll(
    folder,
    wrong.map(([args]) => args),
  );
  for (const [i, { code, out, err }] of outcomes.entries()) {
    const [args, message] = wrong[i];
    expect({ args, code, out }).toEqual({ args, code: 2, out: '' });
    expect(err).toContain(message);
    expect(err).toContain('--help');
  }
});

test('README and guides name every command, and no option that is not there', () => {
  const used = new Set([...pages.matchAll(/npx xsift ([a-z]+)/g)].map(([, name]) => name));
  expect([...used].sort()).toEqual([...commands].sort());
  const joined = Object.values(helps).join();
  for (const [, option] of pages.matchAll(/[ `](--[a-z][a-z-]+)/g)) expect(joined).toContain(`${option} `);
});

/** Runs the JavaScript of a page as it stands, on the package as it is built. */
function runProgram(page: string): string {
  const [, program] = /```js\n([\s\S]*?)```/.exec(read(page))!;
  const dist = (entry = 'index') => new URL(`../../dist/lib/${entry}.js`, import.meta.url).href;
  writeFileSync(
    at('program.mjs'),
    program.replaceAll(/from 'xsift(?:\/(\w+))?'/g, (_, entry?: string) => `from '${dist(entry)}'`),
  );
  return execFileSync(process.execPath, ['program.mjs'], { cwd: folder, encoding: 'utf8' });
}

/** s.pha and, with a background, s.pi, with their response. */
function writeSpectrum(): void {
  const { rmf, arf } = embeddedResponseTables();
  writeRmf(at('s.rmf'), rmf);
  writeArf(at('s.arf'), arf);
  const exposure = 1e5;
  const counts = Float64Array.from(
    fakeIt({ model: 'powerlaw(1.7, 3e-4)', response: createResponse(rmf, arf), exposure, seed: 1 }).counts,
  );
  const source = { channel: rmf.channel, counts, exposure, respFile: 's.rmf', ancrFile: 's.arf' };
  writePha(at('s.pha'), source);
  const region = { channel: rmf.channel, counts: counts.map((_, c) => (c % 7 === 0 ? 1 : 0)), exposure, backScal: 20 };
  writePha(at('s.pi'), { ...source, backScal: 1, background: region });
}

test('the program of docs/classify.md runs as it stands', () => {
  writeSpectrum();
  expect(runProgram('docs/classify.md')).toMatch(/^P\(AGN\) = [01]\.\d{4}\n$/);
});

test('the program of docs/fake-spectra.md runs as it stands', () => {
  writeSpectrum();
  expect(runProgram('docs/fake-spectra.md')).toBe('');
});

test('docs/fit.md is its template with numbers in its places: edit the template, then npm run verify:fit', () => {
  expect(isPageOf(read('tools/verify/fit.template.md'), read('docs/fit.md'))).toBe(true);
});

test('commands and program of docs/fit.md run as they stand', async () => {
  writeSpectrum();
  const lines = read('docs/fit.md').match(/^ {4}npx xsift fit .*/gm)!;
  expect(lines.length).toBeGreaterThan(2);
  // Arguments in quotes have no blanks in this page.
  const outcomes = await xsiftAll(
    folder,
    lines.map((line) => line.trim().replaceAll("'", '').split(' ').slice(2)),
  );
  for (const [i, { code, err }] of outcomes.entries()) expect({ line: lines[i], code, err }).toMatchObject({ code: 0 });
  expect(runProgram('docs/fit.md')).toMatch(/^nH 0\.01 NaN .*\nPhoIndex [\d.]+ [\d.]+ \n/);
});
