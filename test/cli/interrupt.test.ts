import { existsSync, readdirSync, statSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { Classifier } from '../../ts/index.js';
import { type Outcome, start, testFolder, xsift, xsiftAll } from './xsift.js';

const { folder, at } = testFolder();
const leftovers = () => readdirSync(folder).filter((name) => name.startsWith('.') || name.endsWith('.tmp'));

beforeAll(async () => {
  await xsiftAll(
    folder,
    ['star', 'agn'].map((name) => ['simulate', '--class', name, '--count', '200', '--out', `${name}.xsl`]),
  );
});

/** Sends Ctrl-C once the work has begun; a signal that came before the command could take it is tried again later. */
async function interrupted(args: string[]): Promise<Outcome> {
  for (const delay of [800, 2000, 5000]) {
    const { child, done } = start(folder, args);
    await pause(delay);
    child.kill('SIGINT');
    const outcome = await done;
    if (outcome.code !== null) return outcome;
  }
  throw new Error('the command never got as far as to take a signal');
}

async function firstEpochs(...args: string[]) {
  const run = start(folder, ['train', 'star.xsl', 'agn.xsl', '--epochs', '1000000', '--patience', '1000000', ...args]);
  while (!run.seen().includes('epoch       3/') && run.child.exitCode === null) await pause(20);
  return run;
}

test('Ctrl-C in a training keeps the best model so far', async () => {
  const { child, done } = await firstEpochs('--out', 'model.safetensors');
  child.kill('SIGINT');
  const { code, err } = await done;
  expect(code).toBe(130);
  expect(err).toMatch(/^model.safetensors: trained on .* \(stopped early: this is the best model so far\)\n$/m);
  const { training } = Classifier.load(at('model.safetensors')).model;
  expect(training.aborted).toBe(true);
  expect(training.epochsRun).toBeGreaterThanOrEqual(3);
  const check = await xsift(folder, 'evaluate', 'model.safetensors', 'star.xsl', 'agn.xsl');
  expect(check.code).toBe(0);
  expect(leftovers()).toEqual([]);
});

test('so does the signal by which a batch system says that the time is up', async () => {
  const { child, done } = await firstEpochs('--out', 'batch.safetensors');
  child.kill('SIGTERM');
  expect((await done).code).toBe(143);
  expect(Classifier.load(at('batch.safetensors')).model.training.aborted).toBe(true);
});

test('a closed pipe does not end a training', async () => {
  const epochs = ['--epochs', '30', '--patience', '30'];
  const { child, done } = start(folder, ['train', 'star.xsl', 'agn.xsl', ...epochs, '--out', 'piped.safetensors']);
  child.stdout!.once('data', () => child.stdout!.destroy());
  expect(await done).toMatchObject({ code: 0, err: expect.stringContaining('of 30\n') });
  expect(Classifier.load(at('piped.safetensors')).model.training.epochsRun).toBe(30);
});

const long: [string, string[], string][] = [
  ['simulate', ['simulate', '--class', 'star', '--count', '60000', '--threads', '1', '--out', 'l.xsl'], 'l.xsl'],
  ['quickstart', ['quickstart', '--count', '60000', '--threads', '1', '--out', 'q'], 'q'],
  ['classify', ['classify', ...new Array(20000).fill('star.xsl'), '--out', 'v.csv'], 'v.csv'],
];

test('Ctrl-C in simulate when part of the library is written', async () => {
  const { child, done } = start(folder, ['simulate', '--class', 'agn', '--count', '10000000', '--out', 'part.xsl']);
  const written = () => leftovers().reduce((bytes, name) => bytes + statSync(at(name)).size, 0);
  while (written() < 1e7 && child.exitCode === null) await pause(20);
  expect(leftovers()).toEqual([expect.stringMatching(/^\.part\.xsl\..*\.tmp$/)]);
  child.kill('SIGINT');
  expect(await done).toEqual({ code: 130, out: '', err: 'xsift: stopped by Ctrl-C\n' });
  expect(existsSync(at('part.xsl'))).toBe(false);
  expect(leftovers()).toEqual([]);
});

test.each(long)('Ctrl-C in %s: exit code 130, a word on it, and no file', async (_, args, output) => {
  expect(await interrupted(args)).toEqual({ code: 130, out: '', err: 'xsift: stopped by Ctrl-C\n' });
  expect(existsSync(at(output))).toBe(false);
  expect(leftovers()).toEqual([]);
});
