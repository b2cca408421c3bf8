import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { FileError, ParameterError } from '../../../ts/index.js';
import { type ReproduceProgress, reproduce } from '../../../ts/paper/index.js';
import { buildHash } from '../../../ts/paper/run/buildHash.js';
import { configHash } from '../../../ts/paper/run/config.js';
import type { Report } from '../../../ts/report/index.js';
import { smallConfig } from '../smallRun.js';

// A busy machine takes several times as long.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
vi.mock('../../../ts/paper/run/buildHash.js', async (load) => {
  const actual = await load<typeof import('../../../ts/paper/run/buildHash.js')>();
  return { ...actual, buildHash: vi.fn(actual.buildHash) };
});

const config = smallConfig();
const only = ['setup', 'choices', 'low-counts'];
const root = mkdtempSync(join(tmpdir(), 'xsift-reproduce-'));
afterAll(() => rmSync(root, { recursive: true }));
let folders = 0;
const folder = () => join(root, `run-${folders++}`);
const stepFiles = (out: string) => readdirSync(join(out, 'steps'), { recursive: true }) as string[];
/** What must not depend on how the run went. */
const numbers = ({ config: used, results, opening }: Report) => JSON.stringify({ config: used, results, opening });

let whole: Report;
const progress: ReproduceProgress[] = [];
beforeAll(async () => {
  whole = await reproduce(config, { only, threads: 2, onProgress: (now) => progress.push(now) });
});
beforeEach(() => vi.mocked(buildHash).mockReset().mockReturnValue('0123456789abcdef'));

test('results come in the order that was asked for, with items that are named once, and progress ends at the total', () => {
  expect(whole.results.map(({ id }) => id)).toEqual(only);
  expect(whole.config).toEqual(config);
  expect(whole.run).toMatchObject({ threads: 2, resumed: false });
  for (let i = 1; i < progress.length; i++) expect(progress[i].done).toBeGreaterThanOrEqual(progress[i - 1].done);
  const last = progress.at(-1)!;
  expect(last.done).toBeCloseTo(last.total, 6);
  const ids = whole.results.flatMap(({ items }) => items.map(({ id }) => id));
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ['B1.models', 'C5.above', 'E.none', 'K2.choice', 'H11.70']) expect(ids).toContain(id);
});

test('what differs says why, and nothing has holes', () => {
  const items = whole.results.flatMap((section) => section.items).filter(({ verdict }) => verdict !== 'tested');
  for (const { id, ours, verdict, why = '' } of items) {
    if (verdict === 'differs') expect(why, id).toBeTruthy();
    expect(typeof ours === 'string' ? ours : String(ours.value), id).not.toMatch(/NaN|undefined|none drawn/);
    expect(why, id).not.toMatch(/NaN|undefined/);
  }
});

test('a run that is stopped again and again, on another number of threads, ends with the same report', async () => {
  const out = folder();
  let isDone = false;
  const written = new Map<string, number>();
  for (let limit = 3; !isDone; limit += 4) {
    const stop = new AbortController();
    let told = 0;
    const onProgress = () => {
      if (++told === limit) stop.abort(new Error('killed'));
    };
    const run = await reproduce(config, { only, out, threads: 1, signal: stop.signal, onProgress }).catch((error) => {
      expect(String(error)).toContain('killed');
    });
    // What was finished is read back, not computed again.
    const files = stepFiles(out).filter((name) => name.endsWith('.json'));
    for (const [name, time] of written) expect(statSync(join(out, 'steps', name)).mtimeMs, name).toBe(time);
    for (const name of files) written.set(name, statSync(join(out, 'steps', name)).mtimeMs);
    if (!run) continue;
    isDone = true;
    expect(limit).toBeGreaterThan(3);
    expect(run.run.resumed).toBe(true);
    expect(numbers(run)).toBe(numbers(whole));
  }
  expect(readdirSync(join(out, 'steps')).sort()).toEqual([configHash(config), `${configHash(config)}.log`]);
  for (const name of ['trained-reduced-000', 'trained-faint-001', 'verdicts-faint', 'numbers-setup'])
    expect(written.has(`${configHash(config)}/${name}.json`), name).toBe(true);
});

test('another build computes anew, in a folder of its own; so does another config', async () => {
  const out = folder();
  const run = (seed = config.seed) => reproduce({ ...config, seed }, { only: ['choices'], out });
  const stepFolders = () => readdirSync(join(out, 'steps')).filter((name) => !name.endsWith('.log'));
  expect((await run()).run.resumed).toBe(false);
  expect((await run()).run.resumed).toBe(true);
  expect(stepFolders()).toHaveLength(1);
  vi.mocked(buildHash).mockReturnValue('fedcba9876543210');
  expect((await run()).run.resumed).toBe(false);
  expect(stepFolders()).toHaveLength(2);
  expect((await run(5)).run.resumed).toBe(false);
  expect(stepFolders()).toHaveLength(3);
});

test('a step that was kept is what the report shows, and a damaged one is named', async () => {
  const out = folder();
  const run = () => reproduce(config, { only: ['model-spectra'], out });
  await run();
  const [file] = stepFiles(out).filter((name) => name.endsWith('numbers-model-spectra.json'));
  writeFileSync(join(out, 'steps', file), '{"corners"');
  await expect(run()).rejects.toThrow(FileError);
  await expect(run()).rejects.toThrow(/numbers-model-spectra\.json: cannot be read back; remove this file/);
});

test('a signal that has fired stops a run before its first step', async () => {
  const out = folder();
  const signal = AbortSignal.abort(new Error('no time'));
  await expect(reproduce(config, { only, out, signal })).rejects.toThrow('no time');
  expect(stepFiles(out).filter((name) => name.endsWith('.json'))).toEqual([]);
});

test.each<[string, object, RegExp]>([
  ['only', { only: ['table9'] }, /no section "table9"; there are setup, choices, .*low-counts/],
  ['only', { only: 'setup' }, /^only is setup; a list of ids/],
  ['out', { out: 5 }, /^out is 5; the path of a folder/],
  ['signal', { signal: new AbortController() }, /^signal is .*; an AbortSignal/],
  ['onProgress', { onProgress: 'print' }, /^onProgress is print; a function/],
  ['threads', { threads: 0 }, /^threads is 0/],
])('an option %s that cannot be used is named', async (parameter, options, message) => {
  const run = reproduce(config, options);
  await expect(run).rejects.toThrow(ParameterError);
  await expect(run).rejects.toMatchObject({ parameter, message: expect.stringMatching(message) });
});

test('options that are none and a bad config are named', async () => {
  await expect(reproduce(config, 'out' as never)).rejects.toThrow(/^options is out; an object is needed/);
  await expect(reproduce(config, ['setup'] as never)).rejects.toThrow(/^options is setup; an object is needed/);
  await expect(reproduce(config, null as never)).rejects.toThrow(/^options is null; an object is needed/);
  await expect(reproduce({ ...config, iterations: 0 })).rejects.toThrow('iterations is 0');
});
