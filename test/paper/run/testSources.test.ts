import { expect, test } from 'vitest';
import type { Context } from '../../../ts/paper/run/context.js';
import { fromColumns, sourcesIn, testSources, toColumns } from '../../../ts/paper/run/testSources.js';
import { agn, madeDataset, stars } from '../madeSources.js';

test('net counts and the background of a source are those of 0.3-8 keV', () => {
  const dataset = madeDataset({
    // Channels of 0.2 keV to 0.3, two in the band, one above it.
    edges: [0.2, 0.3, 4, 8, 9],
    labels: [1, 0],
    counts: [
      [100, 40, 60, 100],
      [100, 5, 15, 100],
    ],
    backgroundCounts: [
      [100, 30, 50, 100],
      [0, 0, 0, 0],
    ],
    backgroundScale: [0.25, 1],
    properties: { nH: [2, 3], z: [1.5, Number.NaN] },
  });
  const [first, second] = sourcesIn(dataset, [0.75, 0.25]);
  // 100 counts, of which 0.25 x 80 are background.
  expect(first).toMatchObject({
    row: 0,
    isAgn: true,
    calledAgn: 0.75,
    netCounts: 80,
    backgroundRatio: 0.25,
    nH: 2,
    z: 1.5,
  });
  expect(first.Gamma).toBeNaN();
  expect(second).toMatchObject({ row: 1, isAgn: false, calledAgn: 0.25, netCounts: 20, backgroundRatio: 0, nH: 3 });
});

test('columns hold what sources hold', () => {
  const sources = [...stars(2, 1, { netCounts: 7, nH: 3 }), ...agn(1, 1, { EW: 900, cThick: 1 })];
  expect(fromColumns(toColumns(sources))).toEqual(sources);
  expect(fromColumns(toColumns([]))).toEqual([]);
});

test('test sources are those that a model was asked of, with the share of the models that called them AGN', async () => {
  const dataset = madeDataset({
    edges: [1, 2],
    labels: [1, 0, 1],
    counts: [[5], [6], [7]],
    properties: { nH: [2, 3, 4] },
  });
  const asked: string[] = [];
  const context = {
    config: { iterations: 2 },
    data: { get: async () => ({ dataset }) },
    trained: async (set: string, iteration: number) => asked.push(`${set} ${iteration}`),
    step: async (name: string) => {
      asked.push(name);
      return { asked: [1, 0, 4], calledAgn: [1, 0, 3] };
    },
  } as unknown as Context;
  const sources = fromColumns(await testSources(context, 'faint'));
  expect(asked).toEqual(['faint 0', 'faint 1', 'verdicts-faint']);
  expect(sources).toMatchObject([
    { row: 0, calledAgn: 1, netCounts: 5, nH: 2, isAgn: true },
    { row: 2, calledAgn: 0.75, netCounts: 7, nH: 4, isAgn: true },
  ]);
  expect(sources).toHaveLength(2);
});
