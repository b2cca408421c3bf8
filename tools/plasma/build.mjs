// Calculates data/plasma/chianti.json and chianti.bin, the emissivities of a plasma in collisional ionisation equilibrium at low
// density, from CHIANTI's files.
//
//   node tools/plasma/build.mjs CHIANTI_DIR
//
// CHIANTI_DIR holds the folder of a version (chianti_v10.1) and, where that lacks collision strengths, one of an older version
// (chianti_v7.1.4). Elements are calculated by two workers; it takes about a minute.
import { renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { calculate } from './calculate.mjs';
import { pack } from './pack.mjs';

const logT = Array.from({ length: 67 }, (_, i) => (112 + i) / 20); // 5.6 to 8.9
// The table's bins are even, 5 eV from 0.1 to 12 keV, above all lines; from there to 100 keV, where the continuum alone is
// left, they grow by 0.7 %. Those below 0.1 keV take what is needed for the power.
const perKeV = 200;
const [first, last] = [0.1 * perKeV, 12 * perKeV];
const [below, above] = [180, 300];
const edges = [
  ...Array.from({ length: below }, (_, i) => 0.001 * (first / perKeV / 0.001) ** (i / below)),
  ...Array.from({ length: last - first + 1 }, (_, i) => (first + i) / perKeV),
  ...Array.from({ length: above }, (_, i) => (last / perKeV) * (100 / (last / perKeV)) ** ((i + 1) / above)),
];
const source = {
  table:
    'CHIANTI 10.1 with collision strengths of 7.1.4 for ions it lacks, by tools/plasma: collisional ionisation equilibrium, low density, elements H He C N O Ne Na Mg Al Si S Ar Ca Fe Ni',
  references: [
    'Dere, Landi, Mason, Monsignori Fossi & Young 1997, A&AS 125, 149',
    'Del Zanna, Dere, Young & Landi 2021, ApJ 909, 38',
    'Karzas & Latter 1961, ApJS 6, 167; Verner & Yakovlev 1995, A&AS 109, 125 (recombination continuum)',
    'Itoh, Sakamoto, Kusano, Nozawa & Kohyama 2000, ApJS 128, 125; Sutherland 1998, MNRAS 300, 321 (bremsstrahlung)',
  ],
  licence:
    'CHIANTI is a collaborative project involving George Mason University, the University of Michigan, the NASA Goddard Space Flight Center and the University of Cambridge; freely distributed',
};

function save(name, data) {
  const file = fileURLToPath(new URL(`../../data/plasma/${name}`, import.meta.url));
  writeFileSync(`${file}.tmp`, data);
  renameSync(`${file}.tmp`, file);
  console.log(`data/plasma/${name}: ${data.length} bytes`);
}

async function main(folder) {
  if (!folder) {
    console.error('usage: node tools/plasma/build.mjs CHIANTI_DIR');
    process.exit(2);
  }
  const results = await calculate(folder, logT, edges);
  const cut = (rows) => rows.map((row) => row.subarray(below));
  const table = results.map(({ element, lines, continuum }) => ({
    element,
    lines: cut(lines),
    continuum: cut(continuum),
  }));
  const { data, header } = pack(table, logT, edges.slice(below), last - first);
  const power = {
    quantity: 'power of 0.001-100 keV and of 0.1-10 keV, keV cm3/s for one electron and one atom of the element',
    all: results.map((result) => result.power.map((value) => Number(value.toPrecision(5)))),
    xray: table.map((result) => xrayPower(result)),
  };
  const json = JSON.stringify({ source, file: 'chianti.bin', ...header, power }, null, 1);
  save('chianti.json', `${json.replace(/\n\s+(-?[\d.e-]+,?)(?=\n)/g, ' $1')}\n`);
  save('chianti.bin', data);
  const { value, spectrumBin } = header.largestError;
  console.log(`largest error of a value ${value}, of a bin of the spectrum ${spectrumBin}`);
}

/** keV cm3/s between 0.1 and 10 keV, at each temperature. */
function xrayPower({ lines, continuum }) {
  return lines.map((row, t) => {
    let sum = 0;
    for (let i = 0; i < 10 * perKeV - first; i++) sum += ((first + i + 0.5) / perKeV) * (row[i] + continuum[t][i]);
    return Number(sum.toPrecision(5));
  });
}

await main(process.argv[2]);
