import { beforeAll, expect, test, vi } from 'vitest';
import { type Dataset, netCounts, selectRows } from '../../ts/index.js';
import { confusionMatrix, metricsOf } from '../../ts/metrics/index.js';
import { quickConfig } from '../../ts/paper/index.js';
import type { Context } from '../../ts/paper/run/context.js';
import { SimulatedData } from '../../ts/paper/run/data.js';
import { runSection } from '../../ts/paper/run/reproduce.js';
import type { Section } from '../../ts/paper/run/section.js';
import { Steps } from '../../ts/paper/run/steps.js';
import { iterationSplits, trainedIteration } from '../../ts/paper/run/trained.js';
import { repeated } from '../../ts/paper/run/variants.js';
import { ceiling } from '../../ts/paper/sections/ceiling/index.js';
import { grid } from '../../ts/paper/sections/grid/index.js';
import { inputs } from '../../ts/paper/sections/inputs/index.js';
import { learningCurve } from '../../ts/paper/sections/learningCurve/index.js';
import { ownField } from '../../ts/paper/sections/ownField/index.js';
import { changedResponse } from '../../ts/paper/sections/response/index.js';
import { table1 } from '../../ts/paper/sections/table1/index.js';
import { weights } from '../../ts/paper/sections/weights/index.js';
import { meanWeight, peakEnergy, roughness } from '../../ts/paper/statistics/firstLayer.js';
import type { FigurePanel } from '../../ts/report/index.js';

// What the sections on trained networks compute, at a small size: from the data itself, or one section against another.
// A busy machine takes several times as long.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const config = quickConfig({
  ...{
    spectraPerClass: 400,
    responseSpectra: 200,
    iterations: 2,
    cvSplits: 2,
    ablationIterations: 3,
    ablationModels: 1,
  },
  grid: { nodes: [2, 10], l1: [1e-4, 1e-3], cvSplits: 2 },
  learningCurve: { sizes: [300, 100, 1_000_000], repeats: 2 },
  observed: { ...quickConfig().observed, standInSpectra: 200 },
  training: { ...quickConfig().training, epochs: 3 },
});

/** A context that keeps finished steps in memory, as `reproduce` does on disk; and how often a step was not there yet. */
function contextOn(threads: number) {
  const kept = new Map<string, unknown>();
  const plain = new Steps();
  const context: Context = {
    ...{ config, threads, data: new SimulatedData(config, { threads }) },
    async step<T>(name: string, work: () => Promise<T> | T) {
      if (!kept.has(name)) kept.set(name, await plain.run(name, work));
      return kept.get(name) as T;
    },
    trained: (set, iteration) => trainedIteration(context, set, iteration),
  };
  return { context, kept };
}

const { context, kept } = contextOn(2);
async function computeAll(from: Context) {
  return {
    table1: await table1.compute(from),
    weights: await weights.compute(from),
    response: await changedResponse.compute(from),
    grid: await grid.compute(from),
    learningCurve: await learningCurve.compute(from),
    inputs: await inputs.compute(from),
    ownField: await ownField.compute(from),
  };
}
let numbers: Awaited<ReturnType<typeof computeAll>>;
beforeAll(async () => {
  numbers = await computeAll(context);
});

const dataset = async (name: Parameters<Context['data']['get']>[0]): Promise<Dataset> =>
  (await context.data.get(name)).dataset;
const middle = (values: Iterable<number>) => {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
};

test('all numbers are the same on another number of threads', async () => {
  const again = await computeAll(contextOn(1).context);
  expect(again).toEqual(numbers);
});

test('sections give items with codes of their own, and no hole in a number, a text or a reason', async () => {
  const sections: Section<unknown>[] = [
    table1,
    weights,
    changedResponse,
    grid,
    learningCurve,
    inputs,
    ownField,
    ceiling,
  ];
  const results = [];
  for (const section of sections) results.push(await runSection(section, context, new Steps()));
  const items = results.flatMap((result) => result.items);
  expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
  for (const { id, ours, why = '', verdict } of items) {
    if (typeof ours === 'string') expect(ours, id).not.toMatch(/NaN|undefined/);
    else expect(Number.isFinite(ours.value), id).toBe(true);
    expect(why, id).not.toMatch(/NaN|undefined/);
    if (verdict === 'differs' && id.startsWith('F')) expect(why, id).not.toBe('');
  }
  const figures = results.flatMap((result) => result.figures);
  expect(figures.map(({ id }) => id)).toEqual([
    ...['figure-16', 'figure-21', 'figure-22', 'figure-x-roughness', 'figure-23', 'figure-x-ceiling'],
  ]);
  for (const figure of figures) for (const panel of figure.panels) checkPanel(panel, figure.id);
});

function checkPanel(panel: FigurePanel, id: string): void {
  if (panel.kind === 'heatmap') {
    expect(panel.values).toHaveLength(panel.y.names.length);
    for (const row of panel.values) expect(row, id).toHaveLength(panel.x.names.length);
  }
  if (panel.kind !== 'chart') return;
  for (const series of panel.series)
    for (const list of [series.y, series.low, series.high])
      if (list) expect(list, `${id} ${series.name}`).toHaveLength(series.x.length);
}

test("Table 1's metrics are those of the models' probabilities on sources that they did not see", async () => {
  const spectra = await dataset('faint');
  const row = numbers.table1[3];
  expect(row.set).toBe('faint');
  for (const [i, { models }] of row.iterations.entries()) {
    const { classifiers } = await context.trained('faint', i);
    const { test: rows, splits } = iterationSplits(spectra, config, i);
    const seen = new Set(splits.flatMap(({ train, validation }) => [...train, ...validation]));
    expect([...rows].filter((testRow) => seen.has(testRow))).toEqual([]);
    expect(seen.size + rows.length).toBe(spectra.count);
    expect(rows.length / spectra.count).toBeCloseTo(config.testShare, 1);
    expect(models).toHaveLength(config.cvSplits);
    const tested = selectRows(spectra, rows);
    for (const [k, classifier] of classifiers.entries()) {
      const { probabilities } = await classifier.predict(tested, { threads: 1 });
      const called = Array.from(rows, (_, spectrum) => Number(probabilities[2 * spectrum + 1] >= 0.5));
      expect(models[k].metrics).toEqual(metricsOf(confusionMatrix(tested.labels, called)));
      expect(models[k].epochsRun).toBe(classifier.model.training.epochsRun);
    }
  }
});

test('Table 1 counts spectra, AGN and the brightness of all simulated sources', async () => {
  const { dataset: spectra, netCounts: allNetCounts } = await context.data.get('observed');
  const row = numbers.table1.find(({ set }) => set === 'observed')!;
  expect(row.spectra).toBe(spectra.count);
  expect(row.agn).toBe(spectra.labels.filter((label) => label === spectra.classes.indexOf('agn')).length);
  expect(row.brightness).toBeCloseTo(middle(allNetCounts.star) / middle(allNetCounts.agn), 9);
});

test('variants have as many models as the main run that they are compared with, and other results', () => {
  expect(repeated(config)).toEqual({ iterations: 2, models: 1 });
  expect(repeated({ ...config, ablationIterations: 1, ablationModels: 9 })).toEqual({ iterations: 1, models: 2 });
  for (const { base, variants, iterations } of numbers.table1) {
    expect(base).toEqual(iterations.map(({ models }) => ({ models: models.slice(0, 1) })));
    for (const variant of Object.values(variants)) {
      expect(variant.map(({ models }) => models.length)).toEqual([1, 1]);
      expect(variant).not.toEqual(base);
    }
  }
});

test('the conventions of the inputs are the main run, its variants, and none twice', () => {
  for (const { set, base, variants } of numbers.table1) {
    const tried = numbers.inputs[set];
    expect(tried['total counts']).toEqual(base);
    expect(tried['total counts, standardised']).toEqual(variants.standardised);
    expect(tried['unit sum, standardised']).toEqual(variants.packageInput);
  }
  // Without background net and total counts are one and the same.
  expect(numbers.inputs.none['net counts']).toEqual(numbers.inputs.none['total counts']);
  expect(numbers.inputs.observed['net counts']).not.toEqual(numbers.inputs.observed['total counts']);
  const trained = [...kept.keys()].filter((name) => /^variant-input-.*-observed-000$/.test(name));
  expect(trained).toHaveLength(8);
});

test('networks are tested through the later response and that of the training', async () => {
  for (const set of ['test-later', 'test-shared'] as const) {
    const spectra = await dataset(set);
    const { classifiers } = await context.trained('reduced', 1);
    const net = netCounts(spectra);
    expect(Math.min(...net)).toBeGreaterThan(config.minimumNetCounts);
    for (const [k, classifier] of classifiers.entries()) {
      const { verdicts } = await classifier.predict(spectra, { threads: 1 });
      const right = verdicts.reduce((sum, verdict, i) => sum + Number(verdict === spectra.labels[i]), 0);
      expect(numbers.response.tested[1][set][k].metrics.accuracy).toBeCloseTo(right / spectra.count, 12);
    }
    expect(numbers.response.spectra[set].count).toBe(spectra.count);
    const hardness = (label: number) =>
      middle(
        Array.from(spectra.labels.keys())
          .filter((row) => spectra.labels[row] === label)
          .map((row) => {
            let [above, whole] = [0, 0];
            for (let c = 0; c < spectra.channels; c++) {
              whole += spectra.counts[row * spectra.channels + c];
              if (spectra.eMin[c] + spectra.eMax[c] >= 4) above += spectra.counts[row * spectra.channels + c];
            }
            return above / whole;
          }),
      );
    const { star, agn } = numbers.response.spectra[set].hardness;
    expect([star, agn]).toEqual([expect.closeTo(hardness(0), 9), expect.closeTo(hardness(1), 9)]);
  }
  const { 'test-shared': before, 'test-later': after } = numbers.response.spectra;
  expect(after.hardness.star).toBeGreaterThan(before.hardness.star);
});

test('networks of both trainings are tested through one response, own-field and swapped ones', () => {
  const { reduced, 'own-field': trained } = numbers.ownField;
  // The first model of each iteration is the one that section 3.6 tests.
  for (const [i, applied] of reduced.entries())
    expect(applied['test-shared']).toEqual(numbers.response.tested[i]['test-shared'].slice(0, 1));
  expect(trained.map((applied) => applied['test-own-field'].length)).toEqual([1, 1]);
  expect(trained).not.toEqual(reduced);
  // Own-field and swapped responses differ in both classes, own-field and shared ones in stars alone.
  for (const applied of [...reduced, ...trained]) {
    const [shared, ownResponse, swapped] = [applied['test-shared'], applied['test-own-field'], applied['test-swapped']];
    expect(ownResponse[0].metrics.recall).toBe(shared[0].metrics.recall);
    expect(swapped[0].metrics.tnr).toBe(shared[0].metrics.tnr);
  }
});

test('weights are numbers of the first layers', async () => {
  const { networks, layer, shares, convention } = numbers.weights;
  expect(convention).toEqual(config.input);
  expect([networks.withLines.length, networks.withoutLines.length]).toEqual([2, 2]);
  const first = networks.withLines[0];
  expect(first.hard).toBe(meanWeight(layer, [2, 8]));
  expect(first.peak).toBe(peakEnergy(layer));
  expect(first.relative[1]).toBe(meanWeight(layer, [0.8, 1.4]) / meanWeight(layer, [0.3, 8]));
  expect(first.relative[4]).toBe(meanWeight(layer, [4, 8]) / meanWeight(layer, [0.3, 8]));
  expect(layer.energy).toHaveLength(527);
  expect(networks.withoutLines).not.toEqual(networks.withLines);
  // Three, if a cross-validation has so many.
  expect([shares.withLines.length, shares.withoutLines.length]).toEqual([2, 2]);
  expect(Math.min(...shares.withLines, ...shares.withoutLines)).toBeGreaterThan(0);
  expect(shares.withoutLines).not.toEqual(shares.withLines);
});

test('the grid has a cell for each combination, and the weights of the rough one', () => {
  const { cells, rough } = numbers.grid;
  expect(cells.map(({ nodes, l1 }) => [nodes, l1])).toEqual([
    [2, 1e-4],
    [10, 1e-4],
    [2, 1e-3],
    [10, 1e-3],
  ]);
  expect([rough.nodes, rough.l1, rough.layer.nodes.length]).toEqual([10, 1e-4, 10]);
  const { sum, relative } = roughness(rough.layer.nodes);
  expect([cells[1].roughness[0], cells[1].relativeRoughness[0]]).toEqual([sum, relative]);
  for (const cell of cells)
    for (const list of [cell.simulated, cell.observed, cell.roughness, cell.relativeRoughness, cell.epochs])
      expect(list).toHaveLength(2);
  // Accuracies are whole numbers of spectra.
  for (const { simulated, tested } of cells) {
    const right = (simulated[1] * tested) / 100;
    expect(right).toBeCloseTo(Math.round(right), 9);
    expect(simulated[1]).toBeGreaterThan(50);
  }
});

test('the learning curve leaves out sizes that there are no spectra for, and tests on what it never trains on', async () => {
  const spectra = await dataset('reduced');
  const { pool, tested, points } = numbers.learningCurve;
  expect(points.map(({ size }) => size)).toEqual([100, 300]);
  expect(tested).toBe(iterationSplits(spectra, config, 0).test.length);
  expect(pool).toBe(spectra.count - tested);
  for (const { test: accuracies, train } of points) {
    expect([accuracies.length, train.length]).toEqual([2, 2]);
    expect(accuracies[0]).not.toBe(accuracies[1]);
    for (const accuracy of accuracies)
      expect((accuracy * tested) / 100).toBeCloseTo(Math.round((accuracy * tested) / 100), 9);
    for (const accuracy of train) expect(accuracy).toBeGreaterThan(1);
  }
  expect([...kept.keys()].filter((name) => name.startsWith('learning-curve'))).toEqual([
    'learning-curve-100',
    'learning-curve-300',
  ]);
});
