import { expect, test } from 'vitest';
import { weightsFigure } from '../../ts/paper/statistics/weightsFigure.js';

const words = { number: 16, title: 'Weights', caption: 'Of one network.' };
const energy = Float64Array.of(1, 1.04, 1.08, 2);
/** Nodes with one weight each in four channels, the first given and the others 0. */
const figureOf = (...first: number[]) =>
  weightsFigure({ energy, nodes: first.map((weight) => Float64Array.of(weight, 0, 0, 0)) }, words);
const charts = (figure: ReturnType<typeof figureOf>) =>
  figure.panels.map((panel) => {
    if (panel.kind !== 'chart') throw new Error(panel.kind);
    return panel;
  });

test('each node has a line smoothed over 0.1 keV, and its channels pale behind all lines, in one colour', () => {
  const [panel] = charts(figureOf(3, -6));
  expect(panel.title).toBe('Weights: nodes 1, 2');
  expect(panel.x).toEqual({ label: 'Energy (keV)', type: 'log', domain: [0.3, 8] });
  expect(panel.series.map(({ name, isFaint, colour, dashed }) => [name, isFaint, colour, dashed])).toEqual([
    ['node 1, channels', true, 0, false],
    ['node 2, channels', true, 1, false],
    ['node 1', undefined, 0, false],
    ['node 2', undefined, 1, false],
  ]);
  expect(panel.series[1]).toMatchObject({ x: [1, 1.04, 1.08, 2], y: [-6, 0, 0, 0] });
  // 1 and 1.04 are within 0.05 keV of each other, 1.08 is not.
  expect(panel.series[3].y).toEqual([-3, -2, 0, 0]);
  expect(figureOf(3).caption).toBe(
    'Of one network. Lines: running means over 0.1 keV, about the resolution of the detector; pale behind them: the single channels.',
  );
});

test('nodes without weights are left out and named in the caption', () => {
  const figure = figureOf(0.1, 10, -0.1, -10);
  expect(charts(figure).map(({ title }) => title)).toEqual(['Weights: nodes 2, 4']);
  expect(charts(figure)[0].series.map(({ colour }) => colour)).toEqual([0, 1, 0, 1]);
  expect(figure.caption).toMatch(
    / Not shown: nodes 1, 3, whose weights are all nearly 0 \(below 2 % of the largest\)\.$/,
  );
  expect(figureOf(0.1, 10).caption).toContain('Not shown: node 1, whose');
});

test('no panel has more than six nodes, so that none has a colour twice; all have one axis', () => {
  expect(figureOf(1, 2, 3, 4, 5, 6).panels).toHaveLength(1);
  const panels = charts(figureOf(1, 2, 3, -4, 5, 6, 7));
  expect(panels.map(({ title }) => title)).toEqual(['Weights: nodes 1, 2, 3, 4', 'Weights: nodes 5, 6, 7']);
  expect(panels[1].series.filter(({ isFaint }) => !isFaint).map(({ name, colour }) => [name, colour])).toEqual([
    ['node 5', 0],
    ['node 6', 1],
    ['node 7', 2],
  ]);
  for (const { y } of panels)
    expect(y).toEqual({ label: 'Weight', type: 'linear', domain: [expect.closeTo(-4.2), expect.closeTo(7.35)] });
  expect(charts(figureOf(0.5, -0.2))[0].y.domain).toEqual([expect.closeTo(-0.21), expect.closeTo(0.525)]);
  const positive = weightsFigure({ energy, nodes: [Float64Array.of(0.5, 0.4, 0.3, 0.2)] }, words);
  expect(charts(positive)[0].y.domain).toEqual([0, expect.closeTo(0.525)]);
  expect(charts(figureOf(-0.5))[0].y.domain).toEqual([expect.closeTo(-0.525), 0]);
  expect(figureOf(...new Array(19).fill(1)).panels).toHaveLength(4);
});

test('a layer of zeros is drawn as it is, on an axis that the chart chooses', () => {
  const [panel] = charts(figureOf(0));
  expect(panel.y).toEqual({ label: 'Weight', type: 'linear' });
});
