// Pictures of sampled stars beside the COUP catalogue: distribution functions of each number, and pairs of numbers as points.
import { figurePicture } from '../../dist/chart/picture.js';
import { black } from './plot.mjs';

const [ours, theirs] = ['sampled', 'COUP'];
/** Points of ours that are drawn of each pair: about as many as the catalogue has. */
const shown = 400;

const units = { NH: 'cm⁻²', EM1: 'cm⁻³', EM2: 'cm⁻³', kT1: 'keV', kT2: 'keV' };
/** 'log NH': 'Log NH (cm⁻²)'. */
const axis = (name) => {
  const unit = units[name.replace('log ', '')];
  return { label: `${name[0].toUpperCase()}${name.slice(1)}${unit ? ` (${unit})` : ''}`, type: 'linear' };
};
const ofPlasmas = (plasmas) => `${plasmas} plasma${plasmas > 1 ? 's' : ''}`;

/** Panels in rows of `columns`, with one legend for all. */
const grid = (panels, columns) =>
  figurePicture({ panels, hasSharedLegend: true }, { columns, width: 420, frameHeight: 280 }, 1);

/** Distribution function of sorted values, as a line of a thousand points at most. */
function distribution(name, values, looks) {
  const every = Math.max(1, Math.floor(values.length / 1000));
  const places = [...values.keys()].filter((i) => i % every === 0 || i === values.length - 1);
  const x = places.map((i) => values[i]);
  return { name, kind: 'line', dashed: false, x, y: places.map((i) => (i + 1) / values.length), ...looks };
}

const marginal = ({ plasmas }, { name, ours: a, theirs: b, d, p }) => ({
  kind: 'chart',
  title: `${name}, ${ofPlasmas(plasmas)}: KS ${d.toFixed(3)}, p ${p.toFixed(2)}`,
  x: axis(name),
  y: { label: 'Share below', type: 'linear', domain: [0, 1] },
  series: [distribution(theirs, b, { colour: black, isWide: true }), distribution(ours, a, { colour: 0 })],
});

function pair({ names, correlations, points, plasmas }, x, y) {
  const [j, k] = [x, y].map((name) => names.indexOf(name));
  const found = correlations.find(({ between }) => between.includes(x) && between.includes(y));
  const dots = (name, set, colour) => ({
    ...{ name, kind: 'points', colour, x: set.map((point) => point[j]), y: set.map((point) => point[k]) },
  });
  return {
    kind: 'chart',
    title: `${ofPlasmas(plasmas)}: correlation ${found.theirs.toFixed(2)}, sampled ${found.ours.toFixed(2)}`,
    x: axis(x),
    y: axis(y),
    series: [dots(theirs, points.theirs, black), dots(ours, points.ours.slice(0, shown), 0)],
  };
}

/** The pictures of `compareStars`, by file name. @param {any[]} comparison */
export function drawStars([single, double]) {
  const pairs = [
    [single, 'log NH', 'log EM1'],
    [single, 'log NH', 'log kT1'],
    [double, 'log kT1', 'log kT2'],
    [double, 'log EM1', 'log EM2'],
    [double, 'log NH', 'log kT2'],
    [double, 'log NH', 'log EM1'],
  ];
  return {
    'coup-marginals.png': grid(
      [single, double].flatMap((set) => set.marginals.map((comparison) => marginal(set, comparison))),
      4,
    ),
    'coup-pairs.png': grid(
      pairs.map(([set, x, y]) => pair(set, x, y)),
      3,
    ),
  };
}
