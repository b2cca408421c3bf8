import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { quickConfig } from '../../ts/paper/index.js';
import { start, testFolder, xsift } from './xsift.js';

const { folder, at } = testFolder();
const run = (...args: string[]) => xsift(folder, 'reproduce', ...args);

test('help says what comes out, how long it takes and that it goes on after a kill', async () => {
  const { code, out } = await run('--help');
  expect(code).toBe(0);
  for (const words of [
    'report.html',
    'results.json',
    'config.json',
    '--quick',
    'labels.csv',
    'the same command goes on',
  ])
    expect(out).toContain(words);
});

test('a folder that holds other things is refused before any work', async () => {
  mkdirSync(at('mine'));
  writeFileSync(at('mine/thesis.tex'), '');
  const { code, err } = await run('--out', 'mine', '--quick');
  expect(code).toBe(1);
  expect(err).toMatch(/holds other things than results of reproduce \(such as thesis\.tex\)/);
  expect(readdirSync(at('mine'))).toEqual(['thesis.tex']);
});

test('wrong usage and bad configs are named', async () => {
  expect((await run('--out', 'x', '--quick', '--config', 'c.json')).code).toBe(2);
  expect((await run('--quick')).code).toBe(2);
  writeFileSync(at('bad.json'), JSON.stringify({ ...quickConfig(), iterations: 0 }));
  const bad = await run('--out', 'x', '--config', 'bad.json');
  expect([bad.code, bad.err]).toEqual([1, expect.stringMatching(/bad\.json.*iterations is 0/)]);
  writeFileSync(at('cut.json'), '{"seed"');
  expect((await run('--out', 'x', '--config', 'cut.json')).err).toMatch(/cut\.json.*cannot be read as JSON/);
  expect((await run('--out', 'x', '--config', 'none.json')).err).toMatch(/none\.json/);
  expect(existsSync(at('x'))).toBe(false);
});

test('observed spectra that are not there are named before anything is simulated', async () => {
  const { code, err } = await run('--out', 'x', '--quick', '--observed', 'nowhere');
  expect(code).toBe(1);
  expect(err).toMatch(/nowhere.*is no folder/);
  expect(existsSync(at('x'))).toBe(false);
});

test('Ctrl-C keeps the finished steps and says how to go on', async () => {
  const { child, done } = start(folder, ['reproduce', '--out', 'stopped', '--quick', '--threads', '1']);
  const finished = () =>
    existsSync(at('stopped/steps')) ? readdirSync(at('stopped/steps'), { recursive: true }).map(String) : [];
  while (!finished().some((name) => name.endsWith('.json'))) await new Promise((resolve) => setTimeout(resolve, 50));
  child.kill('SIGINT');
  const { code, err } = await done;
  expect(code).toBe(130);
  expect(err).toMatch(/finished steps are kept in stopped\/steps; the same command goes on from there/);
  for (const name of finished().filter((name) => name.endsWith('.json')))
    expect(() => JSON.parse(readFileSync(at(`stopped/steps/${name}`), 'utf8'))).not.toThrow();
});
