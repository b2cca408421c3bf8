// Sampled stars against the rows of the COUP catalogue that their distributions were fitted to: every marginal, every
// correlation, and all dimensions together. The comparison itself is populations.mjs, which prints more.
import { filterCoup, readCoup } from '../../dist/catalog/index.js';
import { markdownTable } from './page.mjs';
import { drawStars } from './populationPlots.mjs';
import { compareStars, coupFile } from './populations.mjs';
import { largest } from './reference.mjs';

export const files = ['catalogs/COUP.fits.gz'];

const leastP = 0.05;
const mostCorrelation = 0.1;

export function coup() {
  const { rows } = filterCoup(readCoup(coupFile));
  const comparison = compareStars(rows);
  const sets = comparison.map(({ plasmas, marginals, correlations, joint }) => {
    const apart = largest(correlations.map(({ ours, theirs }) => Math.abs(ours - theirs)));
    return {
      key: `coup-${plasmas}`,
      name: `stars of ${plasmas} plasma${plasmas > 1 ? 's' : ''}: NH, kT, EM together, and their correlations`,
      against: 'COUP, filtered',
      tolerance: `p ${leastP}; ${mostCorrelation}`,
      value: `p ${joint.p.toFixed(2)} (energy test), largest KS ${largest(marginals.map(({ d }) => d)).toFixed(3)}; ${apart.toFixed(3)}`,
      pass: joint.p >= leastP && apart <= mostCorrelation,
    };
  });
  const table = markdownTable([
    ['plasmas', 'between', 'COUP', 'sampled'],
    ...comparison.flatMap(({ plasmas, correlations }) =>
      correlations.map(({ between, ours, theirs }) => [
        plasmas,
        between.join(', '),
        theirs.toFixed(2),
        ours.toFixed(2),
      ]),
    ),
  ]);
  const onePlasma = rows.filter((row) => !(row.kT2 > 0)).length;
  return {
    rows: sets,
    texts: { 'coup-correlations': table, 'coup-rows': `${rows.length} = ${onePlasma} + ${rows.length - onePlasma}` },
    pictures: Object.fromEntries(Object.entries(drawStars(comparison)).map(([name, { png }]) => [name, png])),
  };
}
