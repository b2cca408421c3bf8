import type { ReadonlyFloat64Array } from '../base/index.js';
import type { ChartSeries, Figure, XYChart } from '../chart/types.js';
import { wilsonInterval } from '../metrics/index.js';
import { agn, type SourceTable, stars } from '../population/index.js';
import type { ReportItem, ReportValue } from '../report/types.js';
import { bandFluxes } from './bandFluxes.js';
import type { Context, Experiment } from './context.js';
import { numberItem, statementItem } from './measure.js';
import {
  correlation,
  countsIn,
  edgesOf,
  finite,
  histogram,
  histogram2D,
  mean,
  quantile,
  statisticOf,
} from './samples.js';
import { seedFor } from './seeds.js';

/** Sources of the paper's catalogues: its percentiles are as exact as samples of that size are. */
const catalogue = { stars: 679, agn: 321 };
/** Sources whose models are evaluated for figure 3c, and those with emission measures of their own for figure 2d. */
const EVALUATED = 20_000;

/** Figures 2 and 3 and what section 2 says of the distributions; no training. */
export const properties: Experiment = {
  id: 'properties',
  title: 'Distributions of the source properties',
  place: 'Section 2, figures 2 and 3',
  cost: ({ spectraPerClass }) => 1 + spectraPerClass / 30_000,
  run: async ({ config }: Context) => {
    const seed = seedFor(config.seed, 'sources');
    const star = stars().sample(config.spectraPerClass, { seed });
    const galaxies = agn().sample(config.spectraPerClass, { seed });
    const some = Math.min(EVALUATED, config.spectraPerClass);
    const own = stars(undefined, { fluxMatch: false }).sample(some, { seed });
    const [soft, hard] = bandFluxes(
      galaxies,
      [
        [0.5, 2],
        [2, 10],
      ],
      some,
    );
    return {
      id: properties.id,
      title: properties.title,
      place: properties.place,
      text: [
        `The ${config.spectraPerClass} sources of each class from which all datasets are simulated. Stars are drawn from Gaussian ` +
          "mixtures fitted to the filtered COUP catalogue; AGN from distributions that keep to the paper's printed numbers, because the " +
          'CDFS catalogue is not here: agreement of AGN numbers says that the construction does what it should, no more.',
        'The paper gives its intervals without errors. They were read off a catalogue, so that each has the sampling error of a ' +
          `percentile of ${catalogue.stars} stars or ${catalogue.agn} AGN; this error, from the scatter of our own sources in samples ` +
          'of that size, stands as its standard deviation.',
      ],
      items: [...starItems(star, own), ...agnItems(galaxies), fluxItem(star, galaxies), rangeItem(galaxies)],
      tables: [],
      figures: [figure2(star, own), figure3(galaxies, soft, hard)],
    };
  },
};

const log22 = (nH: ArrayLike<number>) => finite(nH).map((value) => 22 + Math.log10(value));
const at = (share: number) => (part: readonly number[]) => quantile(part, share);

/** A percentile of ours beside the paper's, which has the sampling error of its catalogue. */
function percentileItem(
  id: string,
  what: string,
  unit: string,
  paper: number,
  values: number[],
  share: number,
  size: number,
  why?: string,
): ReportItem {
  const { value, sd, sdAtSize } = statisticOf(values, at(share), size);
  return numberItem(id, what, unit, { value: paper, sd: sdAtSize }, { value, sd }, why ? { why: () => why } : {});
}

function starItems(star: SourceTable, own: SourceTable): ReportItem[] {
  const { nH, kT1, kT2 } = star.properties;
  const { logEM1, logEM2 } = own.properties;
  const n = catalogue.stars;
  const columns = log22(nH);
  const temperatures = finite(kT1);
  const hot = temperatures.filter((kT) => kT > 10).length;
  const tail = wilsonInterval(hot, temperatures.length, 1.96).map((share) => (100 * share).toFixed(2));
  const measures = correlation(logEM1, logEM2);
  const logs = correlation(kT1.map(Math.log10), kT2.map(Math.log10));
  return [
    statementItem(
      'A9.EM',
      'correlation of log EM1 and log EM2, two-temperature stars',
      'strong correlation',
      `${measures.r.toFixed(3)} ± ${measures.sd.toFixed(3)} (${measures.pairs} stars); strong: above 0.5`,
      measures.r - 2 * measures.sd > 0.5,
      { why: () => `the mixture was fitted to the ${n} rows of COUP and keeps their correlation.` },
    ),
    statementItem(
      'A9.kT',
      'correlation of log kT1 and log kT2, two-temperature stars',
      'some correlation',
      `${logs.r.toFixed(3)} ± ${logs.sd.toFixed(3)} (${logs.pairs} stars); some: above 0 by two errors`,
      logs.r > 2 * logs.sd,
    ),
    percentileItem('A10.logNH-5', 'log NH of stars, 5 %', 'log cm-2', 20.82, columns, 0.05, n, heapWhy(columns)),
    percentileItem('A10.logNH-95', 'log NH of stars, 95 %', 'log cm-2', 22.68, columns, 0.95, n),
    percentileItem('A10.kT1-5', 'kT1 of stars, 5 %', 'keV', 0.43, temperatures, 0.05, n, temperatureWhy(kT1, kT2)),
    percentileItem('A10.kT1-95', 'kT1 of stars, 95 %', 'keV', 3.3, temperatures, 0.95, n, temperatureWhy(kT1, kT2)),
    statementItem(
      'A10.tail',
      'stars with kT1 above 10 keV',
      'a few sources with kT near 14 keV',
      `${((100 * hot) / temperatures.length).toFixed(2)} % (95 %: ${tail.join(' to ')})`,
      hot > 0,
    ),
  ];
}

/** Where log NH of stars stops below, and so many of them stand. */
const HEAP = 20 + 1e-6;

function heapWhy(columns: number[]): string {
  const above = columns.filter((value) => value > HEAP);
  const { value, sdAtSize } = statisticOf(above, at(0.05), catalogue.stars);
  return (
    `${((100 * (columns.length - above.length)) / columns.length).toFixed(1)} % of our stars stand at log NH 20, where the fits of COUP ` +
    `stop. Without them the 5 % point is ${value.toFixed(2)} (sampling error of the catalogue ${sdAtSize.toFixed(2)}): the paper's ` +
    'interval is that of the measured columns.'
  );
}

function temperatureWhy(kT1: ReadonlyFloat64Array, kT2: ReadonlyFloat64Array): string {
  const of = (hasTwo: boolean) => {
    const part = Array.from(kT1).filter((_, row) => Number.isNaN(kT2[row]) !== hasTwo);
    return `${quantile(part, 0.05).toFixed(2)} to ${quantile(part, 0.95).toFixed(2)} keV`;
  };
  return (
    `Stars of one temperature alone have ${of(false)}, those of two ${of(true)}; the paper's 0.43 to 3.3 keV are of both together. ` +
    'The mixtures agree with the rows of COUP that they were fitted to (docs/physics.md); the rows may be others than those of the paper: its list ' +
    'of members (Getman et al. 2005, ApJS 160, 353) is another table, for which a counterpart in the COUP table stands.'
  );
}

function agnItems({ properties: { nH, z, Gamma, EW, softC, cThick }, count }: SourceTable): ReportItem[] {
  const n = catalogue.agn;
  const columns = log22(nH);
  const unconstrained = columns.filter((value) => value < 19.5);
  const constrained = columns.filter((value) => value >= 19.5);
  const indices = finite(Gamma);
  const { value, sd } = statisticOf(indices, mean, n);
  const mode = statisticOf(finite(z), modeOf, n);
  const heap = `${((100 * unconstrained.length) / columns.length).toFixed(1)} %`;
  return [
    percentileItem(
      'A11.logNH-5',
      'log NH of AGN, 5 %',
      'log cm-2',
      19.05,
      columns,
      0.05,
      n,
      `${heap} of our AGN have no constrained column and stand at exactly 19 (A12), so that a percentile there has no error; 19.05 is ` +
        'the centre of a bin of 0.1 dex that begins at 19, as a percentile of a histogram would give.',
    ),
    percentileItem('A11.logNH-95', 'log NH of AGN, 95 %', 'log cm-2', 24.2, columns, 0.95, n),
    percentileItem('A11.constrained-5', 'constrained log NH of AGN, 5 %', 'log cm-2', 21.37, constrained, 0.05, n),
    percentileItem('A11.constrained-95', 'constrained log NH of AGN, 95 %', 'log cm-2', 24.2, constrained, 0.95, n),
    percentileItem('A11.z-5', 'redshift, 5 %', '', 0.01, finite(z), 0.05, n),
    percentileItem('A11.z-95', 'redshift, 95 %', '', 2.56, finite(z), 0.95, n),
    percentileItem('A11.Gamma-5', 'photon index, 5 %', '', 1.2, indices, 0.05, n),
    percentileItem('A11.Gamma-95', 'photon index, 95 %', '', 2.2, indices, 0.95, n),
    numberItem('A11.Gamma-mean', 'photon index, mean', '', { value: 1.75, sd: 0.02 }, { value, sd }),
    numberItem(
      'A11.z-mode',
      'most frequent redshift, bins of 0.2',
      '',
      { value: 0.7, sd: mode.sdAtSize },
      { value: mode.value, sd: mode.sd },
    ),
    statementItem(
      'A12',
      'column of AGN without a constrained one',
      '1e19 cm-2',
      `${quantile(unconstrained, 0).toFixed(2)} to ${quantile(unconstrained, 1).toFixed(2)} in log NH (${heap} of C-thin and Soft-C)`,
      unconstrained.every((value) => Math.abs(value - 19) < 1e-9),
    ),
    ...shareItems(count, softC, cThick, EW),
  ];
}

/** Shares of models and of lines: those of the paper are settings, without an error. */
function shareItems(
  count: number,
  softC: ReadonlyFloat64Array,
  cThick: ReadonlyFloat64Array,
  EW: ReadonlyFloat64Array,
): ReportItem[] {
  const share = (holds: (row: number) => boolean): ReportValue => {
    const p = Array.from({ length: count }, (_, row) => holds(row)).filter(Boolean).length / count;
    return { value: 100 * p, sd: 100 * Math.sqrt((p * (1 - p)) / count) };
  };
  const widths = finite(EW);
  const { value, sd } = statisticOf(widths, mean, Math.ceil(widths.length / 50));
  return [
    numberItem(
      'B6.C-thin',
      'AGN by the C-thin model',
      '%',
      { value: 93 },
      share((row) => !softC[row] && !cThick[row]),
    ),
    numberItem(
      'B6.Soft-C',
      'AGN by the Soft-C model',
      '%',
      { value: 3 },
      share((row) => softC[row] === 1),
    ),
    numberItem(
      'B6.C-thick',
      'AGN by the C-thick model',
      '%',
      { value: 4 },
      share((row) => cThick[row] === 1),
    ),
    numberItem(
      'B8.share',
      'AGN with an Fe-K line',
      '%',
      { value: 50 },
      share((row) => EW[row] > 0),
    ),
    numberItem('B8.EW', 'mean equivalent width (uniform in 100-3000 eV)', 'eV', { value: 1550 }, { value, sd }),
  ];
}

/** The centre of the fullest bin of 0.2. */
function modeOf(values: readonly number[]): number {
  const edges = edgesOf(0, 6, 30);
  const counts = countsIn(values, edges);
  const fullest = counts.indexOf(Math.max(...counts));
  return (edges[fullest] + edges[fullest + 1]) / 2;
}

/** Largest distance of two cumulative distributions (Kolmogorov and Smirnov). */
export function ksDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [x, y] = [Float64Array.from(a).sort(), Float64Array.from(b).sort()];
  let [i, j, most] = [0, 0, 0];
  while (i < x.length && j < y.length) {
    const value = Math.min(x[i], y[j]);
    while (i < x.length && x[i] === value) i++;
    while (j < y.length && y[j] === value) j++;
    most = Math.max(most, Math.abs(i / x.length - j / y.length));
  }
  return most;
}

function fluxItem(star: SourceTable, galaxies: SourceTable): ReportItem {
  const distance = ksDistance(star.properties.flux, galaxies.properties.flux);
  const limit = 1.628 * Math.sqrt(2 / star.count);
  return statementItem(
    'B11.same',
    'fluxes (0.5-10 keV) of stars and AGN: largest distance of the cumulative distributions',
    'stars have the fluxes of the AGN',
    `${distance.toFixed(4)}; equal distributions stay below ${limit.toFixed(4)} in 99 of 100 cases`,
    distance < limit,
  );
}

function rangeItem({ properties: { flux } }: SourceTable): ReportItem {
  const logs = Array.from(flux, Math.log10);
  const { value, sd, sdAtSize } = statisticOf(
    logs,
    (part) => quantile(part, 0.975) - quantile(part, 0.025),
    catalogue.agn,
  );
  const what = 'range of the fluxes (2.5 to 97.5 %)';
  return numberItem('B11.range', what, 'dex', { value: 2, sd: sdAtSize }, { value, sd });
}

const panel = (title: string, x: XYChart['x'], series: ChartSeries[]): { kind: 'chart' } & XYChart => ({
  kind: 'chart',
  title,
  x,
  y: { label: 'Number of sources', type: 'linear' },
  series,
});

const kTAxis = (name: string) => ({ label: `${name} (keV)`, type: 'log' as const });

function figure2(star: SourceTable, own: SourceTable): Figure {
  const { nH, kT1, kT2 } = star.properties;
  const { logEM1, logEM2 } = own.properties;
  const temperatures = edgesOf(0.08, 16, 40, true);
  const measures = edgesOf(50.5, 55.5, 40);
  return {
    id: 'figure-2',
    number: 'Figure 2',
    caption:
      'Properties from which stars are simulated: (a) column, (b) temperature of the one or the cooler plasma, (c) both temperatures and ' +
      '(d) both emission measures of two-temperature stars. The heap at 15 keV is where fits of the catalogue stop.',
    panels: [
      panel('(a) Column', { label: 'log NH (cm-2)', type: 'linear' }, [
        histogram('stars', log22(nH), edgesOf(20, 23.6, 36)),
      ]),
      panel('(b) Temperature', kTAxis('kT1'), [histogram('stars', kT1, temperatures)]),
      histogram2D(
        '(c) Temperatures',
        { x: kTAxis('kT1'), y: kTAxis('kT2') },
        { x: kT1, y: kT2 },
        { x: temperatures, y: temperatures },
      ),
      histogram2D(
        '(d) Emission measures',
        { x: { label: 'log EM1 (cm-3)', type: 'linear' }, y: { label: 'log EM2 (cm-3)', type: 'linear' } },
        { x: logEM1, y: logEM2 },
        { x: measures, y: measures },
      ),
    ],
  };
}

function figure3(
  { properties: { nH, z, Gamma, EW } }: SourceTable,
  soft: ReadonlyFloat64Array,
  hard: ReadonlyFloat64Array,
): Figure {
  const fluxes = edgesOf(-18, -12.5, 44);
  const energies = Array.from(z, (redshift, row) => (EW[row] > 0 ? 6.4 / (1 + redshift) : Number.NaN));
  return {
    id: 'figure-3',
    number: 'Figure 3',
    caption:
      'Properties from which AGN are simulated: (a) photon index, (b) redshift and column (unconstrained columns at 1e19 cm-2; C-thick ' +
      'AGN have none), (c) absorbed soft and hard flux of the models, (d) observed energy of the Fe-K line of those that have one.',
    panels: [
      panel('(a) Photon index', { label: 'Gamma', type: 'linear' }, [histogram('AGN', Gamma, edgesOf(0.5, 2.9, 48))]),
      histogram2D(
        '(b) Redshift and column',
        { x: { label: 'z', type: 'linear' }, y: { label: 'log NH (cm-2)', type: 'linear' } },
        { x: z, y: nH.map((value) => 22 + Math.log10(value)) },
        { x: edgesOf(0, 5, 40), y: edgesOf(18.9, 25.1, 31) },
      ),
      histogram2D(
        '(c) Fluxes',
        {
          x: { label: 'log flux 0.5-2 keV (erg/cm2/s)', type: 'linear' },
          y: { label: 'log flux 2-10 keV (erg/cm2/s)', type: 'linear' },
        },
        { x: soft.map(Math.log10), y: hard.map(Math.log10) },
        { x: fluxes, y: fluxes },
      ),
      panel('(d) Fe-K line', { label: 'Observed energy (keV)', type: 'linear' }, [
        histogram('AGN with a line', energies, edgesOf(0.8, 6.6, 58)),
      ]),
    ],
  };
}
