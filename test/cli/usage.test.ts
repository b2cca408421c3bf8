import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { packageVersion } from '../../ts/index.js';
import { testFolder, xsift } from './xsift.js';

const { folder } = testFolder();
const run = (...args: string[]) => xsift(folder, ...args);

const commands = ['quickstart', 'info', 'classify', 'fakeit', 'simulate', 'train', 'evaluate'];
const helps: Record<string, string> = {};

beforeAll(async () => {
  for (const command of commands) helps[command] = (await run(command, '--help')).out;
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
    const text = helps[command].replace(/^component[\s\S]*?\n\n/m, ''); // the table of fakeit is as wide as it must be
    expect(text.split('\n').filter((line) => line.length > 82)).toEqual([]);
  }
  expect(helps.classify).toMatch(/instrument-mismatch +another telescope/);
});

test('fakeit --help lists the components with parameters, units and defaults', () => {
  expect(helps.fakeit).toMatch(/^tbabs +multiplicative +nH \(1e22 cm-2\) = 1$/m);
  expect(helps.fakeit).toMatch(/^pegpwrlw +additive +PhoIndex = 1, eMin \(keV\) = 2, eMax \(keV\) = 10, norm/m);
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

test.each(wrong)('wrong usage is exit code 2: xsift %j', async (args, message) => {
  const { code, out, err } = await run(...args);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(message);
  expect(err).toContain('--help');
});

test('the README names every command, and no option that is not there', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const used = new Set([...readme.matchAll(/npx xsift (\w+)/g)].map(([, name]) => name));
  expect([...used].sort()).toEqual([...commands].sort());
  const all = Object.values(helps).join();
  for (const [, option] of readme.matchAll(/ (--[a-z-]+)/g)) expect(all).toContain(`${option} `);
});
