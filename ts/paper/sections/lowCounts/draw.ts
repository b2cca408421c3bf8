import type { Figure } from '../../../report/index.js';
import { fromColumns, type TestSourceColumns } from '../../run/testSources.js';
import { performanceChart } from '../../statistics/performanceChart.js';
import { logEdges, measures } from '../../statistics/shares.js';

/** Figure 15. */
export const draw = (columns: TestSourceColumns): Figure[] => [
  {
    id: 'figure-15',
    number: 'Figure 15',
    caption:
      'Accuracy against net counts, trained and tested with net counts above 1: number of spectra (steps, left) and accuracy, recall and TNR (right, 95 %), where bins of fewer than ten sources are put together with their neighbours.',
    panels: [
      performanceChart(fromColumns(columns), {
        title: 'Low counts',
        label: 'Net counts, 0.3-8 keV',
        scale: 'log',
        edges: logEdges(1, 10_000, 20),
        quantity: ({ netCounts }) => netCounts,
        measures: [measures.accuracy, measures.recall, measures.tnr],
      }),
    ],
  },
];
