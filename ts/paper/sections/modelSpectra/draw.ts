import type { ChartSeries, Figure } from '../../../report/index.js';
import { lineMarkers } from '../../statistics/lines.js';
import type { ModelSpectra } from './compute.js';
import { agnPoints, examples, redshift, starPoints } from './models.js';

/** Figures 1, 19 and 20. */
export function draw(spectra: ModelSpectra): Figure[] {
  return [
    figure('1', 'Models of four kinds of source', exampleCaption, exampleCurves(spectra)),
    figure(
      '19',
      'Stars by column and temperature',
      'Model spectra of stars (tbabs*apec, 0.3 of the metals) at the 5 and 95 % points of NH and kT, divided by their sum; without ' +
        'Poisson noise.',
      starCurves(spectra),
    ),
    figure(
      '20',
      'AGN by column and photon index',
      `Model spectra of AGN (tbabs*ztbabs*pegpwrlw) at the 5 and 95 % points of NH and Gamma, at redshift ${redshift}, divided by their sum; ` +
        'without Poisson noise. Features are absorption edges and steps of the effective area.',
      agnCurves(spectra),
    ),
  ];
}

const exampleCaption =
  'Example spectra of an isolated neutron star, an active star, a supernova remnant and an AGN through the ACIS-I response of ' +
  `1999-2000: models, not the paper's observed sources. ${examples.map(({ name, expression }) => `${name}: ${expression}`).join('; ')}.`;

const figure = (number: string, title: string, caption: string, series: ChartSeries[]): Figure => ({
  id: `figure-${number}`,
  number: `Figure ${number}`,
  caption,
  panels: [
    {
      kind: 'chart',
      title,
      x: { label: 'Energy (keV)', type: 'log', domain: [0.3, 8] },
      y: { label: 'Share of all counts per channel', type: 'log' },
      series,
      markers: lineMarkers,
    },
  ],
});

/** A curve of a spectrum; shares below 1e-8, far below the frame, are left out. */
const curve = ({ eMin, eMax }: ModelSpectra, values: Float64Array, name: string, style: Partial<ChartSeries> = {}) => ({
  ...{ name, kind: 'line' as const },
  x: Array.from(eMin, (low, c) => (low + eMax[c]) / 2),
  y: Array.from(values, (value) => (value > 1e-8 ? value : Number.NaN)),
  ...style,
});

const exampleCurves = (spectra: ModelSpectra): ChartSeries[] =>
  examples.map(({ name }, i) => curve(spectra, spectra.examples[i], name));

/** A colour for each temperature; the thick column dashed. */
const starCurves = (spectra: ModelSpectra): ChartSeries[] =>
  byColour(
    starPoints.map(({ logNH, kT }, i) =>
      curve(spectra, spectra.stars[i], `${columnText(logNH)}, kT ${kT} keV`, styleOf(i)),
    ),
  );

/** A colour for each photon index; the thick column dashed. */
const agnCurves = (spectra: ModelSpectra): ChartSeries[] =>
  byColour(
    agnPoints.map(({ logNH, Gamma }, i) =>
      curve(spectra, spectra.agn[i], `${columnText(logNH)}, Gamma ${Gamma}`, styleOf(i)),
    ),
  );

/** Colour and dashes of one of four curves: two column densities with two curves each. */
const styleOf = (i: number) => ({ colour: i % 2, dashed: i >= 2 });
const byColour = (curves: ChartSeries[]): ChartSeries[] => [curves[0], curves[2], curves[1], curves[3]];

/** A column density as a number and as the logarithm of the paper's text: NH 6.6e20 cm-2 (log 20.82). */
const columnText = (logNH: number) =>
  `NH ${(10 ** (logNH - Math.floor(logNH))).toFixed(1)}e${Math.floor(logNH)} cm-2 (log ${logNH})`;
