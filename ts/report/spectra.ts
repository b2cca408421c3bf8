import * as Plot from '@observablehq/plot';
import { checkObject, checkOptions, ParameterError } from '../base/index.js';
import type { Picture, PictureOptions, SpectrumCurve } from './picture.js';
import { checkCurves, decadeTicks, drawPlot, palette, plainTicks } from './plot.js';

/** Emission lines and bands (keV) by which an optically thin plasma differs from a power law; energies from AtomDB. */
const features = [
  { name: 'Fe-L', band: [0.8, 1.0], lines: [] },
  { name: 'Ne-K', lines: [1.02] },
  { name: 'Mg-K', lines: [1.35] },
  { name: 'Si-K', lines: [1.86] },
  { name: 'S-K', lines: [2.45] },
  { name: 'Fe-K', lines: [6.4, 6.7] },
];

const energyTicks = [0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 4, 5, 6, 8, 10];

interface Step {
  energy: number;
  value: number;
}

/**
 * Channels put together until each group is as wide as 2 % of its energy: a fraction of what a CCD resolves, and less
 * noise for the eye. Each group gives two points, its two edges, so that the curve is a histogram.
 */
function groupedSteps(curve: SpectrumCurve, eMin: ArrayLike<number>, eMax: ArrayLike<number>): Step[] {
  const starts = [0];
  for (let i = 1; i < eMin.length; i++) {
    const first = eMin[starts[starts.length - 1]];
    if (eMin[i] - first >= 0.02 * first) starts.push(i);
  }
  // What is left at the end goes with the group before it.
  if (starts.length > 1 && eMax[eMax.length - 1] < 1.02 * eMin[starts[starts.length - 1]]) starts.pop();
  return starts.flatMap((start, group) => {
    const end = starts[group + 1] ?? eMin.length;
    let sum = 0;
    for (let i = start; i < end; i++) sum += curve.mean[i];
    const [from, to] = [eMin[start], eMax[end - 1]];
    // A logarithmic axis has no place for 0: a number far below it lets the histogram fall to the frame.
    const value = Math.max(sum / (to - from), 1e-30);
    return [
      { energy: from, value },
      { energy: to, value },
    ];
  });
}

/** See `plotMeanSpectra` of ./index.ts. */
export function plotMeanSpectra(
  curves: readonly SpectrumCurve[],
  energies: { eMin: ArrayLike<number>; eMax: ArrayLike<number> },
  options: PictureOptions = {},
): Picture {
  checkOptions(options);
  const { title = 'Mean spectra', width = 1000, height = 640 } = options;
  checkCurves(curves, 'mean');
  checkObject('energies', energies, '{ eMin, eMax }', 'eMin', 'eMax');
  const { eMin, eMax } = energies;
  for (const { name, mean } of curves)
    if (mean.length !== eMin.length || mean.length !== eMax.length)
      throw new ParameterError('curves', `curve '${name}' has ${mean.length} values for ${eMin.length} channels`);
  const steps = curves.map((curve) => groupedSteps(curve, eMin, eMax));
  const range = valueRange(steps, curves);
  const domain = energyDomain(eMin[0], eMax[eMax.length - 1]);
  return drawPlot({
    title,
    width,
    height,
    headroom: 28,
    x: { type: 'log', domain, label: 'Energy (keV)', ticks: plainTicks(energyTicks, domain) },
    y: { type: 'log', domain: range, label: 'Fraction of net counts per keV', ticks: decadeTicks(range) },
    marks: [
      ...featureMarks(domain),
      ...steps.map((points, i) =>
        Plot.line(points, {
          x: 'energy',
          y: 'value',
          stroke: palette[i % palette.length],
          strokeWidth: 1.8,
          clip: true,
        }),
      ),
    ],
    legend: curves.map(({ name, count: spectra }, i) => ({
      colour: palette[i % palette.length],
      text: spectra === undefined ? name : `${name} (${spectra.toLocaleString('en')} spectra)`,
    })),
  });
}

/** The channels' span, widened to a labelled tick where one is near. */
function energyDomain(first: number, last: number): [number, number] {
  const from = energyTicks.findLast((tick) => tick <= first) ?? 0;
  const to = energyTicks.find((tick) => tick >= last) ?? Infinity;
  return [from > 0.93 * first ? from : first, to < 1.07 * last ? to : last];
}

/** Around the values, four decades at most: below that there is only noise. */
function valueRange(steps: Step[][], curves: readonly SpectrumCurve[]): [number, number] {
  const highest = steps.map((points) => Math.max(...points.map(({ value }) => value)));
  highest.forEach((value, i) => {
    if (!(value > 1e-30 && value < Infinity))
      throw new ParameterError('curves', `curve '${curves[i].name}' has no value above 0; it has no spectra to show`);
  });
  const top = Math.max(...highest);
  const positive = steps.flat().filter(({ value }) => value > 1e-30);
  const bottom = Math.max(Math.min(...positive.map(({ value }) => value)), top * 1e-4);
  return [bottom * 0.8, top * 1.4];
}

function featureMarks([from, to]: readonly [number, number]): Plot.Markish[] {
  const shown = features.filter(({ band, lines }) => [...(band ?? []), ...lines].every((e) => e > from && e < to));
  const lines = shown.flatMap((feature) => feature.lines);
  const bands = shown.flatMap(({ band }) => (band ? [band] : []));
  const centre = ({ band, lines }: (typeof features)[number]) => {
    const all = band ?? lines;
    return Math.sqrt(all[0] * all[all.length - 1]);
  };
  return [
    Plot.rectX(bands, { x1: '0', x2: '1', fill: '#e4e4e4' }),
    Plot.ruleX(lines, { stroke: '#8a8a8a', strokeWidth: 1, strokeDasharray: '3 4' }),
    Plot.text(shown, { x: centre, text: 'name', frameAnchor: 'top', dy: -18, fill: '#333', fontSize: 14 }),
  ];
}
