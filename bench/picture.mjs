// The plot of docs/performance.md: how many times faster xsift is than each peer, with the spread over the rounds.
import * as Plot from '@observablehq/plot';
import { decadeTicks, drawPlot, palette } from '../dist/report/plot.js';

export function ratioPlot(results) {
  const rows = results.filter(({ peers }) => peers.length > 0);
  const peers = [...new Set(rows.flatMap((row) => row.peers.map(({ name }) => name)))];
  const colour = Object.fromEntries(peers.map((name, i) => [name, palette[i % palette.length]]));
  const points = rows.flatMap((row, i) =>
    row.peers.map(({ name, times }, k) => {
      const y = rows.length - 1 - i + 0.24 - 0.18 * k;
      return { y, x: times.median, min: times.min, max: times.max, name, colour: colour[name] };
    }),
  );
  /** @type {[number, number]} */
  const ends = [Math.min(1, ...points.map(({ min }) => min)) / 1.5, Math.max(...points.map(({ max }) => max)) * 3];
  return drawPlot({
    title: 'xsift beside its peers: how many times faster',
    width: 1200,
    height: 120 + 76 * rows.length,
    marginLeft: 470,
    x: {
      label: 'time of the peer / time of xsift (median, min-max over the rounds)',
      type: 'log',
      domain: ends,
      ticks: decadeTicks(ends),
    },
    y: {
      label: '',
      type: 'linear',
      domain: [-0.6, rows.length - 0.4],
      ticks: new Map(rows.map(({ name }, i) => [rows.length - 1 - i, name])),
    },
    marks: [
      Plot.ruleX([1], { stroke: '#333', strokeDasharray: '4 3' }),
      Plot.ruleY(
        rows.slice(1).map((_, i) => i + 0.5),
        { stroke: '#ddd' },
      ),
      Plot.ruleY(points, { x1: 'min', x2: 'max', y: 'y', stroke: 'colour', strokeWidth: 2 }),
      Plot.dot(points, { x: 'x', y: 'y', fill: 'colour', r: 5 }),
      Plot.text(points, { x: 'max', y: 'y', text: 'name', fill: 'colour', dx: 10, textAnchor: 'start', fontSize: 13 }),
    ],
    legend: [],
  });
}
