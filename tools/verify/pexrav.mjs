// pexrav against XSPEC 12.9.1 (wilm, vern): photons in each bin from 0.3 to 100 keV, 18 sets of parameters.
import { model } from '../../dist/index.js';
import { markdownTable } from './page.mjs';
import { axis, band, black, energyAxis, picture, steps } from './plot.mjs';
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
  const x = energyAxis(0.3, 100);
  const density = (photons) => photons.map((n, i) => n / (hi[i] - lo[i]));
  const shown = [
    columns.find((c) => +c.G === 1.4 && +c.rel === -1 && +c.mu === 0.45 && +c.z === 0),
    columns.find((c) => +c.G === 1.9 && +c.rel === -1 && +c.mu === 0.95 && +c.z === 0.5),
    columns.find((c) => +c.G === 1.9 && +c.Ec === 300 && +c.z === 0),
  ];
  const name = ({ G, Ec, rel, mu, z }) => `PhoIndex ${+G}, foldE ${+Ec}, rel_refl ${+rel}, cosIncl ${+mu}, z ${+z}`;
  const hidden = columns.filter((column) => !shown.includes(column));
  return picture(
    {
      title: 'pexrav',
      x,
      y: axis('Photons/cm²/s/keV', 'log', [1e-5, 10]),
      series: [
        ...shown.map((column, colour) => steps(name(column), lo, hi, density(column.ours), { colour, isWide: true })),
        ...shown.map(({ theirs }) => steps('XSPEC 12.9.1', lo, hi, density(theirs), { colour: black })),
      ],
    },
    {
      x,
      y: axis('Ratio xsift / XSPEC', 'linear', [0.985, 1.015]),
      heightRatio: 0.6,
      series: [
        band(`±${percent(tolerance, 0)} to ${highest} keV`, [0.3, highest], 1 - tolerance, 1 + tolerance),
        ...hidden.map(({ ratio }) => steps('', lo, hi, ratio, { colour: black, isFaint: true })),
        ...shown.map((column, colour) => steps(name(column), lo, hi, column.ratio, { colour })),
      ],
    },
  );
}
