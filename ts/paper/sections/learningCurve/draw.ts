import type { ChartSeries, Figure } from '../../../report/index.js';
import { claims } from '../../claims/claims.js';
import { meanPoints } from '../../statistics/meanPoints.js';
import type { LearningCurveNumbers } from './compute.js';

/** Figure 23; no figure if the run has too few spectra for all of the sizes. */
export function draw({ tested, points }: LearningCurveNumbers): Figure[] {
  if (points.length === 0) return [];
  const sizes = points.map(({ size }) => size);
  const series: ChartSeries[] = [
    meanPoints(
      'test',
      sizes,
      points.map(({ test }) => test),
    ),
    meanPoints(
      'training',
      sizes,
      points.map(({ train }) => train),
    ),
  ];
  const lowest = Math.min(...series.flatMap(({ low = [] }) => low));
  return [
    {
      id: 'figure-23',
      number: 'Figure 23',
      caption: `Accuracy on ${tested} test spectra and on the training spectra, against the number of the latter; error bars: standard deviation over repeats.`,
      panels: [
        {
          kind: 'chart',
          title: 'Learning curve',
          x: { label: 'Training spectra', type: 'log' },
          // The axis ends at 100 %, even if the scatter of a few repeats reaches beyond.
          y: { label: 'Accuracy (%)', type: 'linear', domain: [Math.max(0, 10 * Math.floor(lowest / 10)), 100] },
          series,
          levels: [{ y: claims.H27.paper.value, name: 'the paper at 1e5' }],
        },
      ],
    },
  ];
}
