import * as Plot from '@observablehq/plot';
import { checkObject, checkOptions, ParameterError } from '../base/index.js';
import type { Picture, PictureOptions } from './picture.js';
import { checkCurves, decadeTicks, drawPlot, palette, plainTicks } from './plot.js';

const energyTicks = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 50, 70, 100];

/** See `plotModel` of ./index.ts. */
export function plotModel(
  curves: readonly { name: string; flux: ArrayLike<number> }[],
  energies: { energLo: ArrayLike<number>; energHi: ArrayLike<number> },
  options: PictureOptions = {},
): Picture {
  checkCurves(curves, 'flux');
  if (curves.length === 0) throw new ParameterError('curves', 'there is no curve to draw; give one or more');
  checkObject('energies', energies, '{ energLo, energHi }', 'energLo', 'energHi');
  checkOptions(options);
  const { energLo, energHi } = energies;
  const { title, width = 1000, height = 640 } = options;
  const steps = curves.map(({ name, flux }) => {
    if (flux.length !== energLo.length || flux.length !== energHi.length)
      throw new ParameterError('curves', `curve '${name}' has ${flux.length} values for ${energLo.length} bins`);
    const values = Array.from(flux, (photons, i) => photons / (energHi[i] - energLo[i]));
    const highest = values.reduce((a, b) => Math.max(a, b), 0);
    if (!(highest > 0 && highest < Infinity))
      throw new ParameterError('curves', `curve '${name}' has no value above 0; there is nothing to draw`);
    return values;
  });
  const all = steps.flat().filter((value) => value > 0);
  const top = all.reduce((a, b) => Math.max(a, b));
  // Six decades at most: absorption would leave no room for what is seen.
  const bottom = Math.max(
    all.reduce((a, b) => Math.min(a, b)),
    top * 1e-6,
  );
  const domain = [energLo[0], energHi[energHi.length - 1]] as const;
  const single = curves.length === 1;
  // The legend of several curves stands above them.
  const range = [bottom * 0.8, top * (single ? 1.6 : 1.6 * 1.6 ** curves.length)] as const;
  const ticks = new Map([...decadeTicks(range)].map(([value, text]) => [value, text && powerOfTen(value)]));
  return drawPlot({
    title: title ?? (single ? curves[0].name : 'Spectral models'),
    width,
    height,
    x: { type: 'log', domain, label: 'Energy (keV)', ticks: plainTicks(energyTicks, domain) },
    y: { type: 'log', domain: range, label: 'Photons/cm²/s/keV', ticks },
    marks: steps.map((values, i) =>
      Plot.line(
        values.flatMap((value, bin) =>
          // A logarithmic axis has no place for 0: a number far below it lets the curve fall to the frame.
          [energLo[bin], energHi[bin]].map((energy) => ({ energy, value: Math.max(value, bottom * 1e-6) })),
        ),
        { x: 'energy', y: 'value', stroke: palette[i % palette.length], strokeWidth: 1.6, clip: true },
      ),
    ),
    legend: (single ? [] : curves).map(({ name }, i) => ({ colour: palette[i % palette.length], text: name })),
  });
}

/** 0.01 to 1000 as such, others as 1e-7. */
const powerOfTen = (value: number): string => (value >= 0.01 && value <= 1000 ? String(value) : value.toExponential());
