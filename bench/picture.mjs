// The plot of docs/performance.md: how many times faster xsift is than each peer, with the spread over the rounds.
import { figurePicture } from '../dist/chart/picture.js';

export function ratioPlot(results) {
  const rows = results.filter(({ peers }) => peers.length > 0);
  const names = [...new Set(rows.flatMap((row) => row.peers.map(({ name }) => name)))];
  const series = names.map((name) => {
    // Peers of a row stand below each other.
    const measured = rows.flatMap(({ peers }, i) => {
      const k = peers.findIndex((peer) => peer.name === name);
      return k < 0 ? [] : [{ ...peers[k].times, y: i + 0.22 * (k - (peers.length - 1) / 2) }];
    });
    const list = (field) => measured.map((times) => times[field]);
    return {
      name,
      kind: /** @type {const} */ ('points'),
      x: list('median'),
      y: list('y'),
      xLow: list('min'),
      xHigh: list('max'),
    };
  });
  /** @type {import('../dist/chart/types.js').FigurePanel} */
  const panel = {
    kind: 'chart',
    title: 'xsift beside its peers: how many times faster',
    x: { label: 'Time of the peer / time of xsift (median, min-max over the rounds)', type: 'log' },
    y: { label: '', type: 'linear', names: rows.map(({ name }) => name) },
    series,
    markers: [{ x: 1, name: 'as fast' }],
  };
  return figurePicture({ panels: [panel] }, { width: 1000, frameHeight: 44 * rows.length });
}
