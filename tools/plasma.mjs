// Condenses a table of coronal emissivities (NumPy .npz) into data/plasma/chianti.json and chianti.bin.
//
//   node tools/plasma.mjs chianti10_cie.npz
//
// Input arrays: logT (nT), E_edges_keV (nE + 1), Z (nZ), line and cont (nZ, nT, nE): photons cm3/s in each bin for one
// electron and one atom of the element per cm3. An npz is a zip of npy files.
//
// Output: for each element, lines then continuum, one number of 16 bits for each temperature and bin, row after row:
// 0 for nothing, else the code of value = floor exp(step)^(code - 1), with the value in photons/cm2/s at XSPEC's norm 1 (1e14 of the
// input) and abundance 1. Each number is stored as its difference from what its neighbours predict (left + above - above
// left, along energy and temperature), zigzag, low bytes then high bytes, in brotli.
// Values below `negligible` of the whole spectrum in that bin (abundances of `angr`, the largest in iron) are left out.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, inflateRawSync } from 'node:zlib';

const [inputFile] = process.argv.slice(2);
if (!inputFile) {
  console.error('usage: node tools/plasma.mjs TABLE.npz');
  process.exit(2);
}
const range = [0.1, 12]; // keV
const step = 0.001;
const floor = 1e-22;
const negligible = 1e-6;
const source = {
  table:
    'CHIANTI 10.1 with the fills of 7.1.4 for ions it lost: collisional ionisation equilibrium, low density, elements H He C N O Ne Na Mg Al Si S Ar Ca Fe Ni',
  references: [
    'Dere, Landi, Mason, Monsignori Fossi & Young 1997, A&AS 125, 149',
    'Del Zanna, Dere, Young & Landi 2021, ApJ 909, 38',
  ],
  licence:
    'CHIANTI is a collaborative project involving George Mason University, the University of Michigan, the NASA Goddard Space Flight Center and the University of Cambridge; freely distributed',
};

/** The members of a zip archive, read through its central directory (APPNOTE.TXT 4.3.12; sizes below 4 GiB). */
function unzip(bytes) {
  let end = bytes.length - 22;
  while (bytes.readUInt32LE(end) !== 0x06054b50) end--;
  const members = new Map();
  let at = bytes.readUInt32LE(end + 16);
  for (let i = bytes.readUInt16LE(end + 10); i > 0; i--) {
    const [method, size] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20)];
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    const local = bytes.readUInt32LE(at + 42);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const data = bytes.subarray(start, start + size);
    members.set(bytes.toString('latin1', at + 46, at + 46 + nameLength), method === 8 ? inflateRawSync(data) : data);
    at += 46 + nameLength + extra + comment;
  }
  return members;
}

/** A C-ordered npy array of doubles, floats or 64-bit integers (NEP 1). */
function npy(bytes) {
  const [length, start] = bytes[6] === 1 ? [bytes.readUInt16LE(8), 10] : [bytes.readUInt32LE(8), 12];
  const header = bytes.toString('latin1', start, start + length);
  const type = /'descr': '<(\w\d)'/.exec(header)?.[1];
  const Type = { f8: Float64Array, f4: Float32Array, i8: BigInt64Array }[type];
  if (!Type || !header.includes("'fortran_order': False")) throw new Error(`unsupported npy: ${header}`);
  const data = bytes.subarray(start + length);
  return Array.from(new Type(data.buffer.slice(data.byteOffset, data.byteOffset + data.length)), Number);
}

const members = unzip(readFileSync(inputFile));
const array = (name) => npy(members.get(`${name}.npy`));
const [logT, allEdges, elements, line, cont] = ['logT', 'E_edges_keV', 'Z', 'line', 'cont'].map(array);
const bins = allEdges.length - 1;
const [first, last] = range.map((energy) => allEdges.findIndex((edge) => Math.abs(edge - energy) < 1e-9));
const edges = allEdges.slice(first, last + 1);
const [nZ, nT, nE] = [elements.length, logT.length, last - first];

const abundanceFile = new URL('../data/absorption/abundances.json', import.meta.url);
const angr = JSON.parse(readFileSync(abundanceFile, 'utf8')).tables.angr;
const index = (z, t, e) => (z * nT + t) * bins + first + e;
const whole = new Float64Array(nT * nE);
for (let z = 0; z < nZ; z++)
  for (let t = 0; t < nT; t++)
    for (let e = 0; e < nE; e++) {
      whole[t * nE + e] += angr[elements[z] - 1] * (line[index(z, t, e)] + cont[index(z, t, e)]);
    }

const codes = new Uint16Array(nZ * 2 * nT * nE);
const kept = new Float64Array(nT * nE);
let next = 0;
let worst = 0;
for (let z = 0; z < nZ; z++) {
  const abundance = angr[elements[z] - 1];
  for (const values of [line, cont]) {
    for (let t = 0; t < nT; t++)
      for (let e = 0; e < nE; e++) {
        const value = values[index(z, t, e)] * 1e14;
        const code = 1 + Math.round(Math.log(value / floor) / step);
        if (code > 0 && values[index(z, t, e)] * abundance > negligible * whole[t * nE + e]) {
          if (code > 65535) throw new Error(`emissivity ${value} exceeds the range of 16 bits`);
          codes[next] = code;
          const stored = floor * Math.exp((code - 1) * step);
          worst = Math.max(worst, Math.abs(stored / value - 1));
          kept[t * nE + e] += abundance * stored * 1e-14;
        }
        next++;
      }
  }
}
let worstBin = 0;
whole.forEach((value, i) => {
  // Below 1e-12 photons/cm2/s/bin at norm 1 nothing can be seen.
  if (value * 1e14 > 1e-12) worstBin = Math.max(worstBin, Math.abs(kept[i] / value - 1));
});

const low = new Uint8Array(codes.length);
const high = new Uint8Array(codes.length);
for (let block = 0; block < nZ * 2; block++) {
  for (let i = 0; i < nT * nE; i++) {
    const at = block * nT * nE + i;
    const left = i % nE ? codes[at - 1] : 0;
    const above = i >= nE ? codes[at - nE] : 0;
    const corner = i % nE && i >= nE ? codes[at - nE - 1] : 0;
    const difference = ((codes[at] - (left + above - corner)) << 16) >> 16;
    const zigzag = ((difference << 1) ^ (difference >> 31)) & 0xffff;
    low[at] = zigzag & 255;
    high[at] = zigzag >> 8;
  }
}
const packed = brotliCompressSync(Buffer.concat([low, high]), {
  params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 },
});

const round = (values, digits) => values.map((value) => Number(value.toFixed(digits)));
const header = {
  source,
  file: 'chianti.bin',
  logT: round(logT, 6),
  edges: { first: round(edges, 6)[0], last: round(edges, 6).at(-1), bins: nE, unit: 'keV' },
  elements,
  quantity: 'photons/cm2/s/bin at XSPEC norm 1 (emission measure 1e14 x 4 pi D^2) and abundance 1',
  floor,
  ratio: Math.exp(step),
  negligible,
  largestError: { value: Number(worst.toPrecision(3)), spectrumBin: Number(worstBin.toPrecision(3)) },
};
const save = (name, data) => {
  const file = fileURLToPath(new URL(`../data/plasma/${name}`, import.meta.url));
  writeFileSync(`${file}.tmp`, data);
  renameSync(`${file}.tmp`, file);
  console.log(`data/plasma/${name}: ${data.length} bytes`);
};
save('chianti.json', `${JSON.stringify(header, null, 1).replace(/\n\s+(-?[\d.]+,?)(?=\n)/g, ' $1')}\n`);
save('chianti.bin', packed);
console.log(
  `largest error of a value ${worst.toExponential(2)}, of a bin of the spectrum ${worstBin.toExponential(2)}`,
);
