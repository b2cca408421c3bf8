import type { Figure } from '../../../report/index.js';
import { fromColumns, type TestSourceColumns } from '../../run/testSources.js';
import { countsAxis, paperFigure } from '../../statistics/figures.js';
import { performanceChart } from '../../statistics/performanceChart.js';
import { logEdges, measures } from '../../statistics/shares.js';

export const draw = (columns: TestSourceColumns): Figure[] => [
  paperFigure(
    15,
    'Accuracy against net counts, trained and tested with net counts above 1: number of spectra (steps, left) and accuracy, recall and TNR (right, 95 %), where bins of fewer than ten sources are put together with their neighbours.',
    performanceChart(fromColumns(columns), {
      title: 'Low counts',
      ...countsAxis,
      edges: logEdges(1, 10_000, 20),
      quantity: ({ netCounts }) => netCounts,
      measures: [measures.accuracy, measures.recall, measures.tnr],
    }),
  ),
];
