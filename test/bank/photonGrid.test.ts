// The photon energies on which templates are evaluated: those that the responses of CCDs share, or a response's own.
import { expect, test } from 'vitest';
import { ccdEdges, photonEdges } from '../../ts/bank/photonGrid.js';
import { createResponse } from '../../ts/index.js';
import type { Rmf } from '../../ts/ogip/index.js';

/** Channels of 10 eV from 0.3 to 12 keV that spread a line over as many channels as `width` says. */
function spreading(width: (keV: number) => number) {
  const count = 1170;
  const low = Float64Array.from({ length: count }, (_, c) => 0.3 + 0.01 * c);
  const high = low.map((keV) => keV + 0.01);
  const spans = Array.from(low, (keV, c) => {
    const half = Math.max(0, Math.round((width(keV) - 1) / 2));
    const first = Math.max(0, c - half);
    return { first, n: Math.min(count - 1, c + half) - first + 1 };
  });
  const rmf: Rmf = {
    ...{ file: 'spread.rmf', energLo: low, energHi: high, nGrp: new Int32Array(count).fill(1) },
    ...{ fChan: Int32Array.from(spans, ({ first }) => first), nChan: Int32Array.from(spans, ({ n }) => n) },
    matrix: Float64Array.from(spans.flatMap(({ n }) => new Array<number>(n).fill(1 / n))),
    ...{ firstChannel: 0, detChans: count, channel: Int32Array.from({ length: count }, (_, c) => c) },
    ...{ eMin: low, eMax: high, telescope: 'TEST', instrument: 'SPREAD', includesArea: true, index: 1, matrices: 1 },
  };
  return createResponse(rmf);
}

test('lines are told apart by the shared grid where they are three of its bins wide in the band', () => {
  const wide = spreading(() => 25);
  const narrow = spreading(() => 5);
  const narrowAbove = spreading((keV) => (keV < 9 ? 25 : 5));
  expect(photonEdges(wide, [0.3, 8])).toBe(ccdEdges);
  expect(photonEdges(narrowAbove, [0.3, 8])).toBe(ccdEdges);
  expect(photonEdges(narrowAbove, [0.3, 11])).toHaveLength(1171);
  const edges = photonEdges(narrow, [0.3, 8]);
  expect([edges.length, edges[0], edges[1170]]).toEqual([1171, 0.3, expect.closeTo(12, 9)]);
});
