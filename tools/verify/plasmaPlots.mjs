// Pictures of apec beside AtomDB and MEKAL, as a CCD shows them.
import { smooth } from './plasmaReference.mjs';
import { axis, band, black, curve, energyAxis, picture } from './plot.mjs';
import { percent } from './reference.mjs';

/** Photons per keV as a CCD shows them: smoothed by a Gaussian with a standard deviation of 45 eV. */
function seen([lo, hi], photons) {
  const step = (hi.at(-1) - lo[0]) / lo.length;
  const sum = smooth(photons, step, 0.045);
  // The kernel's own sum, which is less at the ends of the grid.
  const weight = smooth(new Float64Array(photons.length).fill(1), step, 0.045);
  return sum.map((value, i) => value / weight[i] / step);
}

/** Spectra over each other, smoothed, and below their ratios. items: { name, grid, ours, theirs }. */
function compare({ title, reference, items, energies, flux, ratio, tolerance }) {
  const curves = items.map(({ name, grid, ours, theirs }) => ({
    name,
    middle: grid[0].map((low, i) => (low + grid[1][i]) / 2),
    ours: seen(grid, ours),
    theirs: seen(grid, theirs),
  }));
  const x = energyAxis(...energies);
  return picture(
    {
      title,
      x,
      y: axis('Photons/cm²/s/keV', 'log', flux),
      series: [
        ...curves.map(({ name, middle, ours }, colour) => curve(name, middle, ours, { colour, isWide: true })),
        ...curves.map(({ middle, theirs }) => curve(reference, middle, theirs, { colour: black })),
      ],
    },
    {
      x,
      y: axis(`Ratio xsift / ${reference.split(' ')[0]}`, 'linear', ratio),
      heightRatio: 0.65,
      series: [
        band(`±${percent(tolerance, 0)}`, energies, 1 - tolerance, 1 + tolerance),
        ...curves.map(({ name, middle, ours, theirs }, colour) =>
          curve(
            name,
            middle,
            ours.map((value, i) => (theirs[i] > 0 ? value / theirs[i] : Number.NaN)),
            { colour },
          ),
        ),
      ],
    },
  );
}

/** results: apec at 1 keV and what it is mixed of two temperatures, as the reference is. */
export const drawOneKeV = ({ grid, ours, mixedSpectrum, theirs }) =>
  compare({
    title: 'apec, kT 1 keV, solar',
    reference: 'AtomDB 3.0.9',
    items: [
      { name: 'kT 1 keV', grid, ours, theirs },
      { name: 'mixed of two temperatures, as the reference', grid, ours: mixedSpectrum, theirs },
    ],
    energies: [0.3, 8],
    flux: [1e-4, 30],
    ratio: [0.5, 1.5],
    tolerance: 0.1,
  });

/** stars: of atomdbStars. The sources' absorption by 1e19 cm-2 or less is in both. */
export const drawStars = (stars) =>
  compare({
    title: 'apec of three cool stars',
    reference: 'AtomDB 3.0.9',
    items: stars,
    energies: [0.3, 2.5],
    flux: [1e-3, 30],
    ratio: [0.5, 1.5],
    tolerance: 0.1,
  });

/** comparisons: of mekal, at 2 and 5 keV. */
export const drawMekal = (comparisons) =>
  compare({
    title: 'apec without metals',
    reference: 'MEKAL',
    items: comparisons.map(({ kT, grid, continuum }) => ({ name: `kT ${kT} keV`, grid, ...continuum })),
    energies: [0.3, 12],
    flux: [1e-4, 3],
    ratio: [0.94, 1.06],
    tolerance: 0.03,
  });

/** The same with metals. */
export const drawMekalLines = (comparisons) =>
  compare({
    title: 'apec, solar',
    reference: 'MEKAL',
    items: comparisons.map(({ kT, grid, solar }) => ({ name: `kT ${kT} keV`, grid, ...solar })),
    energies: [0.3, 12],
    flux: [1e-4, 3],
    ratio: [0.4, 1.6],
    tolerance: 0.1,
  });
