// Pictures of sampled stars beside the COUP catalogue: distribution functions of each number, and pairs of numbers as points.
import * as Plot from '@observablehq/plot';
import { drawPlot, evenTicks, palette } from '../../dist/report/plot.js';
import { pngOf } from './plot.mjs';

const [ours, theirs] = [palette[0], '#222'];
const [width, height] = [520, 400];
/** Points of ours that are drawn of each pair: about as many as the catalogue has. */
const shown = 400;

const units = { 'log NH': 'cm⁻²', 'log EM1': 'cm⁻³', 'log EM2': 'cm⁻³', 'log kT1': 'keV', 'log kT2': 'keV' };
const withUnit = (name) => (units[name] ? `${name} (${units[name]})` : name);
/** @returns {{ label: string, type: 'linear', domain: [number, number], ticks: Map<number, string> }} */
const axis = (label, domain) => ({ label: withUnit(label), type: 'linear', domain, ticks: evenTicks(domain, 5) });

/** The limits of some values with a margin. */
function span(values) {
  const [low, high] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
  const margin = 0.05 * (high - low);
  return [low - margin, high + margin];
}

/** Panels in rows of `columns`, as one picture. */
function grid(panels, columns) {
  const rows = Math.ceil(panels.length / columns);
  const parts = panels.map(({ svg }, k) =>
    svg
      .slice(svg.indexOf('<svg'))
      .replace('<svg', `<svg x="${(k % columns) * width}" y="${Math.floor(k / columns) * height}"`)
      .replaceAll(/clip-(?=\d)/g, `clip-${k}-`),
  );
  const size = `width="${columns * width}" height="${rows * height}"`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${parts.join('')}</svg>`;
  return { svg, png: pngOf(svg) };
}

/** Distribution function as a line of steps, of sorted values. */
function distribution(values, options) {
  const every = Math.max(1, Math.floor(values.length / 1000));
  const points = Array.from(values.keys())
    .filter((i) => i % every === 0 || i === values.length - 1)
    .map((i) => ({ x: values[i], y: (i + 1) / values.length }));
  return Plot.line(points, { x: 'x', y: 'y', curve: 'step-after', clip: true, ...options });
}

function marginal({ plasmas }, { name, ours: a, theirs: b, d, p }) {
  return drawPlot({
    title: `${name}, ${plasmas} plasma${plasmas > 1 ? 's' : ''}: KS ${d.toFixed(3)}, p ${p.toFixed(2)}`,
    width,
    height,
    x: axis(name, span([...b, a[0], a.at(-1)])),
    y: axis('Share below', [0, 1]),
    legend: [
      { colour: theirs, text: 'COUP' },
      { colour: ours, text: 'sampled' },
    ],
    marks: [distribution(b, { stroke: theirs, strokeWidth: 3 }), distribution(a, { stroke: ours, strokeWidth: 1.5 })],
  });
}

function pair({ names, correlations, points, plasmas }, x, y) {
  const [j, k] = [x, y].map((name) => names.indexOf(name));
  const found = correlations.find(({ between }) => between.includes(x) && between.includes(y));
  const dots = (set, options) =>
    Plot.dot(
      set.map((point) => ({ x: point[j], y: point[k] })),
      { x: 'x', y: 'y', r: 2.2, strokeWidth: 0, fillOpacity: 0.65, clip: true, ...options },
    );
  const some = points.ours.slice(0, shown);
  const limits = (of) => span([...some, ...points.theirs].map((point) => point[of]));
  return drawPlot({
    title: `${plasmas} plasma${plasmas > 1 ? 's' : ''}: correlation ${found.theirs.toFixed(2)}, sampled ${found.ours.toFixed(2)}`,
    width,
    height,
    x: axis(x, limits(j)),
    y: axis(y, limits(k)),
    legend: [
      { colour: theirs, text: 'COUP' },
      { colour: ours, text: 'sampled' },
    ],
    marks: [dots(points.theirs, { fill: theirs }), dots(some, { fill: ours })],
  });
}

/** The pictures of `compareStars`, by file name: SVG and PNG. */
/** @param {any[]} comparison of stars with one plasma and with two */
export function drawStars([one, two]) {
  const pairs = [
    [one, 'log NH', 'log EM1'],
    [one, 'log NH', 'log kT1'],
    [two, 'log kT1', 'log kT2'],
    [two, 'log EM1', 'log EM2'],
    [two, 'log NH', 'log kT2'],
    [two, 'log NH', 'log EM1'],
  ];
  return {
    'coup-marginals.png': grid(
      [one, two].flatMap((set) => set.marginals.map((of) => marginal(set, of))),
      4,
    ),
    'coup-pairs.png': grid(
      pairs.map(([set, x, y]) => pair(set, x, y)),
      3,
    ),
  };
}
