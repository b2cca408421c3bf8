import { describe, expect, it, test } from 'vitest';
import { quickConfig, type ReproduceConfig } from '../../../ts/paper/index.js';
import { type Cell, nearestCell } from '../../../ts/paper/sections/grid/cells.js';
import type { GridNumbers } from '../../../ts/paper/sections/grid/compute.js';
import { draw } from '../../../ts/paper/sections/grid/draw.js';
import { judge } from '../../../ts/paper/sections/grid/judge.js';

const nodes = [5, 10, 20];
const l1 = [1e-5, 1e-4, 1e-3, 1e-2];
const config = quickConfig({ grid: { nodes, l1, cvSplits: 2 } });
const withObserved: ReproduceConfig = { ...config, observed: { ...config.observed, folder: 'spectra' } };

/** Two splits around a mean: standard deviation d sqrt(2), error of the mean d. */
const around = (mean: number, d: number) => [mean - d, mean + d];

type Changes = Record<string, Partial<Cell>>;
/** All cells, alike but for those given as 'nodes lambda'. */
function numbers(changes: Changes = {}, counts = nodes, lambdas = l1): GridNumbers {
  const plain = {
    ...{ simulated: around(80, 0.5), observed: around(70, 0.5), roughness: around(9, 1) },
    ...{ relativeRoughness: around(1.2, 0.1), epochs: [10, 12], tested: 1600 },
  };
  const cells = lambdas.flatMap((lambda) =>
    counts.map((count): Cell => ({ nodes: count, l1: lambda, ...plain, ...changes[`${count} ${lambda}`] })),
  );
  const layer = { energy: Float64Array.of(1, 2), nodes: [Float64Array.of(1, -1)] };
  return { cells, rough: { nodes: 20, l1: 1e-4, layer } };
}
function judged(given: GridNumbers, used = config) {
  const { items, text, tables } = judge(given, used);
  return { items, text, table: tables![0], item: (id: string) => items.find((item) => item.id === id)! };
}

test('the nearest cell counts factors of nodes and lambda', () => {
  const { cells } = numbers();
  expect(nearestCell(cells, 10, 1e-3)).toMatchObject({ nodes: 10, l1: 1e-3 });
  expect(nearestCell(cells, 13, 2e-5)).toMatchObject({ nodes: 10, l1: 1e-5 });
  expect(nearestCell(cells, 100, 0.03)).toMatchObject({ nodes: 20, l1: 1e-2 });
  // Of two as near the first.
  expect(nearestCell(numbers({}, [5, 20]).cells, 10, 1e-3)).toMatchObject({ nodes: 5 });
  // No L1 term at all is far from any.
  expect(nearestCell(numbers({}, [10], [0, 1e-2]).cells, 10, 1e-5)).toMatchObject({ l1: 1e-2 });
});

describe('a gain of more nodes at the lambda of the paper and more', () => {
  const nodesItem = (changes: Changes, id = 'H25.nodes') => judged(numbers(changes)).item(id);

  it('is none within twice the standard deviations of the splits of both', () => {
    // Standard deviations 0.4 sqrt(2) and 0.3 sqrt(2): 2 sqrt(0.32 + 0.18) = 1.41; errors of the means 0.4 and 0.3.
    const chosen = { simulated: around(80, 0.3) };
    const gain = (by: number, cell = '20 0.001') =>
      nodesItem({ '10 0.001': chosen, [cell]: { simulated: around(80 + by, 0.4) } });
    expect(gain(1.4)).toMatchObject({
      what: 'gain in accuracy on simulated spectra of more than 10 nodes at lambda of 0.001 and more, over 10 nodes, lambda 0.001',
      ours: '1.40 ± 0.50 % (20 nodes, lambda 0.001); no gain: within 2 sqrt(sd^2 + sd^2) of the splits, 1.41 %',
      verdict: 'pass',
    });
    expect(gain(1.42)).toMatchObject({ verdict: 'differs' });
    expect(gain(3, '20 0.01')).toMatchObject({
      ours: expect.stringContaining('(20 nodes, lambda 0.01)'),
      verdict: 'differs',
    });
  });

  it('is not that of smaller lambda, nor that of as few nodes', () => {
    for (const cell of ['20 0.0001', '10 0.01', '5 0.001'])
      expect(nodesItem({ [cell]: { simulated: around(90, 0.1) } }), cell).toMatchObject({
        ours: expect.stringMatching(/^0\.00 ± 0\.71 % \(10 nodes, lambda 0\.001\)/),
        verdict: 'pass',
      });
  });

  it('does not change with what is better at smaller lambda', () => {
    const item = nodesItem({
      '5 0.0001': { simulated: around(95, 0.1) },
      '20 0.001': { simulated: around(80.5, 0.5) },
    });
    expect(item).toMatchObject({ ours: expect.stringMatching(/^0\.50 ± 0\.71 %/), verdict: 'pass' });
    // Its standard deviation is not that of the comparison either.
    const wide = { '5 0.0001': { simulated: around(95, 9) }, '20 0.001': { simulated: around(84, 0.5) } };
    expect(nodesItem(wide)).toMatchObject({
      ours: expect.stringMatching(/of the splits, 2\.00 %$/),
      verdict: 'differs',
    });
  });

  it('says which combination is the best of all', () => {
    const { item } = judged(
      numbers({ '20 0.001': { simulated: around(85, 0.1) }, '5 0.0001': { simulated: around(86, 0.4) } }),
    );
    expect(item('H25.nodes').why).toMatch(
      /^5 nodes with lambda 0\.0001 have the best accuracy of all \(86\.0 ± 0\.6 %, 10 nodes, lambda 0\.001 80\.0 ± 0\.7 %\)/,
    );
    expect(item('H25.lambda')).toMatchObject({
      what: 'best accuracy of all combinations on simulated spectra: 5 nodes, lambda 0.0001; over 10 nodes, lambda 0.001',
      unit: '%',
      ours: { value: expect.closeTo(6, 9), sd: expect.closeTo(Math.hypot(0.4, 0.5), 9) },
      verdict: 'reported',
    });
  });

  it('is judged on observed spectra, and compared on their stand-in', () => {
    const changes = { '20 0.01': { observed: around(75, 0.5) }, '20 0.001': { simulated: around(90, 0.5) } };
    expect(judged(numbers(changes)).item('H25.observed')).toMatchObject({
      what: 'the same gain on the stand-in for observed spectra',
      ours: '5.00 ± 0.71 % (20 nodes, lambda 0.01)',
      verdict: 'stand-in',
    });
    const { item, text, table } = judged(numbers(changes), withObserved);
    expect(item('H25.observed')).toMatchObject({ what: 'the same gain on observed spectra', verdict: 'differs' });
    // 20 % more on simulated spectra, or a wide scatter there, is nothing to observed ones.
    const onSimulated = (d: number, by: number) =>
      judged(numbers({ '20 0.001': { simulated: around(100, d), observed: around(70 + by, 0.1) } }), withObserved).item(
        'H25.observed',
      ).verdict;
    expect([onSimulated(0.1, 0.1), onSimulated(9, 5)]).toEqual(['pass', 'differs']);
    expect(text[0]).toContain('and on the observed spectra.');
    expect([table.isStandIn, table.columns[3]]).toEqual([undefined, 'observed']);
  });

  it('is over the cell that is nearest to 10 nodes and lambda 0.001', () => {
    expect(judged(numbers({}, [9, 12], [8e-4, 1.4e-3])).item('H25.lambda').what).toMatch(
      /over 9 nodes, lambda 0\.0008$/,
    );
  });

  it('cannot be told without more nodes', () => {
    expect(judged(numbers({}, [5, 10])).items.map(({ id }) => id)).toEqual(['H25.sd', 'H26', 'H26.sum']);
  });
});

describe('the scatter over the splits', () => {
  /** Half differences of the splits of the cells below lambda 0.001, and of those from it on. */
  const spread = (weak: number, strong: number) =>
    judged(
      numbers(
        Object.fromEntries(
          l1.flatMap((lambda) =>
            nodes.map((count) => [`${count} ${lambda}`, { simulated: around(80, lambda < 1e-3 ? weak : strong) }]),
          ),
        ),
      ),
    ).item('H25.sd');

  it('is larger for small lambda if by two errors, which six cells of two splits leave', () => {
    // sd = d sqrt(2), its error sd / sqrt(2 * 6): 1.5 - 1 against 2 sqrt(1.5^2 + 1) / sqrt(12) = 1.04.
    expect(spread(1.5 / Math.SQRT2, 1 / Math.SQRT2)).toMatchObject({
      what: 'standard deviation of the accuracy over the splits, lambda below 0.001 and from it on',
      ours: '1.50 ± 0.43 % and 1.00 ± 0.29 %; larger: by two errors',
      verdict: 'differs',
    });
    // s - 1 = 2 sqrt(s^2 + 1) / sqrt(12) at s = 2.618.
    expect(spread(2.6 / Math.SQRT2, 1 / Math.SQRT2).verdict).toBe('differs');
    expect(spread(2.64 / Math.SQRT2, 1 / Math.SQRT2).verdict).toBe('pass');
    expect(spread(1 / Math.SQRT2, 3 / Math.SQRT2).verdict).toBe('differs');
  });

  it('is the root of the mean square over cells', () => {
    const { item } = judged(numbers({ '5 0.01': { simulated: around(80, Math.sqrt(6.5)) } }));
    // Variances of six cells from lambda 0.001 on: 13 and five times 0.5; their mean is 2.58.
    expect(item('H25.sd').ours).toMatch(/^0\.71 ± 0\.20 % and 1\.61 ± 0\.46 %/);
  });

  it('or says when training ended, how it goes with nodes, and what the test spectra alone scatter', () => {
    // 40 sqrt(0.8 * 0.2) / sqrt(1600) %.
    expect(
      judged(numbers({ '20 0.00001': { epochs: [10, 12] }, '20 0.01': { epochs: [90, 90] } })).item('H25.sd').why,
    ).toMatch(
      /^after 11 ± 1 epochs .* the scatter is 0\.71 ± 0\.25 % with 5, 0\.71 ± 0\.25 % with 10, 0\.71 ± 0\.25 % with 20\. The 1600 test .* by 1\.00 %\.$/,
    );
  });

  it('needs some lambda below that of the paper', () => {
    expect(judged(numbers({}, nodes, [1e-3, 1e-2])).items.map(({ id }) => id)).toEqual([
      ...['H25.nodes', 'H25.observed', 'H25.lambda'],
    ]);
  });
});

describe('rough weights', () => {
  const rough = (weak: number[], usual: number[], key: 'roughness' | 'relativeRoughness') =>
    judged(numbers({ '10 0.00001': { [key]: weak }, '10 0.0001': { [key]: weak }, '10 0.001': { [key]: usual } }));

  it('are rougher for their size at lambda of 1e-4 and less if by two errors of the means', () => {
    // Four values 1.4, 1.6, 1.4, 1.6 have an error of 0.0577, two of 1.1, 1.3 one of 0.1: 2 sqrt(...) = 0.231.
    const { item } = rough([1.4, 1.6], [1.1, 1.3], 'relativeRoughness');
    expect(item('H26')).toMatchObject({
      what: 'roughness of the weights (squared first differences over squares), 10 nodes: lambda of 1e-4 and less, and 0.001',
      ours: '1.50 ± 0.12 and 1.20 ± 0.14; rougher: by two errors of the means',
      verdict: 'pass',
    });
    expect(rough([1.34, 1.54], [1.1, 1.3], 'relativeRoughness').item('H26').verdict).toBe('pass');
    expect(rough([1.32, 1.52], [1.1, 1.3], 'relativeRoughness').item('H26').verdict).toBe('differs');
    expect(rough([1.1, 1.3], [1.4, 1.6], 'relativeRoughness').item('H26').verdict).toBe('differs');
  });

  it('are rougher in the absolute sense if by two standard deviations', () => {
    const { item } = rough([19, 21], [9, 11], 'roughness');
    expect(item('H26.sum')).toMatchObject({
      what: 'sum of squared first differences of the weights, 10 nodes: lambda of 1e-4 and less, and 0.001',
      ours: '20.0 and 10.0 ± 1.4',
      verdict: 'pass',
    });
    expect(rough([12, 13.6], [9, 11], 'roughness').item('H26.sum').verdict).toBe('differs'); // 12.8 against 12.83
    expect(rough([12, 13.8], [9, 11], 'roughness').item('H26.sum').verdict).toBe('pass');
    expect(item('H26').why).toContain(
      'falls with lambda: 20.0 at 0.00001, 20.0 at 0.0001, 10.0 at 0.001, 9.00 at 0.01.',
    );
  });

  it('go by lambda, in whatever order it was tried', () => {
    const sums = {
      '10 0.01': { roughness: [1, 1] },
      '10 0.001': { roughness: [2, 2] },
      '10 0.0001': { roughness: [3, 3] },
    };
    expect(judged(numbers(sums, nodes, [1e-3, 1e-4, 1e-2])).item('H26').why).toContain(
      '3.00 at 0.0001, 2.00 at 0.001, 1.00 at 0.01.',
    );
  });

  it('are those of 10 nodes, at 1e-4 too', () => {
    const changes = { '10 0.0001': { relativeRoughness: [9, 9] }, '20 0.00001': { relativeRoughness: [30, 30] } };
    expect(judged(numbers(changes, nodes, [1e-4, 1e-3])).item('H26').ours).toMatch(/^9\.00 ± 0\.00 and 1\.20/);
    expect(judged(numbers(changes, nodes, [1.1e-4, 1e-3])).items.map(({ id }) => id)).not.toContain('H26');
  });
});

test('where nothing scatters and nothing differs there is no gain, no larger scatter and no rougher weights', () => {
  const same = { simulated: [80, 80], observed: [70, 70], roughness: [9, 9], relativeRoughness: [1.25, 1.25] };
  const changes = Object.fromEntries(l1.flatMap((lambda) => nodes.map((count) => [`${count} ${lambda}`, same])));
  const { items } = judged(numbers(changes), withObserved);
  expect(items.map(({ id, verdict }) => [id, verdict])).toEqual([
    ['H25.nodes', 'pass'],
    ['H25.observed', 'pass'],
    ['H25.lambda', 'reported'],
    ['H25.sd', 'differs'],
    ['H26', 'differs'],
    ['H26.sum', 'differs'],
  ]);
});

test('the table has a row for each cell', () => {
  const { table, text } = judged(
    numbers({
      '20 0.00001': {
        ...{ simulated: around(81, 0.5), observed: around(71, 0.5), roughness: around(46.25, 1) },
        ...{ relativeRoughness: around(1.4, 0.1), epochs: [30, 32] },
      },
    }),
  );
  expect(text[0]).toMatch(
    /^3 x 4 combinations, each trained on 2 splits .* stand in for the observed ones\. At most 30000 /,
  );
  expect(table.columns).toEqual([
    ...['nodes', 'lambda', 'simulated', 'observed (stand-in)', 'squared differences', 'over squares', 'epochs'],
  ]);
  expect([table.id, table.isStandIn]).toEqual(['grid', true]);
  expect(table.rows).toHaveLength(12);
  expect(table.rows[2]).toEqual([
    ...['20', '0.00001', '81.00 ± 0.71', '71.00 ± 0.71', '46.3', '1.400 ± 0.141', '31 ± 1'],
  ]);
});

describe('figures', () => {
  const given = numbers({
    '20 0.0001': { observed: around(75, 1), simulated: around(85, 2), roughness: around(55, 3) },
    '5 0.01': { relativeRoughness: around(0.9, 0.05) },
  });
  const [figure21, figure22, roughness] = draw(given, config);

  it('21: lambda down, nodes across, observed spectra first, then the scatter on simulated ones', () => {
    const [observed, scatter] = figure21.panels;
    if (observed.kind !== 'heatmap' || scatter.kind !== 'heatmap') throw new Error(observed.kind);
    expect(figure21).toMatchObject({ id: 'figure-21', isStandIn: true });
    expect(observed).toMatchObject({
      ...{ title: 'Accuracy, stand-in for observed spectra', label: 'Mean accuracy (%)', decimals: 1 },
      x: { label: 'Nodes', names: ['5', '10', '20'] },
      y: { label: 'Lambda', names: ['0.00001', '0.0001', '0.001', '0.01'] },
    });
    expect(observed.values).toEqual([
      [70, 70, 70],
      [70, 70, 75],
      [70, 70, 70],
      [70, 70, 70],
    ]);
    expect(scatter).toMatchObject({ label: 'Standard deviation of the accuracy (%)', decimals: 2 });
    expect(scatter.values[1][2]).toBeCloseTo(2 * Math.SQRT2, 9);
    expect(scatter.values[2][1]).toBeCloseTo(0.5 * Math.SQRT2, 9);
    const [real] = draw(given, withObserved);
    expect([real.isStandIn, real.caption, real.panels[0].title]).toEqual([
      undefined,
      'Number of nodes and lambda: mean accuracy on the observed spectra, and standard deviation of the accuracy on simulated spectra over 2 splits.',
      'Accuracy, observed spectra',
    ]);
  });

  it('22: the weights of the rough cell', () => {
    expect(figure22.id).toBe('figure-22');
    expect(figure22.panels[0].title).toBe('Weights with 20 nodes, lambda 0.0001: node 1');
    expect(figure22.caption).toMatch(
      /^Weights of the first layer of a network with 20 nodes and lambda 0\.0001 \(the paper: 20 and 0\.0001\)\. /,
    );
  });

  it('roughness: against lambda, a series for each number of nodes', () => {
    const [sums, relative] = roughness.panels;
    if (sums.kind !== 'chart' || relative.kind !== 'chart') throw new Error(sums.kind);
    expect(roughness).toMatchObject({ id: 'figure-x-roughness', hasSharedLegend: true });
    expect(sums.x).toEqual({ label: 'Lambda', type: 'log' });
    expect(sums.series.map(({ name }) => name)).toEqual(['5 nodes', '10 nodes', '20 nodes']);
    expect(sums.series[2]).toMatchObject({ x: l1, y: [9, 55, 9, 9] });
    expect(sums.series[2].low![1]).toBeCloseTo(55 - 3 * Math.SQRT2, 9);
    expect(sums.series[2].high![1]).toBeCloseTo(55 + 3 * Math.SQRT2, 9);
    expect(relative.series[0].y[3]).toBeCloseTo(0.9, 9);
    // A single split has no error bar.
    const single = draw(numbers({ '5 0.001': { roughness: [7] } }), config)[2].panels[0] as typeof sums;
    expect([single.series[0].low![2], single.series[0].high![2]]).toEqual([7, 7]);
    // A logarithmic axis has no place for a lambda of 0, and is in order.
    const [, , withZero] = draw(numbers({}, [10], [1e-2, 0, 1e-3]), {
      ...config,
      grid: { nodes: [10], l1: [1e-2, 0, 1e-3], cvSplits: 2 },
    });
    expect((withZero.panels[0] as typeof sums).series[0].x).toEqual([1e-3, 1e-2]);
  });
});
