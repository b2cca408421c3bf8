import type { ChartAxis, ChartSeries, Figure, FigurePanel } from '../../../report/index.js';
import { edgesOf, histogram, histogram2D, logColumns } from '../../statistics/samples.js';
import type { PropertyColumns } from './compute.js';

/** Figures 2 and 3. */
export const draw = (columns: PropertyColumns): Figure[] => [figure2(columns), figure3(columns)];

const axis = (label: string, type: ChartAxis['type'] = 'linear'): ChartAxis => ({ label, type });
const columnAxis = axis('Column, log NH (cm-2)');

const panel = (title: string, x: ChartAxis, series: ChartSeries): FigurePanel => ({
  kind: 'chart',
  title,
  x,
  y: axis('Number of sources'),
  series: [series],
});

function figure2({ star: { nH, kT1, kT2 }, measures: { logEM1, logEM2 } }: PropertyColumns): Figure {
  const temperatures = edgesOf(0.08, 16, 40, true);
  const measures = edgesOf(50.5, 55.5, 40);
  const temperature = (name: string) => axis(`Temperature ${name} (keV)`, 'log');
  const measure = (name: string) => axis(`Emission measure, log ${name} (cm-3)`);
  return {
    id: 'figure-2',
    number: 'Figure 2',
    caption:
      'Properties from which stars are simulated: (a) column, (b) temperature of the one or the cooler plasma, (c) both temperatures and ' +
      '(d) both emission measures of two-temperature stars. The heap at 15 keV is where fits of the catalogue stop.',
    panels: [
      panel('(a) Column', columnAxis, histogram('stars', logColumns(nH), edgesOf(20, 23.6, 36))),
      panel('(b) Temperature', temperature('kT1'), histogram('stars', kT1, temperatures)),
      histogram2D(
        '(c) Temperatures',
        { x: temperature('kT1'), y: temperature('kT2') },
        { x: kT1, y: kT2 },
        { x: temperatures, y: temperatures },
      ),
      histogram2D(
        '(d) Emission measures',
        { x: measure('EM1'), y: measure('EM2') },
        { x: logEM1, y: logEM2 },
        { x: measures, y: measures },
      ),
    ],
  };
}

function figure3({ agn: { nH, z, Gamma, EW }, agnFluxes: { soft, hard } }: PropertyColumns): Figure {
  const fluxes = edgesOf(-18, -12.5, 44);
  const lineEnergies = z.map((redshift, row) => (EW[row] > 0 ? 6.4 / (1 + redshift) : Number.NaN));
  return {
    id: 'figure-3',
    number: 'Figure 3',
    caption:
      'Properties from which AGN are simulated: (a) photon index, (b) redshift and column (unconstrained columns at 1e19 cm-2; C-thick ' +
      'AGN have none), (c) absorbed soft and hard flux of the models, (d) observed energy of the Fe-K line of those that have one.',
    panels: [
      panel('(a) Photon index', axis('Photon index'), histogram('AGN', Gamma, edgesOf(0.5, 2.9, 48))),
      histogram2D(
        '(b) Redshift and column',
        { x: axis('Redshift'), y: columnAxis },
        { x: z, y: nH.map((column) => 22 + Math.log10(column)) },
        { x: edgesOf(0, 5, 40), y: edgesOf(18.9, 25.1, 31) },
      ),
      histogram2D(
        '(c) Fluxes',
        { x: axis('Log flux, 0.5-2 keV (erg/cm2/s)'), y: axis('Log flux, 2-10 keV (erg/cm2/s)') },
        { x: soft.map(Math.log10), y: hard.map(Math.log10) },
        { x: fluxes, y: fluxes },
      ),
      panel(
        '(d) Fe-K line',
        axis('Observed energy (keV)'),
        histogram('AGN with a line', lineEnergies, edgesOf(0.8, 6.6, 58)),
      ),
    ],
  };
}
