// pexrav against XSPEC 12.9.1 (wilm, vern): photons in each bin from 0.3 to 100 keV, 18 sets of parameters.
import { model } from '../../dist/index.js';
import { markdownTable } from './page.mjs';
import { axis, band, decadeTicks, energyAxis, palette, picture, steps } from './plot.mjs';
import { largest, numbersInName, percent, readCsv } from './reference.mjs';

export const files = ['xspec_reference/pexrav_wilm_vern.csv'];

const tolerance = 0.01;
const highest = 12;

export function pexrav() {
  const table = readCsv(files[0]);
  const [lo, hi] = ['E_lo_keV', 'E_hi_keV'].map(table.column);
  const bound = model('pexrav').bind(lo, hi, { abundances: 'wilm' });
  const columns = table.names.slice(2).map((name) => {
    const { G, Ec, rel, mu, z } = numbersInName(name);
    // PhoIndex, foldE, rel_refl, Redshift, abund, Fe_abund, cosIncl, norm
    const ours = bound.evaluate(Float64Array.of(G, Ec, rel, z, 1, 1, mu, 1));
    const theirs = table.column(name);
    const ratio = ours.map((value, i) => value / theirs[i]);
    const worst = (from, to) => largest(ratio.map((r, i) => (lo[i] >= from && hi[i] <= to ? Math.abs(r - 1) : 0)));
    return { G, Ec, rel, mu, z, ours, theirs, ratio, inBand: worst(0.3, highest), above: worst(highest, 101) };
  });
  const inBand = largest(columns.map((column) => column.inBand));
  return {
    rows: [
      {
        key: 'pexrav',
        name: `pexrav, ${columns.length} sets, 0.3-12 keV`,
        against: 'XSPEC 12.9.1',
        tolerance: `${percent(tolerance, 0)}, every bin`,
        value: `worst ${percent(inBand)}; 12-100 keV ${percent(largest(columns.map((column) => column.above)))}`,
        pass: inBand <= tolerance,
      },
    ],
    texts: {
      'pexrav-table': markdownTable([
        ['PhoIndex', 'foldE', 'rel_refl', 'cosIncl', 'Redshift', 'worst bin, 0.3-12 keV', '12-100 keV'],
        ...columns.map(({ G, Ec, rel, mu, z, inBand: low, above }) => [
          ...[G, Ec, rel, mu, z].map(Number),
          percent(low),
          percent(above),
        ]),
      ]),
    },
    pictures: { 'pexrav.png': draw(lo, hi, columns) },
  };
}

function draw(lo, hi, columns) {
  const flux = axis('Photons/cm²/s/keV', 'log', [1e-5, 1000], decadeTicks([1e-5, 10]));
  const ratio = axis('xsift / XSPEC', 'linear', [0.985, 1.015], new Map([0.99, 1, 1.01].map((v) => [v, String(v)])));
  const density = (photons) => photons.map((n, i) => n / (hi[i] - lo[i]));
  const shown = [
    columns.find((c) => +c.G === 1.4 && +c.rel === -1 && +c.mu === 0.45 && +c.z === 0),
    columns.find((c) => +c.G === 1.9 && +c.rel === -1 && +c.mu === 0.95 && +c.z === 0.5),
    columns.find((c) => +c.G === 1.9 && +c.Ec === 300 && +c.z === 0),
  ];
  return picture({
    title: 'pexrav (black: XSPEC 12.9.1; coloured: xsift)',
    x: energyAxis(0.3, 100),
    panels: [
      {
        height: 360,
        y: flux,
        marks: shown.flatMap(({ ours, theirs }, k) => [
          steps(lo, hi, density(ours), flux, { stroke: palette[k], strokeWidth: 3.5 }),
          steps(lo, hi, density(theirs), flux, { stroke: 'black', strokeWidth: 0.9 }),
        ]),
        legend: shown.map(({ G, Ec, rel, mu, z }, k) => ({
          colour: palette[k],
          text: `PhoIndex ${+G}, foldE ${+Ec}, rel_refl ${+rel}, cosIncl ${+mu}, z ${+z}`,
        })),
      },
      {
        height: 200,
        y: ratio,
        marks: [
          band(0.3, 12, 1 - tolerance, 1 + tolerance),
          ...columns.map((column) =>
            steps(lo, hi, column.ratio, ratio, {
              stroke: palette[Math.max(0, shown.indexOf(column))],
              strokeWidth: shown.includes(column) ? 1.4 : 0.6,
              strokeOpacity: shown.includes(column) ? 1 : 0.5,
            }),
          ),
        ],
      },
    ],
  });
}
