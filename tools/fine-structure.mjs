// Makes data/absorption/fine-structure.json: cross-sections of O, Fe and Ne around their K and L edges, which Verner's fits
// leave without resonances, from the cross-sections that XSPEC's tbabs has with two abundance tables.
//
//   node tools/fine-structure.mjs xsect_tbabs_wilm.fits xsect_tbabs_angr.fits      (after npm run build)
//
// Input: ENERG (keV), SIGMA (1e-22 cm2 for each hydrogen atom), 10,000 energies from 0.1 to 20 keV evenly spaced in the
// logarithm. Around each edge one element alone has structure, so that our own tbabs gives the input with one unknown at each
// energy: the element's cross-section, in gas and grains alike. It is found by iteration, as grains shield themselves. Two
// abundance tables give two values: their mean is taken, and what is left between ours and the input is printed. The input is
// scaled by what it differs from ours at both ends of the range (below 0.04 %), so that no step is left there.
import { renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { addon } from '../dist/native/index.js';
import { readFits } from '../dist/ogip/index.js';
import { abundances } from '../dist/spectral/index.js';

const files = process.argv.slice(2);
if (files.length !== 2) {
  console.error('usage: node tools/fine-structure.mjs XSECT_WILM.fits XSECT_ANGR.fits');
  process.exit(2);
}
const ranges = [
  { z: 8, edge: 'O-K', first: 0.487, last: 0.586 },
  { z: 26, edge: 'Fe-L', first: 0.6985, last: 0.7965 },
  { z: 10, edge: 'Ne-K', first: 0.8645, last: 0.8705 },
];
const source =
  "XSPEC's tbabs (Wilms, Allen & McCray 2000, ApJ 542, 914; O-K and Ne-K by Gorczyca & McLaughlin 2000, J. Phys. B 33, L859, and Gorczyca 2000, PRA 61, 024702; Fe-L by Kortright & Kim 2000, PRB 62, 12216), from its cross-sections with the abundances wilm and angr in astromodels (github.com/threeML/astromodels, BSD-3)";

const tables = /** @type {const} */ (['wilm', 'angr']).map((name, k) => {
  const { table } = readFits(files[k]).hdus[1];
  return { name, energy: table.read('ENERGY'), sigma: table.read('SIGMA') };
});

/** Cross-sections of a component, cm2, at energies apart: of bins so narrow that their edges are one energy. */
function crossSections(component, absorber, energies) {
  const edges = Float64Array.from([...energies].flatMap((e) => [e, e * (1 + 1e-9)]).concat(energies.at(-1) * 1.001));
  const [lo, hi] = [edges.slice(0, -1), edges.slice(1)];
  const nH = 1e-3;
  const limits = Float64Array.of(0, 1e6, -3, 10, 0, 10);
  const values = Float64Array.of(nH, 0, 1);
  const run = (program, offsets, parameters, bounds) => {
    const flux = new Float64Array(lo.length);
    const native = new (addon().Model)(lo, hi, program, offsets, bounds, parameters, absorber, undefined, undefined);
    native.evaluate(parameters, flux);
    return flux;
  };
  const absorbed = run([component, 'powerlaw', '*'], Int32Array.of(0, 1, 0), values, limits);
  const bare = run(['powerlaw'], Int32Array.of(0), values.slice(1), limits.slice(2));
  return Float64Array.from(energies, (_, i) => -Math.log(absorbed[2 * i] / bare[2 * i]) / nH / 1e22);
}

const edges = ranges.map(({ z, edge, first, last }) => {
  const tableEnergy = tables[0].energy;
  const from = tableEnergy.findIndex((e) => e >= first);
  const to = tableEnergy.findIndex((e) => e > last);
  const energies = Float64Array.from(tableEnergy.slice(from, to));
  const only = new Float64Array(30);
  only[z - 1] = 1;
  let sigma = crossSections('phabs', new (addon().Absorber)(only, undefined), energies);
  const bounds = { z, first: energies[0], last: energies[energies.length - 1] };
  const targets = tables.map(({ name, sigma: given }) => {
    const plain = crossSections('tbabs', new (addon().Absorber)(abundances(name), undefined), energies);
    const ratio = (i) => (given[from + i] * 1e-22) / plain[i];
    const [low, high] = [ratio(0), ratio(energies.length - 1)];
    console.log(`${edge} ${name}: the input is ${low.toFixed(5)} and ${high.toFixed(5)} of ours at the ends`);
    return energies.map((_, i) => (given[from + i] * 1e-22) / (low + ((high - low) * i) / (energies.length - 1)));
  });
  const differences = () =>
    tables.map(({ name }, k) => {
      const ours = crossSections('tbabs', new (addon().Absorber)(abundances(name), [{ ...bounds, sigma }]), energies);
      return ours.map((value, i) => targets[k][i] - value);
    });
  for (let step = 0; step < 40; step++) {
    const [wilm, angr] = differences();
    sigma = sigma.map((value, i) =>
      Math.max(0, value + (wilm[i] / abundances('wilm')[z - 1] + angr[i] / abundances('angr')[z - 1]) / 2),
    );
  }
  // Five digits are more than the two tables agree to.
  sigma = sigma.map((value) => Number(value.toPrecision(5)));
  differences().forEach((left, k) => {
    const worst = Math.max(...left.map((value, i) => Math.abs(value / targets[k][i])));
    console.log(
      `${edge} ${tables[k].name}: ${energies.length} energies, worst difference ${(100 * worst).toFixed(3)} %`,
    );
  });
  return { edge, ...bounds, sigma: [...sigma].map((value) => Number((value / 1e-18).toPrecision(5))) };
});

const out = fileURLToPath(new URL('../data/absorption/fine-structure.json', import.meta.url));
const layout =
  'cross-section of one atom, Mb, at energies evenly spaced in the logarithm from first to last (keV); in place of the fits there';
const notice = 'data/absorption/LICENSE-astromodels.txt';
const lines = edges.map((edge) => `    ${JSON.stringify(edge)}`).join(',\n');
writeFileSync(
  `${out}.part`,
  `{\n  "source": ${JSON.stringify(source)},\n  "notice": ${JSON.stringify(notice)},\n  "layout": ${JSON.stringify(layout)},\n  "edges": [\n${lines}\n  ]\n}\n`,
);
renameSync(`${out}.part`, out);
