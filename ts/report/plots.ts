import { checkList, checkNumber, checkObject, checkOptions, ParameterError } from '../base/index.js';
import { panelPicture } from '../chart/picture.js';
import type { ChartSeries, Picture, XYChart } from '../chart/types.js';
import type { PictureOptions, SpectrumCurve } from './picture.js';
import { checkChart } from './schema.js';

// The plots of ./index.ts, as data of charts.

/** Emission lines and bands (keV) by which an optically thin plasma differs from a power law; energies from AtomDB. */
const features: NonNullable<XYChart['markers']> = [
  { x: 0.8, xHigh: 1, name: 'Fe-L' },
  { x: 1.02, name: 'Ne-K' },
  { x: 1.35, name: 'Mg-K' },
  { x: 1.86, name: 'Si-K' },
  { x: 2.45, name: 'S-K' },
  { x: 6.4, xHigh: 6.7, name: 'Fe-K' },
];

/** See `plotModel` of ./index.ts. */
export function plotModel(
  curves: readonly { name: string; flux: ArrayLike<number> }[],
  energies: { energLo: ArrayLike<number>; energHi: ArrayLike<number> },
  options: PictureOptions = {},
): Picture {
  checkCurves(curves, 'flux');
  if (curves.length === 0) throw new ParameterError('curves', 'there is no curve to draw; give one or more');
  checkObject('energies', energies, '{ energLo, energHi }', 'energLo', 'energHi');
  const { energLo, energHi } = energies;
  const series = curves.map(({ name, flux }): ChartSeries => {
    if (flux.length !== energLo.length || flux.length !== energHi.length)
      throw new ParameterError('curves', `curve '${name}' has ${flux.length} values for ${energLo.length} bins`);
    const y = Array.from(flux, (photons, i) => photons / (energHi[i] - energLo[i]));
    highestOf(name, y, 'nothing to draw');
    return { name, kind: 'steps', x: Array.from(energLo), xHigh: Array.from(energHi), y };
  });
  const title = curves.length === 1 ? curves[0].name : 'Spectral models';
  return draw(
    {
      title,
      x: { label: 'Energy (keV)', type: 'log', domain: [energLo[0], energHi[energHi.length - 1]] },
      y: { label: 'Photons/cm²/s/keV', type: 'log' },
      series: curves.length === 1 ? [{ ...series[0], name: '' }] : series,
    },
    options,
  );
}

/** See `plotMeanSpectra` of ./index.ts. */
export function plotMeanSpectra(
  curves: readonly SpectrumCurve[],
  energies: { eMin: ArrayLike<number>; eMax: ArrayLike<number> },
  options: PictureOptions = {},
): Picture {
  checkCurves(curves, 'mean');
  checkObject('energies', energies, '{ eMin, eMax }', 'eMin', 'eMax');
  const { eMin, eMax } = energies;
  for (const { name, mean } of curves)
    if (mean.length !== eMin.length || mean.length !== eMax.length)
      throw new ParameterError('curves', `curve '${name}' has ${mean.length} values for ${eMin.length} channels`);
  const series = curves.map((curve) => groupedSteps(curve, eMin, eMax));
  const highest = Math.max(...series.map(({ name, y }) => highestOf(name, y, 'no spectra to show')));
  const lowest = Math.min(...series.flatMap(({ y }) => y.filter((value) => value > 0)));
  return draw(
    {
      title: 'Mean spectra',
      x: { label: 'Energy (keV)', type: 'log' },
      // Four decades at most: below that there is only noise.
      y: {
        label: 'Fraction of net counts per keV',
        type: 'log',
        domain: [0.8 * Math.max(lowest, highest * 1e-4), 1.4 * highest],
      },
      series,
      markers: features,
    },
    options,
  );
}

/**
 * Channels put together until each group is as wide as 2 % of its energy: a fraction of what a CCD resolves, and less
 * noise for the eye.
 */
function groupedSteps(curve: SpectrumCurve, eMin: ArrayLike<number>, eMax: ArrayLike<number>): ChartSeries {
  const starts = [0];
  for (let i = 1; i < eMin.length; i++) {
    const first = eMin[starts[starts.length - 1]];
    if (eMin[i] - first >= 0.02 * first) starts.push(i);
  }
  // What is left at the end goes with the group before it.
  if (starts.length > 1 && eMax[eMax.length - 1] < 1.02 * eMin[starts[starts.length - 1]]) starts.pop();
  const ends = starts.map((_, group) => starts[group + 1] ?? eMin.length);
  const { name, mean, count } = curve;
  return {
    name: withCount(name, count),
    kind: 'steps',
    x: starts.map((start) => eMin[start]),
    xHigh: ends.map((end) => eMax[end - 1]),
    y: starts.map((start, group) => {
      let sum = 0;
      for (let i = start; i < ends[group]; i++) sum += mean[i];
      return sum / (eMax[ends[group] - 1] - eMin[start]);
    }),
  };
}

/** Bins of the histograms of probabilities. */
const bins = 50;

/** See `plotProbabilities` of ./index.ts. */
export function plotProbabilities(
  curves: readonly { name: string; probabilities: ArrayLike<number> }[],
  options: PictureOptions & { label?: string } = {},
): Picture {
  checkOptions(options);
  const { label = 'P(AGN)' } = options;
  checkCurves(curves, 'probabilities');
  const edges = Array.from({ length: bins + 1 }, (_, i) => i / bins);
  const series = curves.map(({ name, probabilities }): ChartSeries => {
    const y = new Array<number>(bins).fill(0);
    for (let i = 0; i < probabilities.length; i++) {
      const p = probabilities[i];
      if (!(p >= 0 && p <= 1))
        throw new ParameterError('curves', `probability ${i} of '${name}' is ${p}; it must be in 0 to 1`);
      y[Math.min(bins - 1, Math.floor(p * bins))]++;
    }
    return {
      name: withCount(name, probabilities.length),
      kind: 'steps',
      x: edges.slice(0, -1),
      xHigh: edges.slice(1),
      y,
    };
  });
  return draw(
    {
      title: 'Probabilities',
      x: { label, type: 'linear', domain: [0, 1] },
      // From half a spectrum: a bin of one must stand above the frame, and an empty one falls below it.
      y: {
        label: `Spectra per bin of ${1 / bins}`,
        type: 'log',
        domain: [0.5, 1.6 * Math.max(10, ...series.flatMap(({ y }) => y))],
      },
      series,
    },
    options,
  );
}

/** See `plotChart` of ./index.ts. */
export function plotChart(chart: XYChart, options: PictureOptions = {}): Picture {
  checkChart(chart);
  return draw(chart, options);
}

function draw(chart: XYChart, options: PictureOptions): Picture {
  checkOptions(options);
  const { title = chart.title, width = 800, height = 500 } = options;
  for (const [name, pixels] of Object.entries({ width, height })) checkNumber(name, pixels, { min: 200, max: 10_000 });
  return panelPicture({ kind: 'chart', ...chart, title }, { width, height });
}

const withCount = (name: string, count?: number): string =>
  count === undefined ? name : `${name} (${count.toLocaleString('en')} spectra)`;

/** @throws ParameterError for a curve without a finite value above 0: a logarithmic axis has no place for it. */
function highestOf(name: string, values: number[], what: string): number {
  const highest = values.reduce((a, b) => Math.max(a, b), 0);
  if (highest > 0 && highest < Infinity) return highest;
  throw new ParameterError('curves', `curve '${name}' has no value above 0; there is ${what}`);
}

/** @throws ParameterError unless these are curves: each with a name, and numbers in `field`. */
function checkCurves<Field extends string>(curves: readonly Record<Field, unknown>[], field: Field): void {
  checkList('curves', curves, `a list of { name, ${field} }`);
  for (const [i, curve] of curves.entries()) {
    checkObject(`curves[${i}]`, curve, `{ name, ${field} }`, 'name', field);
    checkList(`curves[${i}].${field}`, curve[field], 'an array of numbers');
  }
}
