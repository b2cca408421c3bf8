// tbabs and ztbabs: the share of photons that passes, in each 10 eV bin, against XSPEC 12.9.1.
import { model } from '../../dist/index.js';
import { markdownTable } from './page.mjs';
import { axis, band, black, energyAxis, picture, steps } from './plot.mjs';
import { percent, readCsv } from './reference.mjs';

export const files = ['tbabs_wilm', 'tbabs_angr', 'ztbabs_wilm'].map((name) => `xspec_reference/${name}.csv`);

const tolerance = 0.005;
const toleranceInside = 0.03;
/** Where XSPEC's cross-sections have the fine structure of the O-K and Fe-L edges, keV at the absorber. */
const fineStructure = [
  [0.52, 0.56],
  [0.7, 0.74],
];
const isFine = (energy) => fineStructure.some(([low, high]) => energy > low && energy < high);

/** The share that passes a component, on a grid. */
export function transmission(component, lo, hi, abundances) {
  const flux = (expression) => model(expression).bind(lo, hi, { abundances }).evaluate();
  const bare = flux('powerlaw');
  return flux(`${component}*powerlaw`).map((photons, i) => photons / bare[i]);
}

function compareColumn(table, name, component, abundances) {
  const [lo, hi, theirs] = ['E_lo_keV', 'E_hi_keV', name].map(table.column);
  const [nH, z] = [/nH([\d.]+)e22/.exec(name)?.[1], /_z([\d.]+)/.exec(name)?.[1]];
  const expression = z === undefined ? `${component}(${nH})` : `${component}(${nH},${z})`;
  const ours = transmission(expression, lo, hi, abundances);
  const bins = Array.from(theirs, (value, i) => ({
    energy: (lo[i] + hi[i]) / 2,
    difference: ours[i] / value - 1,
    fine: isFine(((lo[i] + hi[i]) / 2) * (1 + Number(z ?? 0))),
    compared: value > 1e-6,
  })).filter((bin) => bin.compared);
  return { expression, abundances, lo, hi, ours, theirs, bins };
}

/** The worst bin of some, and how many are within a tolerance. */
function judge(bins, limit) {
  const worst = bins.reduce((a, b) => (Math.abs(b.difference) > Math.abs(a.difference) ? b : a));
  return { worst, within: bins.filter((bin) => Math.abs(bin.difference) <= limit).length, bins: bins.length };
}

const words = ({ worst, within, bins }) =>
  `${within} of ${bins} bins; worst ${percent(worst.difference)} at ${worst.energy.toFixed(3)} keV`;

export function absorption() {
  const columns = ['tbabs_wilm', 'tbabs_angr', 'ztbabs_wilm'].flatMap((file) => {
    const table = readCsv(`xspec_reference/${file}.csv`);
    const [component, abundances] = file.split('_');
    return table.names.slice(2).map((name) => compareColumn(table, name, component, abundances));
  });
  const rows = [];
  for (const [name, inside] of [
    ['tbabs', false],
    ['ztbabs', false],
    ['tbabs', true],
    ['ztbabs', true],
  ]) {
    const limit = inside ? toleranceInside : tolerance;
    const bins = columns
      .filter(({ expression }) => expression.startsWith(`${name}(`))
      .flatMap((column) => column.bins.filter((bin) => bin.fine === inside));
    const result = judge(bins, limit);
    rows.push({
      key: `${name}${inside ? '-fine' : ''}`,
      name: `${name} transmission ${inside ? 'in' : 'outside'} 0.52-0.56, 0.70-0.74 keV`,
      against: 'XSPEC 12.9.1',
      tolerance: `${percent(limit, 1)}, every bin`,
      value: words(result),
      pass: result.within === result.bins,
    });
  }
  const table = markdownTable([
    ['model', 'abundances', '0.5 % outside the bands', 'worst', '3 % in the bands', 'worst'],
    ...columns.map(({ expression, abundances, bins }) => {
      const groups = [false, true].map((fine) => bins.filter((bin) => bin.fine === fine));
      const cells = groups.flatMap((group, k) => {
        if (group.length === 0) return ['no light', ''];
        const { worst, within } = judge(group, k === 0 ? tolerance : toleranceInside);
        return [`${within} of ${group.length}`, `${percent(worst.difference)} at ${worst.energy.toFixed(3)} keV`];
      });
      return [expression, abundances, ...cells];
    }),
  ]);
  return {
    rows,
    texts: { 'absorption-table': table },
    pictures: {
      'tbabs.png': draw(
        'tbabs: share of photons that passes',
        columns.filter(({ expression, abundances }) => expression.startsWith('tbabs') && abundances === 'wilm'),
      ),
      'ztbabs.png': draw(
        'ztbabs: share of photons that passes',
        columns.filter(({ expression }) => expression.startsWith('ztbabs')),
      ),
    },
  };
}

function draw(title, columns) {
  const x = energyAxis(0.1, 12);
  const ratios = ({ lo, hi, ours, theirs, bins }) => {
    const compared = new Set(bins.map((bin) => bin.energy));
    return ours.map((value, i) => (compared.has((lo[i] + hi[i]) / 2) ? value / theirs[i] : Number.NaN));
  };
  const name = ({ expression, abundances }) => `${expression} ${abundances}`;
  return picture(
    {
      title,
      x,
      y: axis('Transmission', 'log', [1e-6, 2]),
      series: [
        ...columns.map((column, colour) =>
          steps(name(column), column.lo, column.hi, column.ours, { colour, isWide: true }),
        ),
        ...columns.map(({ lo, hi, theirs }) => steps('XSPEC 12.9.1', lo, hi, theirs, { colour: black })),
      ],
    },
    {
      x,
      y: axis('Ratio xsift / XSPEC', 'linear', [0.94, 1.06]),
      heightRatio: 0.6,
      series: [
        band(`±${percent(tolerance, 1)}`, [0.1, 12], 1 - tolerance, 1 + tolerance),
        ...columns.map((column, colour) => steps(name(column), column.lo, column.hi, ratios(column), { colour })),
      ],
    },
  );
}
