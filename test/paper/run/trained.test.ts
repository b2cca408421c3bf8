import { expect, test, vi } from 'vitest';
import { selectRows } from '../../../ts/index.js';
import { confusionMatrix, metricsOf } from '../../../ts/metrics/index.js';
import { pooledVerdicts } from '../../../ts/paper/run/pooledVerdicts.js';
import { fromColumns, testSources } from '../../../ts/paper/run/testSources.js';
import { iterationSplits } from '../../../ts/paper/run/trained.js';
import { smallConfig, smallContext } from '../smallRun.js';

// A busy machine takes several times as long.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const config = smallConfig();
const context = smallContext(config);

test("a model's metrics are those of its probabilities on sources that it did not see", async () => {
  const { dataset } = await context.data.get('none');
  const weights = new Set<string>();
  for (let i = 0; i < config.iterations; i++) {
    const { iteration, classifiers, models } = await context.trained('none', i);
    expect([iteration, classifiers.length, models.length]).toEqual([i, 2, 2]);
    const { test: rows, splits } = iterationSplits(dataset, config, i);
    const seen = new Set(splits.flatMap(({ train, validation }) => [...train, ...validation]));
    expect([...rows].filter((row) => seen.has(row))).toEqual([]);
    expect(seen.size + rows.length).toBe(dataset.count);
    expect(rows.length / dataset.count).toBeCloseTo(config.testShare, 1);
    const spectra = selectRows(dataset, rows);
    for (const [k, classifier] of classifiers.entries()) {
      const { probabilities } = await classifier.predict(spectra, { threads: 1 });
      const called = Array.from(rows, (_, row) => Number(probabilities[2 * row + 1] >= 0.5));
      expect(models[k].metrics).toEqual(metricsOf(confusionMatrix(spectra.labels, called)));
      expect(models[k].epochsRun).toBe(3);
      weights.add(`${classifier.model.network.weights.slice(0, 3)}`);
    }
  }
  expect(weights.size).toBe(4);
});

test('pooled verdicts count each test set once', async () => {
  const { asked, calledAgn, probability, histogram } = await pooledVerdicts(context, 'none');
  const { dataset } = await context.data.get('none');
  const tests = [0, 1].flatMap((i) => [...iterationSplits(dataset, config, i).test]);
  const total = asked.reduce((sum, n) => sum + n, 0);
  expect(total).toBe(tests.length * config.cvSplits);
  const sum = (numbers: readonly number[]) => numbers.reduce((before, n) => before + n, 0);
  expect(sum(histogram.star) + sum(histogram.agn)).toBe(total);
  expect(sum(histogram.agn)).toBe(sum([...asked].filter((_, row) => dataset.labels[row] === 1)));
  asked.forEach((times, row) => {
    expect(times).toBe(config.cvSplits * tests.filter((tested) => tested === row).length);
    expect(calledAgn[row]).toBeLessThanOrEqual(times);
    if (times === 0) expect(probability[row]).toBeNaN();
    else expect(probability[row]).toBeGreaterThanOrEqual(0);
  });
});

test('test sources are those that were asked, with their share of verdicts and their properties', async () => {
  const { asked, calledAgn } = await pooledVerdicts(context, 'none');
  const { dataset } = await context.data.get('none');
  const sources = fromColumns(await testSources(context, 'none'));
  expect(sources.map(({ row }) => row)).toEqual([...asked.keys()].filter((row) => asked[row] > 0));
  for (const source of sources) {
    expect(source.calledAgn).toBe(calledAgn[source.row] / asked[source.row]);
    expect(source.isAgn).toBe(dataset.labels[source.row] === 1);
    expect(source.kT1).toBe(source.isAgn ? Number.NaN : dataset.properties.kT1[source.row]);
    expect(source.backgroundRatio).toBe(0);
    expect(source.netCounts).toBeGreaterThan(config.minimumNetCounts);
  }
});
