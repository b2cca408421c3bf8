import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test, vi } from 'vitest';
import { configHash } from '../../ts/experiments/config.js';
import { Data } from '../../ts/experiments/data.js';
import { quickConfig, type ReproduceConfig, type ReproduceProgress, reproduce } from '../../ts/experiments/index.js';
import { iterationSplits, trainIteration } from '../../ts/experiments/trained.js';
import { pooledVerdicts } from '../../ts/experiments/verdicts.js';
import { netCounts } from '../../ts/index.js';
import type { Report } from '../../ts/report/index.js';

// A busy machine takes several times as long.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const config: ReproduceConfig = quickConfig({
  spectraPerClass: 200,
  iterations: 2,
  cvSplits: 2,
  ablationIterations: 2,
  ablationModels: 1,
  responseSpectra: 150,
  training: { ...quickConfig().training, epochs: 3, patience: 2 },
  observed: { perClass: 15, faintPerClass: 20, standInSpectra: 150 },
});
const only = ['choices', 'table1', 'dependence', 'low-counts', 'observed', 'own-field'];
const folder = () => mkdtempSync(join(tmpdir(), 'xsift-reproduce-'));
/** What must not depend on how the run went. */
const numbers = ({ config, results }: Report) => JSON.stringify({ config, results });

let whole: Report;
const progress: ReproduceProgress[] = [];
beforeAll(async () => {
  whole = await reproduce(config, { only, threads: 2, onProgress: (now) => progress.push(now) });
});

test('results come in the order of the list, with items, and progress ends at the total', () => {
  expect(whole.results.map(({ id }) => id)).toEqual(only);
  expect(whole.run.resumed).toBe(false);
  for (let i = 1; i < progress.length; i++) expect(progress[i].done).toBeGreaterThanOrEqual(progress[i - 1].done);
  const last = progress.at(-1)!;
  expect(last.done).toBeCloseTo(last.total, 6);
  const ids = whole.results.flatMap(({ items }) => items.map(({ id }) => id));
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ['F1.accuracy', 'F8.NPV', 'F9', 'H1', 'H11.70', 'H28', 'J13.leak', 'K2.choice', 'H16'])
    expect(ids).toContain(id);
});

test('every item that differs says why, and stand-ins are called so everywhere', () => {
  for (const { id, items, tables, figures } of whole.results)
    for (const item of items) {
      if (id === 'table1' && item.verdict === 'differs') expect(item.why, item.id).toBeTruthy();
      if (id !== 'observed') expect(item.verdict).not.toBe('stand-in');
      else expect(item.verdict).toBe('stand-in');
      if (id !== 'observed') continue;
      for (const table of tables) expect(table.isStandIn).toBe(true);
      for (const figure of figures)
        expect([figure.isStandIn, figure.caption]).toEqual([true, expect.stringMatching(/^Stand-in/)]);
    }
});

test('a run that is stopped again and again, on another number of threads, ends with the same bits', async () => {
  const out = folder();
  for (let most = 30; ; most += 30) {
    const stop = new AbortController();
    let steps = 0;
    const onProgress = () => {
      if (++steps === most) stop.abort(new Error('killed'));
    };
    const run = await reproduce(config, { only, out, threads: 1, signal: stop.signal, onProgress }).catch((error) => {
      expect(String(error)).toContain('killed');
    });
    if (!run) continue;
    expect(run.run.resumed).toBe(true);
    expect(numbers(run)).toBe(numbers(whole));
    break;
  }
  expect(readdirSync(join(out, 'steps')).sort()).toEqual([configHash(config), `${configHash(config)}.log`]);
});

test('datasets are cut as they say, in the band alone, of the same sources', async () => {
  const data = new Data(config, { threads: 1 });
  const [none, faint] = [await data.get('none'), await data.get('faint')];
  expect(none.dataset.channels).toBe(527);
  expect(none.dataset.backgroundCounts).toBeUndefined();
  expect(faint.dataset.backgroundCounts).toBeDefined();
  expect(Math.min(...netCounts(none.dataset))).toBeGreaterThan(100);
  expect(Math.min(...netCounts(faint.dataset))).toBeGreaterThan(1);
  for (const { dataset, netCounts: all } of [none, faint]) {
    const net = netCounts(dataset);
    net.forEach((counts, row) => {
      expect(counts).toBeCloseTo(all[dataset.labels[row] ? 'agn' : 'star'][dataset.source[row]], 9);
    });
  }
  const plain = await data.get('no-lines');
  const lines = (set: typeof none) => set.dataset.properties.EW.filter((width) => width > 0).length;
  expect([lines(plain), lines(none) > 20]).toEqual([0, true]);
});

test('pooled verdicts count each test set once', async () => {
  const data = new Data(config, { threads: 1 });
  const base = { config, data, threads: 1 };
  const kept = new Map<number, Awaited<ReturnType<typeof trainIteration>>>();
  const context = {
    ...base,
    step: async <T>(_: string, work: () => Promise<T> | T) => work(),
    trained: async (_: string, i: number) => {
      if (!kept.has(i)) kept.set(i, await trainIteration(base, 'none', i));
      return { iteration: i, ...kept.get(i)! };
    },
  };
  const { asked, calledAgn, histogram } = await pooledVerdicts(context, 'none');
  const { dataset } = await data.get('none');
  const tests = [0, 1].flatMap((i) => [...iterationSplits(dataset, config, i).test]);
  const total = asked.reduce((sum, n) => sum + n, 0);
  expect(total).toBe(tests.length * config.cvSplits);
  expect([...histogram.star, ...histogram.agn].reduce((sum, n) => sum + n, 0)).toBe(total);
  for (const row of tests) expect(asked[row]).toBeGreaterThan(0);
  calledAgn.forEach((called, row) => {
    expect(called).toBeLessThanOrEqual(asked[row]);
  });
});

test('an unknown experiment is refused, naming those that are there', async () => {
  await expect(reproduce(config, { only: ['table9'] })).rejects.toThrow(/no experiment "table9".*table1/);
});
