// Packs a table of emissivities into the two files of data/plasma.
//
// For each element, lines then continuum, one number of 16 bits for each temperature and bin, row after row: 0 for nothing, else
// the code of value = floor exp(step)^(code - 1), with the value in photons/cm2/s at XSPEC's norm 1 (1e14 of the emissivity) and
// abundance 1. Each number is stored as its difference from what its neighbours predict (left + above - above left, along energy
// and temperature), zigzag, low bytes then high bytes, in brotli.
// Values below `negligible` of the whole spectrum in that bin (abundances of `angr`, the largest in iron) are left out.
import { readFileSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';

const step = 0.001;
const floor = 1e-22;
const negligible = 1e-6;

const angr = JSON.parse(readFileSync(new URL('../../data/absorption/abundances.json', import.meta.url), 'utf8')).tables
  .angr;

/** The whole spectrum of each temperature (nT x nE) at solar abundances, by which small contributions are judged. */
function wholeSpectrum(emissivities, nT, nE) {
  const whole = new Float64Array(nT * nE);
  for (const { element, lines, continuum } of emissivities) {
    for (let t = 0; t < nT; t++)
      for (let e = 0; e < nE; e++) whole[t * nE + e] += angr[element - 1] * (lines[t][e] + continuum[t][e]);
  }
  return whole;
}

/** Codes of all values, and the largest errors they make: of a value, and of a bin of the whole spectrum. */
function encode(emissivities, nT, nE) {
  const whole = wholeSpectrum(emissivities, nT, nE);
  const codes = new Uint16Array(emissivities.length * 2 * nT * nE);
  const kept = new Float64Array(nT * nE);
  let next = 0;
  let value = 0;
  for (const { element, lines, continuum } of emissivities) {
    const abundance = angr[element - 1];
    for (const table of [lines, continuum]) {
      for (let i = 0; i < nT * nE; i++, next++) {
        const emissivity = table[Math.floor(i / nE)][i % nE];
        const code = 1 + Math.round(Math.log((emissivity * 1e14) / floor) / step);
        if (!(code > 0 && emissivity * abundance > negligible * whole[i])) continue;
        if (code > 65535)
          throw new Error(`emissivity ${emissivity} of element ${element} exceeds the range of 16 bits`);
        codes[next] = code;
        const stored = floor * 1e-14 * Math.exp((code - 1) * step);
        value = Math.max(value, Math.abs(stored / emissivity - 1));
        kept[i] += abundance * stored;
      }
    }
  }
  let spectrumBin = 0;
  whole.forEach((sum, i) => {
    // Below 1e-12 photons/cm2/s/bin at norm 1 nothing can be seen.
    if (sum * 1e14 > 1e-12) spectrumBin = Math.max(spectrumBin, Math.abs(kept[i] / sum - 1));
  });
  return { codes, errors: { value: Number(value.toPrecision(3)), spectrumBin: Number(spectrumBin.toPrecision(3)) } };
}

/** Differences from the prediction of the neighbours, as bytes. */
function differences(codes, block, nE) {
  const [low, high] = [new Uint8Array(codes.length), new Uint8Array(codes.length)];
  codes.forEach((code, at) => {
    const i = at % block;
    const left = i % nE ? codes[at - 1] : 0;
    const above = i >= nE ? codes[at - nE] : 0;
    const corner = i % nE && i >= nE ? codes[at - nE - 1] : 0;
    const difference = ((code - (left + above - corner)) << 16) >> 16;
    const zigzag = ((difference << 1) ^ (difference >> 31)) & 0xffff;
    low[at] = zigzag & 255;
    high[at] = zigzag >> 8;
  });
  return Buffer.concat([low, high]);
}

/**
 * {data, header} of emissivities: [{element, lines[t], continuum[t]}], photons cm3/s for each bin between the edges, of which
 * the first `even` bins are alike.
 */
export function pack(emissivities, logT, edges, even) {
  const [nT, nE] = [logT.length, edges.length - 1];
  const { codes, errors } = encode(emissivities, nT, nE);
  const data = brotliCompressSync(differences(codes, nT * nE, nE), {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 },
  });
  const round = (x) => Number(x.toFixed(6));
  const header = {
    logT: logT.map(round),
    edges: {
      first: round(edges[0]),
      last: round(edges[even]),
      bins: even,
      above: edges.slice(even + 1).map(round),
      unit: 'keV',
    },
    elements: emissivities.map(({ element }) => element),
    quantity: 'photons/cm2/s/bin at XSPEC norm 1 (emission measure 1e14 x 4 pi D^2) and abundance 1',
    floor,
    ratio: Math.exp(step),
    negligible,
    largestError: errors,
  };
  return { data, header };
}
