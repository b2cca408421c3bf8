import type { Arf, Rmf } from '../../ts/ogip/index.js';

/**
 * A small instrument: 60 energy bins of 0.1 keV from 0.5 keV, 30 channels of 0.2 keV numbered from 1. A photon of bin e goes
 * to channel e/2 with 0.7 and to the next with 0.3 (to the last channel with 1). The area is 100 cm2.
 */
export function smallRmf(): Rmf {
  const rows = 60;
  const channels = 30;
  const nChan = Int32Array.from({ length: rows }, (_, e) => (e < rows - 2 ? 2 : 1));
  const rowsOf = Array.from(nChan, (n) => (n === 2 ? [0.7, 0.3] : [1]));
  return {
    file: 'small.rmf',
    energLo: Float64Array.from({ length: rows }, (_, e) => 0.5 + 0.1 * e),
    energHi: Float64Array.from({ length: rows }, (_, e) => 0.5 + 0.1 * (e + 1)),
    nGrp: new Int32Array(rows).fill(1),
    fChan: Int32Array.from({ length: rows }, (_, e) => 1 + Math.floor(e / 2)),
    nChan,
    matrix: Float64Array.from(rowsOf.flat()),
    firstChannel: 1,
    detChans: channels,
    channel: Int32Array.from({ length: channels }, (_, c) => c + 1),
    eMin: Float64Array.from({ length: channels }, (_, c) => 0.5 + 0.2 * c),
    eMax: Float64Array.from({ length: channels }, (_, c) => 0.5 + 0.2 * (c + 1)),
    telescope: 'TEST',
    instrument: 'SMALL',
    includesArea: false,
    index: 1,
    matrices: 1,
  };
}

export function smallArf(): Arf {
  const { energLo, energHi } = smallRmf();
  return { file: 'small.arf', energLo, energHi, specResp: new Float64Array(60).fill(100) };
}

/** Expected counts of norm x E^-gamma (photons/cm2/s/keV) in the small instrument, in closed form; gamma not 1. */
export function smallExpected(norm: number, gamma: number, exposure: number): Float64Array {
  const integral = (lo: number, hi: number) => (norm * (hi ** (1 - gamma) - lo ** (1 - gamma))) / (1 - gamma);
  const photons = Array.from({ length: 30 }, (_, c) => integral(0.5 + 0.2 * c, 0.7 + 0.2 * c) * 100 * exposure);
  return Float64Array.from(
    photons,
    (count, c) => (c === 29 ? count : 0.7 * count) + (c > 0 ? 0.3 * photons[c - 1] : 0),
  );
}
