// Pictures of apec beside AtomDB and MEKAL, as a CCD shows them.
import { smooth } from './plasmaReference.mjs';
import { axis, band, curve, decadeTicks, energyAxis, palette, picture } from './plot.mjs';

const ratioTicks = (values) => new Map(values.map((value) => [value, String(value)]));

/** Photons per keV as a CCD shows them: smoothed by a Gaussian with a standard deviation of 45 eV. */
function seen([lo, hi], photons) {
  const step = (hi.at(-1) - lo[0]) / lo.length;
  const sum = smooth(photons, step, 0.045);
  // The kernel's own sum, which is less at the ends of the grid.
  const weight = smooth(new Float64Array(photons.length).fill(1), step, 0.045);
  return sum.map((value, i) => value / weight[i] / step);
}

/** Spectra over each other, smoothed, and below their ratios. items: { name, grid, ours, theirs }. */
function compare({ title, items, energies, flux, ratio, tolerance }) {
  const curves = items.map(({ name, grid, ours, theirs }) => ({
    name,
    middle: grid[0].map((low, i) => (low + grid[1][i]) / 2),
    ours: seen(grid, ours),
    theirs: seen(grid, theirs),
  }));
  return picture({
    title,
    x: energyAxis(...energies),
    panels: [
      {
        height: 330,
        y: flux,
        marks: curves.flatMap(({ middle, ours, theirs }, k) => [
          curve(middle, ours, flux, { stroke: palette[k], strokeWidth: 3.5 }),
          curve(middle, theirs, flux, { stroke: 'black', strokeWidth: 0.9 }),
        ]),
        legend: curves.map(({ name }, k) => ({ text: name, colour: palette[k] })),
      },
      {
        height: 220,
        y: ratio,
        marks: [
          band(...energies, 1 - tolerance, 1 + tolerance),
          ...curves.map(({ middle, ours, theirs }, k) =>
            curve(
              middle,
              ours.map((value, i) => (theirs[i] > 0 ? value / theirs[i] : Number.NaN)),
              ratio,
              { stroke: palette[k] },
            ),
          ),
        ],
      },
    ],
  });
}

/** results: apec at 1 keV and what it is mixed of two temperatures, as the reference is. */
export const drawOneKeV = ({ grid, ours, mixedSpectrum, theirs }) =>
  compare({
    title: 'apec, kT 1 keV, solar (black: AtomDB 3.0.9; coloured: xsift)',
    items: [
      { name: 'kT 1 keV', grid, ours, theirs },
      { name: 'mixed of two temperatures, as the reference', grid, ours: mixedSpectrum, theirs },
    ],
    energies: [0.3, 8],
    flux: axis('Photons/cm²/s/keV', 'log', [1e-4, 1000], decadeTicks([1e-4, 10])),
    ratio: axis('xsift / AtomDB', 'linear', [0.5, 1.5], ratioTicks([0.6, 0.8, 1, 1.2, 1.4])),
    tolerance: 0.1,
  });

/** stars: of atomdbStars. The sources' absorption by 1e19 cm-2 or less is in both. */
export const drawStars = (stars) =>
  compare({
    title: 'apec of three cool stars (black: AtomDB 3.0.9; coloured: xsift)',
    items: stars,
    energies: [0.3, 2.5],
    flux: axis('Photons/cm²/s/keV', 'log', [1e-3, 1000], decadeTicks([1e-3, 10])),
    ratio: axis('xsift / AtomDB', 'linear', [0.5, 1.5], ratioTicks([0.6, 0.8, 1, 1.2, 1.4])),
    tolerance: 0.1,
  });

/** comparisons: of mekal, at 2 and 5 keV. */
export const drawMekal = (comparisons) =>
  compare({
    title: 'apec without metals (black: MEKAL; coloured: xsift)',
    items: comparisons.map(({ kT, grid, continuum }) => ({ name: `kT ${kT} keV`, grid, ...continuum })),
    energies: [0.3, 12],
    flux: axis('Photons/cm²/s/keV', 'log', [1e-4, 100], decadeTicks([1e-4, 1])),
    ratio: axis('xsift / MEKAL', 'linear', [0.94, 1.06], ratioTicks([0.95, 0.97, 1, 1.03, 1.05])),
    tolerance: 0.03,
  });

/** The same with metals. */
export const drawMekalLines = (comparisons) =>
  compare({
    title: 'apec, solar (black: MEKAL; coloured: xsift)',
    items: comparisons.map(({ kT, grid, solar }) => ({ name: `kT ${kT} keV`, grid, ...solar })),
    energies: [0.3, 12],
    flux: axis('Photons/cm²/s/keV', 'log', [1e-4, 100], decadeTicks([1e-4, 1])),
    ratio: axis('xsift / MEKAL', 'linear', [0.4, 1.6], ratioTicks([0.6, 0.8, 1, 1.2, 1.4])),
    tolerance: 0.1,
  });
