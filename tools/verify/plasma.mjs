// apec against AtomDB 3.0.9 (1 keV, three cool stars, power of each element) and MEKAL (2 and 5 keV).
import { readFileSync } from 'node:fs';
import { embeddedPlasma, model } from '../../dist/index.js';
import { markdownTable } from './page.mjs';
import { plasmaFits } from './plasmaFit.mjs';
import { drawMekal, drawMekalLines, drawOneKeV, drawStars } from './plasmaPlots.mjs';
import {
  atomdbOneKeV,
  atomdbStars,
  bandRatio,
  bands,
  elementPower,
  mekal,
  files as paths,
} from './plasmaReference.mjs';
import { axis, band, curve, picture } from './plot.mjs';
import { percent } from './reference.mjs';

export const files = Object.values(paths);

const limits = { shape: 0.08, norm: 0.1, power: 0.15, continuum: 0.03 };
/** Where ions differ most from AtomDB: bands in keV and what shines there at 1 keV. */
const ionBands = [
  [0.8, 0.84, 'Fe XVII'],
  [0.88, 0.96, 'Ne IX, Fe XVIII, XIX'],
  [0.96, 1.05, 'Ne X, Fe XX, XXI'],
  [1.05, 1.2, 'Fe XXII-XXIV'],
  [1.2, 1.5, 'Mg XI, XII, Fe-L'],
  [6.6, 6.75, 'Fe XXV'],
];
const symbols = new Map([
  [1, 'H'],
  [2, 'He'],
  [6, 'C'],
  [7, 'N'],
  [8, 'O'],
  [10, 'Ne'],
  [12, 'Mg'],
  [13, 'Al'],
  [14, 'Si'],
  [16, 'S'],
  [18, 'Ar'],
  [20, 'Ca'],
  [26, 'Fe'],
  [28, 'Ni'],
]);

export async function plasma() {
  const oneKeV = atomdbOneKeV(model);
  const stars = atomdbStars(model);
  const header = JSON.parse(readFileSync(new URL('../../data/plasma/chianti.json', import.meta.url), 'utf8'));
  const power = elementPower(header);
  const continuum = mekal(model, embeddedPlasma());
  const mixed = {
    ...oneKeV,
    ...oneKeV.mixed,
    ours: oneKeV.mixedSpectrum,
    name: 'the same, mixed of two temperatures',
  };
  return {
    rows: [
      ...[oneKeV, ...stars].map((result, i) => shapeRow(i === 0 ? 'apec' : `star-${result.kT}`, result)),
      { ...shapeRow('apec-mixed', { ...oneKeV.mixed, name: 'kT 1 keV of two temperatures, as the reference' }) },
      powerRow(power),
      ...continuum.map(({ kT, worst }) => ({
        key: `mekal-${kT}`,
        name: `apec without metals, kT ${kT} keV, 1-12 keV`,
        against: 'MEKAL',
        tolerance: `${percent(limits.continuum, 0)}, every bin`,
        value: `worst ${percent(worst)}`,
        pass: worst <= limits.continuum,
      })),
    ],
    texts: {
      'apec-bands': markdownTable([
        ["photons over AtomDB's, by keV", ...bands.slice(1).map((to, k) => `${bands[k]}-${to}`)],
        ...[oneKeV, mixed, ...stars].map((result) => [
          result.name,
          ...result.bands.map((value) => (Number.isFinite(value) ? value.toFixed(2) : '')),
        ]),
      ]),
      'apec-ions': ionTable([oneKeV, mixed, ...stars]),
      'apec-fits': await plasmaFits([oneKeV, ...stars]),
      'apec-power': markdownTable([
        ['element', 'strongest (keV cm3/s per H)', 'worst ratio', 'at log T', 'ratio at log T 6.2, 6.6, 7.0, 7.4, 7.8'],
        ...power.map(({ element, points, strongest, worst }) => [
          symbols.get(element),
          strongest.toExponential(1),
          worst.ratio.toFixed(2),
          worst.logT.toFixed(1),
          [6.2, 6.6, 7, 7.4, 7.8]
            .map((logT) => points.find((point) => Math.abs(point.logT - logT) < 1e-6))
            .map(({ ratio, share }) => (share >= 0.8 ? ratio.toFixed(2) : `(${ratio.toFixed(2)})`))
            .join(' '),
        ]),
      ]),
      'apec-lines': markdownTable([
        [
          "photons over MEKAL's, lines and continuum",
          ...continuum[0].peaks.map(({ name, from, to }) => `${name} ${from}-${to}`),
        ],
        ...continuum.map(({ kT, peaks }) => [`kT ${kT} keV, solar`, ...peaks.map(({ ratio }) => ratio.toFixed(2))]),
      ]),
    },
    pictures: {
      'apec.png': drawOneKeV(oneKeV),
      'apec-stars.png': drawStars(stars),
      'apec-power.png': drawPower(power),
      'mekal.png': drawMekal(continuum),
      'mekal-lines.png': drawMekalLines(continuum),
    },
  };
}

function ionTable(results) {
  return markdownTable([
    ["photons over AtomDB's, by keV", ...ionBands.map(([from, to, ions]) => `${from}-${to} (${ions})`)],
    ...results.map((result) => [
      result.name,
      ...ionBands
        .map(([from, to]) => bandRatio(result, from, to))
        .map((ratio) => (Number.isFinite(ratio) ? ratio.toFixed(2) : '')),
    ]),
  ]);
}

function shapeRow(key, { name, norm, sigma, fwhm }) {
  return {
    key,
    name: `apec, ${name}, 0.3-8 keV`,
    against: 'AtomDB 3.0.9',
    tolerance: `shape ${percent(limits.shape, 0)} rms, norm ${percent(limits.norm, 0)}`,
    value: `shape ${percent(sigma, 1)} (45 eV as sigma), ${percent(fwhm, 1)} (as FWHM), norm ${norm.toFixed(3)}`,
    pass: sigma <= limits.shape && fwhm <= limits.shape && Math.abs(norm - 1) <= limits.norm,
    known: key === 'apec' && 'the reference mixes two temperatures linearly',
  };
}

function powerRow(power) {
  const [worst] = power.slice(0, 8).sort((a, b) => Math.abs(b.worst.ratio - 1) - Math.abs(a.worst.ratio - 1));
  return {
    key: 'power',
    name: 'power of the 8 strongest elements, where four fifths lie in 0.1-10 keV',
    against: 'AtomDB 3.0.9',
    tolerance: percent(limits.power, 0),
    value: `worst ${symbols.get(worst.element)} ${worst.worst.ratio.toFixed(2)} at log T ${worst.worst.logT.toFixed(1)}`,
    pass: Math.abs(worst.worst.ratio - 1) <= limits.power,
  };
}

function drawPower(power) {
  const series = power.slice(0, 8).map(({ element, points }, colour) => {
    const seen = points.filter(({ share }) => share >= 0.8);
    const [logT, ratio] = [seen.map((point) => point.logT), seen.map((point) => point.ratio)];
    return curve(symbols.get(element), logT, ratio, { colour, dashed: colour > 3 });
  });
  return picture({
    title: 'Power of the strongest elements, where four fifths lie in 0.1-10 keV',
    x: axis('Log T (K)', 'linear', [5.6, 8.6]),
    y: axis('Power, xsift / AtomDB', 'linear', [0.5, 1.5]),
    series: [band(`±${percent(limits.power, 0)}`, [5.6, 8.6], 1 - limits.power, 1 + limits.power), ...series],
  });
}
