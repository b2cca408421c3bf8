import type { Figure } from '../../../report/index.js';
import { recipes } from '../../run/recipes.js';
import type { CeilingRow, Compared } from './compute.js';

/** Balanced accuracy of the three on each row of Table 1. */
export function draw(rows: CeilingRow[]): Figure[] {
  const x = rows.map((_, i) => i + 1);
  const mean = (networks: readonly Compared[]) =>
    networks.reduce((sum, { balancedAccuracy }) => sum + balancedAccuracy, 0) / networks.length;
  const series = (name: string, value: (row: CeilingRow) => number) => ({
    ...{ kind: 'points' as const, name, x, y: rows.map((row) => 100 * value(row)) },
  });
  return [
    {
      id: 'figure-x-ceiling',
      number: 'Best possible and reached',
      caption: `Balanced accuracy above the cut in net counts, best possible and reached: ${rows
        .map(({ set }, i) => `${i + 1} ${recipes[set].title}`)
        .join(', ')}.`,
      panels: [
        {
          kind: 'chart',
          title: 'Best possible and reached',
          x: { label: 'Row of Table 1', type: 'linear', domain: [0.5, rows.length + 0.5] },
          y: { label: 'Balanced accuracy (%)', type: 'linear' },
          series: [
            series('bank, the best possible', ({ bank }) => bank.balancedAccuracy),
            series('classifier of the package', ({ packaged }) => packaged.balancedAccuracy),
            series('networks of the paper', ({ networks }) => mean(networks)),
          ],
        },
      ],
    },
  ];
}
