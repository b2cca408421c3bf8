import { describe, expect, it, test } from 'vitest';
import { bands, type LayerNumbers, type WeightsNumbers } from '../../../ts/paper/sections/weights/compute.js';
import { conventionText } from '../../../ts/paper/sections/weights/convention.js';
import { draw } from '../../../ts/paper/sections/weights/draw.js';
import { judge } from '../../../ts/paper/sections/weights/judge.js';

const convention = { counts: 'total', scale: 'none', transform: 'none', standardise: false } as const;
const network = (relative: number[], hard = 1, peak = 0.9): LayerNumbers => ({ relative, hard, peak });
/** Two values around a mean: standard deviation d sqrt(2), error of the mean d. */
const around = (mean: number, d: number) => [mean - d, mean + d];

function judged(changes: {
  withLines?: LayerNumbers[];
  withoutLines?: LayerNumbers[];
  shares?: WeightsNumbers['shares'];
}) {
  const plain = [network([0.5, 2, 1, 0.7, 0.6]), network([0.5, 2, 1, 0.7, 0.6])];
  const { items, text, tables } = judge({
    convention,
    networks: { withLines: changes.withLines ?? plain, withoutLines: changes.withoutLines ?? plain },
    shares: changes.shares ?? { withLines: around(0.1, 0.01), withoutLines: around(0.1, 0.01) },
    layer: { energy: Float64Array.of(1), nodes: [Float64Array.of(1)] },
  });
  return {
    items,
    text,
    id: tables![0].id,
    rows: tables![0].rows,
    columns: tables![0].columns,
    item: (id: string) => items.find((item) => item.id === id)!,
  };
}

test("the bands end where the paper's do", () => {
  expect(bands.map((band) => band.join('-'))).toEqual(['0.3-0.8', '0.8-1.4', '1.4-2', '2-4', '4-8']);
});

describe('where the weights are largest', () => {
  it('is told by the band of the largest mean over all networks', () => {
    const { item, items } = judged({
      withLines: [network([0.4, 1.5, 1, 0.7, 0.6], 1, 0.9), network([2, 1.3, 1, 0.7, 0.6], 1, 1.1)],
    });
    expect(items.map(({ id }) => id)).toEqual(['H12', 'H12.peak', 'H13', 'H13.shares']);
    // 0.3-0.8 keV has 1.2 on average.
    expect(item('H12')).toMatchObject({
      ours: '0.8-1.4 keV (0.8-1.4 keV has 1.40 ± 0.14 times the mean over 0.3-8 keV)',
      verdict: 'pass',
    });
    expect(item('H12.peak')).toMatchObject({
      ...{ unit: 'keV', ours: { value: 1, sd: expect.closeTo(0.2 / Math.SQRT2, 9) }, verdict: 'reported' },
    });
  });

  it('or where it is instead', () => {
    expect(judged({ withLines: [network([0.5, 1.1, 1, 0.7, 1.2], 1, 5.75)] }).item('H12')).toMatchObject({
      ours: '4-8 keV (0.8-1.4 keV has 1.10 times the mean over 0.3-8 keV)',
      verdict: 'differs',
      why: 'the largest |weight| in a window of 0.1 keV is at 5.75 keV.',
    });
  });
});

describe('weights above 2 keV without Fe-K lines', () => {
  const hard = (withLines: number[], withoutLines: number[]) => {
    const networks = (values: number[]) => values.map((value) => network([1, 2, 1, 1, 1], value));
    return judged({ withLines: networks(withLines), withoutLines: networks(withoutLines) });
  };

  it('are reduced if by two errors of the means', () => {
    // Errors 0.03 and 0.04: 2 * 0.05.
    expect(hard(around(1, 0.03), around(0.89, 0.04)).item('H13')).toMatchObject({
      ours: '1.00 ± 0.042 with, 0.890 ± 0.057 without lines (-11 %); reduced: by two errors of the means',
      verdict: 'pass',
    });
    expect(hard(around(1, 0.03), around(0.91, 0.04)).item('H13').verdict).toBe('differs');
    expect(hard(around(0.8, 0.03), around(1, 0.04)).item('H13').verdict).toBe('differs');
    // Of four networks: sd 0.04 and 0.05 (times 1.155 for n - 1), over 2.
    const four = (mean: number, d: number) => [...around(mean, d), ...around(mean, d)];
    expect(hard(four(1, 0.03), four(0.94, 0.04)).item('H13').verdict).toBe('pass');
    expect(hard(four(1, 0.03), four(0.945, 0.04)).item('H13').verdict).toBe('differs');
  });

  it('are judged of networks on shares of the counts too, to which H13 points where it differs', () => {
    const shares = { withLines: around(0.2, 0.003), withoutLines: around(0.1, 0.004) };
    const { item } = judged({ shares });
    expect(item('H13.shares')).toMatchObject({
      ours: '0.200 ± 0.0042 with, 0.100 ± 0.0057 without lines (-50 %); reduced: by two errors of the means',
      verdict: 'pass',
    });
    expect(item('H13').verdict).toBe('differs');
    expect(item('H13').why).toContain(
      'in 2-4 keV of 0.200 ± 0.0042 with and 0.100 ± 0.0057 without lines (H13.shares)',
    );
  });

  it('or say how exact the difference is', () => {
    const shares = { withLines: around(0.5, 0.03), withoutLines: [...around(0.6, 0.04), 0.6] };
    // Errors 0.03 and 0.04 / sqrt(3), 0.0379 together, of 0.5.
    expect(judged({ shares }).item('H13.shares')).toMatchObject({
      verdict: 'differs',
      why: 'the difference of 2 networks each has an error of 8 % of the weights.',
    });
  });
});

test('text and table', () => {
  const { text, rows, columns, id } = judged({
    withLines: [network([0.5, 2, 1, 0.7, 0.6]), network([0.7, 2, 1, 0.7, 0.6]), network([0.6, 2, 1, 0.7, 0.6])],
    withoutLines: [network([0.1, 0.2, 0.3, 0.4, 0.5])],
  });
  expect(text[0]).toMatch(
    /^Weights of the 3 networks .* They act on total counts per channel, as the network saw them \(not standardised\)\. /,
  );
  expect(id).toBe('weights-bands');
  expect(columns).toEqual(['trained on', '0.3-0.8 keV', '0.8-1.4 keV', '1.4-2 keV', '2-4 keV', '4-8 keV']);
  expect(rows).toEqual([
    ['AGN with and without Fe-K', '0.60 ± 0.10', '2.00 ± 0.00', '1.00 ± 0.00', '0.70 ± 0.00', '0.60 ± 0.00'],
    ['AGN without Fe-K', '0.10', '0.20', '0.30', '0.40', '0.50'],
  ]);
});

test('what the weights multiply is said of every convention', () => {
  expect(conventionText({ counts: 'net', scale: 'unit', transform: 'sqrt', standardise: true })).toBe(
    'They act on net shares of the counts (sqrt) per channel: those of the network divided by the standard deviation of each channel, ' +
      'because the network saw standardised inputs.',
  );
  expect(conventionText({ ...convention, scale: 'rate' })).toContain(
    'total counts per ks per channel, as the network saw them',
  );
  expect(conventionText({ ...convention, scale: 'unit-channels' })).toContain('shares of the counts x channels');
});

test('Figure 16 is that of the layer, and says what its weights act on', () => {
  const [figure] = draw({
    ...{ convention, networks: { withLines: [], withoutLines: [] }, shares: { withLines: [], withoutLines: [] } },
    layer: { energy: Float64Array.of(1, 2), nodes: [Float64Array.of(1, 3)] },
  });
  expect(figure.id).toBe('figure-16');
  expect(figure.number).toBe('Figure 16');
  expect(figure.caption).toMatch(
    / a curve for each node of the hidden layer\. They act on total counts per channel, .* Lines: running means /,
  );
  expect(figure.panels[0].title).toBe('Weights of the first layer: node 1');
});
