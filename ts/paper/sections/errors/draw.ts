import type { ChartSeries, Figure } from '../../../report/index.js';
import { chart, energyAxis, paperFigure } from '../../statistics/figures.js';
import { lineMarkers } from '../../statistics/lines.js';
import { type ErrorNumbers, groupNames, groupTitles } from './compute.js';

export function draw({ eMin, eMax, groups }: ErrorNumbers): Figure[] {
  const series = groupNames.map(
    (name): ChartSeries => ({
      name: groupTitles[name],
      kind: 'line',
      x: Array.from(eMin, (low, c) => (low + eMax[c]) / 2),
      y: Array.from(groups[name].mean, (value) => (value > 0 ? value : Number.NaN)),
      colour: name.endsWith('Agn') ? 1 : 0,
      dashed: name.startsWith('wrong'),
    }),
  );
  const peak = Math.max(...series.flatMap(({ y }) => y.filter(Number.isFinite)));
  // Below this there is only the noise of channels with hardly any counts.
  const domain = [peak / 2000, 2 * peak] as const;
  const y = { label: 'Mean share of the net counts per channel', type: 'log', domain } as const;
  return [
    paperFigure(
      18,
      'Mean net spectra of sources that are classified right and wrong, each divided by its net counts: ' +
        `${groupNames.map((name) => `${groups[name].spectra} ${groupTitles[name]}`).join('; ')}. Reduced background, test sources only.`,
      chart('Right and wrong sources', { x: energyAxis, y }, series, { markers: lineMarkers }),
    ),
  ];
}
