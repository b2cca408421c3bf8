import { beforeAll, describe, expect, it } from 'vitest';
import { binaryCrossEntropy, layersOf, softmax, twoNodeCrossEntropy } from '../../ts/experiments/byHand.js';
import { quickConfig, type ReproduceConfig } from '../../ts/experiments/config.js';
import type { Context } from '../../ts/experiments/context.js';
import { Data } from '../../ts/experiments/data.js';
import { setup } from '../../ts/experiments/setup.js';
import { setupDatasets } from '../../ts/experiments/setupDatasets.js';
import { structureOf } from '../../ts/experiments/setupSources.js';
import { dispersion } from '../../ts/experiments/setupSpectra.js';
import { Steps } from '../../ts/experiments/steps.js';
import { trainedIteration } from '../../ts/experiments/trained.js';
import type { ReportItem, ReportSection } from '../../ts/report/types.js';

const config = quickConfig({
  spectraPerClass: 500,
  iterations: 2,
  cvSplits: 2,
  responseSpectra: 100,
  training: { ...quickConfig().training, epochs: 20 },
});

function contextOf(own: ReproduceConfig): Context {
  const steps = new Steps();
  const trained = new Map<string, ReturnType<typeof trainedIteration>>();
  const context: Context = {
    config: own,
    threads: 1,
    data: new Data(own, { threads: 1 }),
    step: (name, work) => steps.run(name, work),
    trained(set, iteration) {
      const key = `${set} ${iteration}`;
      if (!trained.has(key)) trained.set(key, trainedIteration(context, set, iteration));
      return trained.get(key)!;
    },
  };
  return context;
}

const find = (items: readonly ReportItem[], id: string): ReportItem => items.find((item) => item.id === id)!;

describe('the section on the setup', () => {
  let result: ReportSection;
  beforeAll(async () => {
    result = await setup.run(contextOf(config));
  }, 120_000);

  it('has the items of the paper, each once and without holes', () => {
    const ids = result.items.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const wanted =
      'B1 B2 B3 B4 B5 B7 B9 B10 B12 B13 B14 B15 B16 C1 C2 C3 C4 C5 C6 C7 D1 D2 D3 D4 D5 D8 D9 D10 E1 E2 E3 E4 E5';
    for (const id of `${wanted} H24 J2 J3 J4 J5 J6 J7 J8 J14`.split(' '))
      expect(ids.filter((own) => own.split('.')[0] === id).length, id).toBeGreaterThan(0);
    for (const { id, ours, why = '' } of result.items) {
      expect(typeof ours === 'string' ? ours : String(ours.value), id).not.toMatch(/NaN|undefined|none drawn/);
      expect(why, id).not.toMatch(/NaN|undefined/);
    }
  });

  it('passes but for what the package does not have, and says why there', () => {
    const differing = result.items.filter(({ verdict }) => verdict === 'differs');
    expect(differing.map(({ id }) => id)).toEqual(['B8.model', 'B14', 'B12', 'C2', 'C5']);
    for (const { id, why } of differing) expect(why, id).toBeTruthy();
  });

  it('tells another exposure, flux scale or cut from those of the paper', async () => {
    const other = { ...config, exposure: 5e5, reducedFluxScale: 5, minimumNetCounts: 50 };
    const { items } = await setupDatasets(contextOf(other));
    for (const id of ['B13.exposure', 'C1', 'C3', 'C3.ratio', 'C4', 'C6', 'C7'])
      expect(find(items, id).verdict, id).toBe('differs');
    expect(find(items, 'B13.exposure').ours).toBe('500 ks');
  }, 60_000);
});

describe('its parts', () => {
  it('tell a Poisson draw from one with the right mean alone', () => {
    const means = Float64Array.from({ length: 400 }, () => 4);
    const even = dispersion(means, means);
    expect(even.mean.value).toBe(1);
    expect(even.variance.value).toBe(0);
    expect(even.variance.sd).toBeCloseTo(Math.sqrt(2 / 400 + 1 / 1600), 12);
    const wide = means.map((_, i) => (i % 2 ? 0 : 8));
    expect(dispersion(wide, means).variance.value).toBe(4);
  });

  it('read the structure of a model', () => {
    expect(structureOf('cflux(0.5,10,-14)*tbabs*(apec(1,0.3,0,1)+apec(1,0.3,0,1))', false)).toBe('tbabs*(apec+apec)');
    expect(structureOf('tbabs*pegpwrlw(1.8, 1e-5) + cflux*tbabs')).toBe('tbabs*pegpwrlw+cflux*tbabs');
  });

  it('take a network apart in the order of its file', () => {
    const [hidden, output] = layersOf([2, 3, 1], [1, 2, 3, 4, 5, 6, 10, 20, 30, 7, 8, 9, 40]);
    expect(hidden).toMatchObject({ kernel: [1, 2, 3, 4, 5, 6], bias: [10, 20, 30] });
    expect(output).toMatchObject({ inputs: 3, nodes: 1, kernel: [7, 8, 9], bias: [40] });
  });

  it('have one cross-entropy for both forms where the nodes sum to 1, and not elsewhere', () => {
    const pairs = [softmax([0.3, -1.2]), softmax([-2, 1]), softmax([4, 4])];
    const labels = [0, 0, 1];
    const one = binaryCrossEntropy(
      labels,
      pairs.map(([, agn]) => agn),
    );
    expect(one).toBeCloseTo((Math.log1p(Math.exp(-1.5)) + Math.log1p(Math.exp(3)) + Math.log(2)) / 3, 12);
    expect(twoNodeCrossEntropy(labels, pairs)).toBeCloseTo(one, 12);
    expect(twoNodeCrossEntropy([1], [[0.5, 0.9]])).not.toBeCloseTo(binaryCrossEntropy([1], [0.9]), 3);
  });
});
