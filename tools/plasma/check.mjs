// How far apec is from the emission that CHIANTI's files give between the table's temperatures: the whole way, table, packing,
// cubic in log T and linear mixture of rows, against a calculation at that very temperature.
//
//   node tools/plasma/check.mjs CHIANTI_DIR      (about a minute; after npm run build)
import { abundances, model } from '../../dist/index.js';
import { calculate } from './calculate.mjs';

const [folder] = process.argv.slice(2);
if (!folder) {
  console.error('usage: node tools/plasma/check.mjs CHIANTI_DIR');
  process.exit(2);
}
// In the middle between two fine rows (native/core/spectral/plasma.cpp), near the middle of each of the table's steps of 0.05.
const logT = Array.from({ length: 56 }, (_, i) => 5.8 + 0.05 * i).map((t) => t + (t < 6.29 ? 0.021875 : 0.01875));
const edges = Float64Array.from({ length: 1541 }, (_, i) => (60 + i) / 200); // 0.3 to 8 keV
const metals = 0.3;
const results = await calculate(folder, logT, edges);
const solar = abundances('wilm');
const spectrum = model('apec').bind(edges.slice(0, -1), edges.slice(1), { abundances: 'wilm' });
const worst = logT.map((t, k) => {
  const exact = new Float64Array(edges.length - 1);
  for (const { element, lines, continuum } of results) {
    // Sodium is a trace element to apec: its abundance stays.
    const abundance = solar[element - 1] * (element > 2 && element !== 11 ? metals : 1) * 1e14;
    for (let i = 0; i < exact.length; i++) exact[i] += abundance * (lines[k][i] + continuum[k][i]);
  }
  const ours = spectrum.evaluate(Float64Array.of(8.617333262e-8 * 10 ** t, metals, 0, 1));
  const total = exact.reduce((a, b) => a + b, 0);
  const bands = Array.from({ length: exact.length - 9 }, (_, i) => {
    const sum = (values) => values.subarray(i, i + 10).reduce((a, b) => a + b, 0);
    return { keV: edges[i], share: sum(exact) / total, error: Math.abs(sum(ours) / sum(exact) - 1) };
  });
  return { t, ...bands.filter(({ share }) => share > 1e-4).reduce((a, b) => (b.error > a.error ? b : a)) };
});
const percent = (value) => `${(100 * value).toFixed(2)} %`;
for (const { t, keV, error } of worst)
  console.log(`log T ${t.toFixed(5)}: worst 50 eV band ${percent(error)}, from ${keV.toFixed(3)} keV`);
const sorted = worst.map(({ error }) => error).sort((a, b) => a - b);
console.log(`median ${percent(sorted[sorted.length >> 1])}, worst ${percent(sorted.at(-1))}`);
process.exitCode = sorted[sorted.length - 1] > 0.01 ? 1 : 0;
