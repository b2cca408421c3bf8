// apec against AtomDB 3.0.9 and MEKAL: numbers and curves. The functions take `model` (of the package or of its sources).
import { readFileSync } from 'node:fs';
import { evenGrid, numbersInName, readCsv, readNpy, sharedFile, sum } from './reference.mjs';

export const files = {
  oneKeV: 'plasma/apec309_kT1keV_angr.npy',
  stars: 'xspec_reference/apec_norm1_stars.csv',
  power: 'plasma/apec309_power_by_element.txt',
  mekal: 'xspec_reference/mekal_norm1.csv',
};

const kB = 8.617333262e-8; // keV/K
const width = 0.045; // keV
const fwhm = 2 * Math.sqrt(2 * Math.log(2));
export const bands = [0.3, 0.5, 0.7, 0.9, 1.2, 2, 4, 6.3, 6.8, 8];

/** Values of even bins smoothed by a Gaussian. */
export function smooth(values, step, sigma) {
  const reach = Math.ceil((4 * sigma) / step);
  const kernel = Array.from({ length: 2 * reach + 1 }, (_, k) => Math.exp(-0.5 * (((k - reach) * step) / sigma) ** 2));
  return values.map((_, i) => {
    let total = 0;
    for (let k = Math.max(0, i - reach); k <= Math.min(values.length - 1, i + reach); k++)
      total += values[k] * kernel[k - i + reach];
    return total;
  });
}

/**
 * Photons in even bins against a reference, 0.3-8 keV: the ratio of the sums, by band, and the flux-weighted root mean square
 * difference of the shapes after smoothing with 45 eV, taken as standard deviation (sigma) and as full width (fwhm).
 */
export function compareSpectra([lo, hi], ours, theirs) {
  const step = (hi.at(-1) - lo[0]) / lo.length;
  const isInside = lo.map((low, i) => (low >= 0.3 - 1e-9 && hi[i] <= 8 + 1e-9 ? 1 : 0));
  const shape = (sigma) => {
    const [a, b] = [ours, theirs].map((values) => smooth(values, step, sigma).filter((_, i) => isInside[i]));
    const [sumA, sumB] = [sum(a), sum(b)];
    return Math.sqrt(sum(b.map((value, i) => (value / sumB) * ((a[i] * sumB) / (value * sumA) - 1) ** 2)));
  };
  const ratio = (from, to) => bandRatio({ grid: [lo, hi], ours, theirs }, from, to);
  return {
    norm: ratio(0.3, 8),
    sigma: shape(width),
    fwhm: shape(width / fwhm),
    bands: bands.slice(1).map((to, k) => ratio(bands[k], to)),
  };
}

/** Photons over the reference's in the bins that begin in a band, keV; NaN where it has none. */
export function bandRatio({ grid, ours, theirs }, from, to) {
  const [lo] = grid;
  const between = (values) => sum(values.filter((_, i) => lo[i] >= from - 1e-9 && lo[i] < to - 1e-9));
  return between(ours) / between(theirs);
}

/** The rows of AtomDB's 51 temperatures around kT, and the weight of the upper one where they are mixed linearly in kT. */
export function rowsAround(kT) {
  const index = Math.floor(10 * Math.log10(kT / kB) + 1e-9);
  const [low, high] = [index, index + 1].map((i) => kB * 10 ** (i / 10));
  return { low, high, weight: (kT - low) / (high - low) };
}

/** apec at 1 keV: as it is, and mixed of two temperatures as the reference was. */
export function atomdbOneKeV(model) {
  const theirs = readNpy(files.oneKeV).map((value) => value * 1e14);
  const grid = evenGrid(0.1, 10, 999);
  const bound = model('apec').bind(...grid, { abundances: 'angr' });
  const at = (kT) => bound.evaluate(Float64Array.of(kT, 1, 0, 1));
  const ours = at(1);
  const { low, high, weight } = rowsAround(1);
  const [cool, hot] = [at(low), at(high)];
  const mixed = cool.map((value, i) => (1 - weight) * value + weight * hot[i]);
  const compared = { ...compareSpectra(grid, ours, theirs), mixed: compareSpectra(grid, mixed, theirs) };
  return { name: 'kT 1 keV, solar', kT: 1, abundance: 1, nH: 0, grid, ours, mixedSpectrum: mixed, theirs, ...compared };
}

/** phabs*apec of three cool stars by PyXspec, bins of 1 eV around the given energies. */
export function atomdbStars(model) {
  const table = readCsv(files.stars);
  const middle = table.column(table.names[0]);
  const step = (middle[middle.length - 1] - middle[0]) / (middle.length - 1);
  const kept = Array.from(middle.keys()).filter((i) => middle[i] > 0.2 && middle[i] < 8.2);
  const [low, high] = [-0.5, 0.5].map((side) => Float64Array.from(kept, (i) => middle[i] + side * step));
  /** @type {[Float64Array, Float64Array]} */
  const grid = [low, Float64Array.from([...low.slice(1), high[high.length - 1]])];
  const bound = model('phabs*apec').bind(...grid, { abundances: 'angr' });
  return table.names.slice(1).map((name) => {
    const { kT, Z, phabs } = numbersInName(name);
    const nH = Number(phabs) * (String(phabs).includes('e') ? 1e-22 : 1);
    const ours = bound.evaluate(Float64Array.of(nH, Number(kT), Number(Z), 0, 1));
    const column = table.column(name);
    const theirs = Float64Array.from(kept, (i) => column[i] * step);
    return {
      name: `kT ${kT} keV, abundance ${Z}`,
      kT: Number(kT),
      abundance: Number(Z),
      nH,
      grid,
      ours,
      theirs,
      ...compareSpectra(grid, ours, theirs),
    };
  });
}

/** The table with its first elements alone, hydrogen and helium. */
function withoutMetals(table) {
  const block = table.logT.length * (table.edges.length - 1);
  const load = () => {
    const { lines, continuum } = table.load();
    return { lines: lines.slice(0, 2 * block), continuum: continuum.slice(0, 2 * block) };
  };
  return { ...table, elements: table.elements.slice(0, 2), load };
}

/** Continuum of hydrogen and helium, and the whole spectrum with metals, against MEKAL. table: of embeddedPlasma. */
export function mekal(model, table) {
  const reference = readCsv(files.mekal);
  /** @type {[Float64Array, Float64Array]} */
  const grid = [reference.column('E_lo_keV'), reference.column('E_hi_keV')];
  const bounds = [withoutMetals(table), table].map((plasma) =>
    model('apec').bind(...grid, { abundances: 'angr', plasma }),
  );
  return [2, 5].map((kT) => {
    const [continuum, solar] = bounds.map((bound, abundance) => {
      const ours = bound.evaluate(Float64Array.of(kT, 1, 0, 1));
      const theirs = reference.column(`kT${kT}_Z${abundance}.0`);
      return { ours, theirs };
    });
    const ratio = continuum.ours.map((value, i) => value / continuum.theirs[i]);
    const worst = (from) => Math.max(...ratio.map((r, i) => (grid[0][i] >= from ? Math.abs(r - 1) : 0)));
    return { kT, grid, continuum, solar, ratio, worst: worst(1), worstBelow: worst(0.3), peaks: peaks(grid, solar) };
  });
}

/** Bands with the lines of an element that a CCD tells apart: photons of lines and continuum over MEKAL's. */
/** @type {[string, number, number][]} */
const lineBands = [
  ['O VIII', 0.6, 0.7],
  ['Fe-L', 0.7, 1.3],
  ['Mg XII', 1.4, 1.5],
  ['Si XIII', 1.8, 1.9],
  ['Si XIV', 1.96, 2.06],
  ['S XV', 2.4, 2.5],
  ['S XVI', 2.58, 2.67],
  ['Ar', 3.05, 3.4],
  ['Ca', 3.8, 4.15],
  ['Fe XXV', 6.55, 6.75],
  ['Fe XXVI', 6.9, 7.03],
  ['Fe, Ni', 7.7, 8.4],
];
/** @param {[Float64Array, Float64Array]} grid @param {{ ours: Float64Array, theirs: Float64Array }} spectra */
function peaks([lo], { ours, theirs }) {
  return lineBands.map(([name, from, to]) => {
    const [a, b] = [ours, theirs].map((values) =>
      sum(values.filter((_, i) => lo[i] > from - 1e-6 && lo[i] < to - 1e-6)),
    );
    return { name, from, to, ratio: a / b };
  });
}

/**
 * Power of each element in 0.001-100 keV over AtomDB's, at the temperatures both have, and the share of it in 0.1-10 keV.
 * strongest: the element's largest power in 0.1-10 keV (solar); worst: the largest difference where four fifths of it or more lie there.
 */
export function elementPower(header) {
  const { angr } = JSON.parse(
    readFileSync(new URL('../../data/absorption/abundances.json', import.meta.url), 'utf8'),
  ).tables;
  const [, ...rows] = readFileSync(sharedFile(files.power), 'utf8').trim().split('\n');
  const table = rows.map((row) => row.trim().split(/\s+/).map(Number));
  const theirElements = [0, 1, 2, 6, 7, 8, 10, 12, 13, 14, 16, 18, 20, 26, 28];
  const compared = [];
  header.elements.forEach((element, z) => {
    const column = 1 + theirElements.indexOf(element);
    if (column === 0) return;
    const points = table.flatMap((row) => {
      const t = header.logT.findIndex((logT) => Math.abs(logT - row[0]) < 1e-6);
      if (t < 0 || !(row[column] > 0)) return [];
      const [total, xray] = [header.power.all[z][t], header.power.xray[z][t]];
      return [
        {
          logT: row[0],
          ratio: (total * angr[element - 1]) / row[column],
          share: xray / total,
          xray: xray * angr[element - 1],
        },
      ];
    });
    const seen = points.filter(({ share }) => share >= 0.8);
    compared.push({
      element,
      points,
      strongest: Math.max(...points.map(({ xray }) => xray)),
      worst: seen.reduce((a, b) => (Math.abs(b.ratio - 1) > Math.abs(a.ratio - 1) ? b : a)),
    });
  });
  return compared.sort((a, b) => b.strongest - a.strongest);
}
