// What the fine structure of the edges in tbabs changes in the counts of a CCD: expected counts with and without it, by the
// embedded response.
import { applyResponse, createResponse, embeddedResponseTables, model } from '../../dist/index.js';
import { markdownTable } from './page.mjs';
import { axis, energyAxis, picture, steps } from './plot.mjs';
import { percent, sum } from './reference.mjs';

export const files = [];

const expressions = [
  'tbabs(0.1)*powerlaw(1.7)',
  'tbabs(0.3)*powerlaw(1.7)',
  'tbabs(1)*powerlaw(1.7)',
  'tbabs(0.1)*apec(0.7,0.3)',
  'tbabs(0.3)*apec(0.7,0.3)',
];

function compare(expression, response) {
  const [fine, smooth] = [true, false].map((fineStructure) => {
    const bound = model(expression).bind(response.energLo, response.energHi, { fineStructure });
    return applyResponse(response, bound.evaluate(), 1);
  });
  const seen = Array.from(fine, (_, i) => response.eMin[i] >= 0.3 && response.eMax[i] <= 8);
  const total = sum(fine.filter((_, i) => seen[i]));
  // Channels with a ten-thousandth of the counts or more.
  const ratio = fine.map((counts, i) => (seen[i] && counts > 1e-4 * total ? smooth[i] / counts : Number.NaN));
  const worst = ratio.reduce((at, r, i) => (Math.abs(r - 1) > Math.abs((ratio[at] || 1) - 1) ? i : at), 0);
  const moved = sum(fine.map((counts, i) => (seen[i] ? Math.abs(smooth[i] - counts) : 0))) / total;
  return { expression, fine, smooth, ratio, worst, moved };
}

export function fineStructure() {
  const { rmf, arf } = embeddedResponseTables('acis-i-cycle0');
  const response = createResponse(rmf, arf);
  const results = expressions.map((expression) => compare(expression, response));
  return {
    rows: [],
    texts: {
      'fine-structure-table': markdownTable([
        ['model', 'largest change of a channel', 'at', 'of all counts, 0.3-8 keV'],
        ...results.map(({ expression, ratio, worst, moved }) => [
          expression,
          percent(Math.abs(ratio[worst] - 1)),
          `${((response.eMin[worst] + response.eMax[worst]) / 2).toFixed(2)} keV`,
          percent(moved),
        ]),
      ]),
    },
    pictures: { 'fine-structure.png': draw(response, results) },
  };
}

function draw({ eMin, eMax }, results) {
  const [low, high] = [0.3, 1.5];
  const near = eMin.map((_, i) => i).filter((i) => eMin[i] >= low && eMax[i] <= high);
  const inside = (values) => Array.from(near, (i) => values[i]);
  return picture({
    title: 'Counts of ACIS-I (1999) without the fine structure of tbabs, over those with it',
    x: energyAxis(low, high),
    y: axis('Ratio without / with', 'linear', [0.98, 1.05]),
    series: results.map(({ expression, ratio }) => steps(expression, inside(eMin), inside(eMax), inside(ratio))),
  });
}
