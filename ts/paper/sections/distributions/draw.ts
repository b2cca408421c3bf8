import type { ChartSeries, Figure } from '../../../report/index.js';
import type { ReproduceConfig } from '../../run/config.js';
import { chart, countsAxis, energyAxis, paperFigure, ratioAxis } from '../../statistics/figures.js';
import { lineMarkers } from '../../statistics/lines.js';
import type { ClassHistograms, DistributionNumbers, MeanSpectra } from './compute.js';

export const draw = (
  { counts, background: { observed, reduced }, spectra }: DistributionNumbers,
  { training }: ReproduceConfig,
): Figure[] => [
  networkFigure(spectra.eMin.length, training),
  spectraFigure(spectra),
  countsFigure(9, 'without background', counts.none),
  ratioFigure(10, 'with the observed background', observed.histograms, 'Number of spectra'),
  countsFigure(11, byTenth, counts.reduced),
  ratioFigure(12, byTenth, reduced.histograms, 'Density of spectra (1/dex)'),
];

const byTenth = 'with the background reduced by a factor of 10';

const networkFigure = (channels: number, { hiddenLayers, l1 }: ReproduceConfig['training']): Figure =>
  paperFigure(7, 'The network: every node is connected to all nodes of the next layer.', {
    kind: 'network',
    title: 'Network',
    layers: [
      { name: 'Input', nodes: channels, detail: 'channels of 0.3-8.0 keV' },
      ...hiddenLayers.map((nodes) => ({ name: 'Hidden', nodes, detail: `ReLU, L1 with lambda ${l1}` })),
      { name: 'Output', nodes: 2, detail: 'softmax: P(star), P(AGN)' },
    ],
  });

function spectraFigure({ eMin, eMax, star, agn, withLine, withoutLine, spectra }: MeanSpectra): Figure {
  const curve = (name: string, values: Float64Array, more: Partial<ChartSeries> = {}): ChartSeries => ({
    name,
    kind: 'line',
    x: Array.from(eMin, (low, c) => (low + eMax[c]) / 2),
    y: Array.from(values, (value) => (value > 0 ? value : Number.NaN)),
    ...more,
  });
  const series = [
    curve('stars', star),
    curve('AGN', agn),
    curve('AGN with Fe-K', withLine, { dashed: true }),
    curve('AGN without Fe-K', withoutLine, { dashed: true }),
  ];
  const y = { label: 'Mean share of the counts per channel', type: 'log' } as const;
  return paperFigure(
    8,
    'Mean simulated spectra without background, each divided by its counts: ' +
      `${spectra.star} stars, ${spectra.agn} AGN with more counts than the cut. Dashed: AGN with and without an ` +
      'Fe-K line; the line, at 6.4 keV / (1 + z), is what lifts 2-4 keV.',
    chart('Mean spectra, no background', { x: energyAxis, y }, series, { markers: lineMarkers }),
  );
}

const countsFigure = (number: number, how: string, { star, agn }: ClassHistograms): Figure =>
  paperFigure(
    number,
    `Net counts in 0.3-8 keV of all simulated stars and AGN ${how}; spectra below 1 count are left of the picture.`,
    chart('Net counts', { x: countsAxis, y: { label: 'Number of spectra', type: 'linear' } }, [star, agn]),
  );

const ratioFigure = (number: number, how: string, { star, agn }: ClassHistograms, label: string): Figure =>
  paperFigure(
    number,
    `Background over net counts in 0.3-8 keV ${how}, of spectra above the cut in net counts.`,
    chart('Background over net counts', { x: ratioAxis, y: { label, type: 'linear' } }, [star, agn]),
  );
