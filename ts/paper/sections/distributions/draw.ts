import type { ChartSeries, Figure } from '../../../report/index.js';
import type { ReproduceConfig } from '../../run/config.js';
import { lineMarkers } from '../../statistics/lines.js';
import type { ClassHistograms, DistributionNumbers, MeanSpectra } from './compute.js';

/** Figures 7 to 12. */
export const draw = ({ counts, background, spectra }: DistributionNumbers, { training }: ReproduceConfig): Figure[] => [
  networkFigure(spectra.eMin.length, training),
  spectraFigure(spectra),
  countsFigure(9, 'without background', counts.none),
  ratioFigure(10, 'with the observed background', 'Number of spectra', background.observed.histograms),
  countsFigure(11, 'with the background reduced by a factor of 10', counts.reduced),
  ratioFigure(
    12,
    'with the background reduced by a factor of 10',
    'Density of spectra (1/dex)',
    background.reduced.histograms,
  ),
];

const networkFigure = (channels: number, { hiddenLayers, l1 }: ReproduceConfig['training']): Figure => ({
  id: 'figure-7',
  number: 'Figure 7',
  caption: 'The network: every node is connected to all nodes of the next layer.',
  panels: [
    {
      kind: 'network',
      title: 'Network',
      layers: [
        { name: 'Input', nodes: channels, detail: 'channels of 0.3-8.0 keV' },
        ...hiddenLayers.map((nodes) => ({ name: 'Hidden', nodes, detail: `ReLU, L1 with lambda ${l1}` })),
        { name: 'Output', nodes: 2, detail: 'softmax: P(star), P(AGN)' },
      ],
    },
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
  return {
    id: 'figure-8',
    number: 'Figure 8',
    caption:
      'Mean simulated spectra without background, each divided by its counts: ' +
      `${spectra.star} stars, ${spectra.agn} AGN with more counts than the cut. Dashed: AGN with and without an ` +
      'Fe-K line; the line, at 6.4 keV / (1 + z), is what lifts 2-4 keV.',
    panels: [
      {
        kind: 'chart',
        title: 'Mean spectra, no background',
        x: { label: 'Energy (keV)', type: 'log', domain: [0.3, 8] },
        y: { label: 'Mean share of the counts per channel', type: 'log' },
        markers: lineMarkers,
        series: [
          curve('stars', star),
          curve('AGN', agn),
          curve('AGN with Fe-K', withLine, { dashed: true }),
          curve('AGN without Fe-K', withoutLine, { dashed: true }),
        ],
      },
    ],
  };
}

const countsFigure = (number: number, how: string, { star, agn }: ClassHistograms): Figure => ({
  id: `figure-${number}`,
  number: `Figure ${number}`,
  caption: `Net counts in 0.3-8 keV of all simulated stars and AGN ${how}; spectra below 1 count are left of the picture.`,
  panels: [
    {
      kind: 'chart',
      title: 'Net counts',
      x: { label: 'Net counts, 0.3-8 keV', type: 'log' },
      y: { label: 'Number of spectra', type: 'linear' },
      series: [star, agn],
    },
  ],
});

const ratioFigure = (number: number, how: string, yLabel: string, { star, agn }: ClassHistograms): Figure => ({
  id: `figure-${number}`,
  number: `Figure ${number}`,
  caption: `Background over net counts in 0.3-8 keV ${how}, of spectra above the cut in net counts.`,
  panels: [
    {
      kind: 'chart',
      title: 'Background over net counts',
      x: { label: 'Background / net counts', type: 'log' },
      y: { label: yLabel, type: 'linear' },
      series: [star, agn],
    },
  ],
});
