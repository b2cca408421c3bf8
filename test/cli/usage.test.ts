import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { createResponse, embeddedResponseTables, fakeIt, packageVersion } from '../../ts/index.js';
import { writeArf, writePha, writeRmf } from '../../ts/ogip/index.js';
import { testFolder, xsift, xsiftAll } from './xsift.js';

const { folder, at } = testFolder();
const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const run = (...args: string[]) => xsift(folder, ...args);

const commands = [
  'quickstart',
  'info',
  'classify',
  'model',
  'fakeit',
  'simulate',
  'train',
  'evaluate',
  'reproduce',
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

test('the README names every command, and no option that is not there', () => {
  const used = new Set([...readme.matchAll(/npx xsift ([a-z]+)/g)].map(([, name]) => name));
  expect([...used].sort()).toEqual([...commands].sort());
  const all = Object.values(helps).join();
  for (const [, option] of readme.matchAll(/[ `](--[a-z][a-z-]+)/g)) expect(all).toContain(`${option} `);
});

test('the program in the README runs as it stands', async () => {
  const [, program] = /```js\n([\s\S]*?)```/.exec(readme)!;
  const { rmf, arf } = embeddedResponseTables();
  writeRmf(at('s.rmf'), rmf);
  writeArf(at('s.arf'), arf);
  const exposure = 1e5;
  const counts = Float64Array.from(fakeIt('powerlaw(1.7, 3e-4)', createResponse(rmf, arf), { exposure, seed: 1 }));
  writePha(at('s.pha'), { channel: rmf.channel, counts, exposure, respFile: 's.rmf', ancrFile: 's.arf' });
  const dist = new URL('../../dist/lib/index.js', import.meta.url).href;
  writeFileSync(at('program.mjs'), program.replace("from 'xsift'", `from '${dist}'`));
  const out = execFileSync(process.execPath, ['program.mjs'], { cwd: folder, encoding: 'utf8' });
  expect(out).toMatch(/^P\(AGN\) = [01]\.\d{4}\n$/);
});
