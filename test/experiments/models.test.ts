import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FigurePanel } from '../../ts/chart/types.js';
import { quickConfig } from '../../ts/experiments/config.js';
import type { Context, Experiment } from '../../ts/experiments/context.js';
import { Data } from '../../ts/experiments/data.js';
import { distributions } from '../../ts/experiments/distributions.js';
import { errors, medianWithInterval, splitByVerdict } from '../../ts/experiments/errors.js';
import { properties } from '../../ts/experiments/properties.js';
import { Steps } from '../../ts/experiments/steps.js';
import { trainedIteration } from '../../ts/experiments/trained.js';
import type { ReportSection } from '../../ts/report/types.js';

const folder = mkdtempSync(join(tmpdir(), 'xsift-experiments-'));
afterAll(() => rmSync(folder, { recursive: true }));

const config = quickConfig({
  spectraPerClass: 400,
  iterations: 2,
  cvSplits: 2,
  observed: { ...quickConfig().observed, standInSpectra: 200 },
  training: { ...quickConfig().training, epochs: 3 },
});

function contextOn(threads: number): { context: Context; steps: Steps } {
  const steps = new Steps(folder);
  const context: Context = {
    config,
    threads,
    data: new Data(config, { threads }),
    step: (name, work) => steps.run(name, work),
    trained: (set, iteration) => trainedIteration(context, set, iteration),
  };
  return { context, steps };
}

const all: Experiment[] = [properties, distributions, errors];
const first: Record<string, ReportSection> = {};

describe('experiments at a small size', () => {
  beforeAll(async () => {
    const { context } = contextOn(2);
    for (const experiment of all) first[experiment.id] = await experiment.run(context);
  }, 60_000);

  it('give each item an identifier of its own, a number or statement, and reasons without holes', () => {
    const items = all.flatMap(({ id }) => first[id].items);
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
    for (const item of items) {
      if (typeof item.ours === 'string') expect(item.ours, item.id).not.toMatch(/NaN|undefined/);
      else expect(Number.isFinite(item.ours.value), item.id).toBe(true);
      if (item.why !== undefined) expect(item.why, item.id).not.toMatch(/NaN|undefined/);
    }
  });

  it('draw the figures of the paper that are theirs', () => {
    const ids = all.flatMap(({ id }) => first[id].figures.map((figure) => figure.id));
    for (const number of [2, 3, 7, 8, 9, 10, 11, 12, 18]) expect(ids).toContain(`figure-${number}`);
  });

  it('have charts whose series are whole', () => {
    for (const { id } of all)
      for (const figure of first[id].figures) for (const panel of figure.panels) checkPanel(panel, figure.id);
  });

  it('come out the same when they are run again, on another number of threads, from finished steps', async () => {
    const { context, steps } = contextOn(1);
    expect(await errors.run(context)).toEqual(first.errors);
    expect(steps.resumed).toBeGreaterThanOrEqual(1);
  });

  it('count every source once among right and wrong', () => {
    const [table] = first.errors.tables;
    const total = table.rows.reduce((sum, row) => sum + Number(row[1]), 0);
    expect(first.errors.text[0]).toContain(`The ${total} test sources`);
  });
});

function checkPanel(panel: FigurePanel, id: string): void {
  if (panel.kind === 'heatmap') {
    expect(panel.values).toHaveLength(panel.y.names.length);
    for (const row of panel.values) expect(row, id).toHaveLength(panel.x.names.length);
  }
  if (panel.kind !== 'chart') return;
  for (const series of panel.series)
    for (const list of [series.y, series.xHigh, series.low, series.high])
      if (list) expect(list, `${id} ${series.name}`).toHaveLength(series.x.length);
}

describe('parts', () => {
  it('sources are split by class and verdict; half of the verdicts make an AGN', () => {
    const source = (isAgn: boolean, calledAgn: number) => ({ isAgn, calledAgn });
    const sources = [source(false, 0.4), source(false, 0.5), source(true, 0.5), source(true, 0.1)];
    expect(splitByVerdict(sources)).toEqual(sources.map((one) => [one]));
  });

  it('a median has an interval around it, and there is none of nothing', async () => {
    const { value, low, high } = await medianWithInterval([1, 2, 3, 4, 5, 6, 7, 8, 9], 1);
    expect(value).toBe(5);
    expect(low).toBeLessThan(5);
    expect(high).toBeGreaterThan(5);
    expect((await medianWithInterval([], 1)).value).toBeNaN();
  });
});
