import { wilsonInterval } from '../../../metrics/index.js';
import type { ReportItem, ReportValue } from '../../../report/index.js';
import { type Claim, claims } from '../../claims/claims.js';
import { judgeNumber, judgeStatement } from '../../claims/judging.js';
import type { Judgement } from '../../run/section.js';
import {
  correlation,
  countsIn,
  edgesOf,
  finite,
  ksDistance,
  logColumns,
  mean,
  quantile,
  statisticOf,
} from '../../statistics/samples.js';
import type { PropertyColumns } from './compute.js';

/** Numbers of sources in the paper's catalogues, which determine the sampling errors of its percentiles. */
const catalogue = { stars: 679, agn: 321 };
/**
 * Correlation from which it counts as strong, by the usual rule of thumb. Correlations are given with two standard
 * errors.
 */
const STRONG = 0.5;
/** Stars hotter than this, keV, are the tail "near 14 keV" of Figure 2b. */
const HOT = 10;
/** The fits of COUP stop at log NH 20; columns up to this limit are at it. */
const COUP_LIMIT = 20 + 1e-6;
/** Columns that were not constrained have log NH 19; those above this limit were constrained. */
const CONSTRAINED = 19.5;
/** 99 % point of the distance of Kolmogorov and Smirnov for two samples of n, times sqrt(n / 2). */
const KS_99 = 1.628;

/** Compares the distributions of the properties with section 2 of the paper. */
export function judge({ star, measures, agn }: PropertyColumns): Judgement {
  return {
    text: [
      `The ${star.flux.length} sources of each class from which all datasets are simulated. Stars are drawn from Gaussian ` +
        "mixtures fitted to the filtered COUP catalogue; AGN from distributions that keep to the paper's printed numbers, because the " +
        'CDFS catalogue is not here: agreement of AGN numbers says that the construction does what it should, no more.',
      'The paper gives its intervals without errors. They were read off a catalogue, so that each has the sampling error of a ' +
        `percentile of ${catalogue.stars} stars or ${catalogue.agn} AGN; this error, from the scatter of our own sources in samples ` +
        'of that size, stands as its standard deviation.',
    ],
    items: [
      ...correlationItems(star, measures),
      ...starItems(star),
      ...agnItems(agn),
      ...shareItems(agn),
      ...fluxItems(star, agn),
    ],
  };
}

const percentile = (share: number) => (sample: readonly number[]) => quantile(sample, share);
const percentText = (share: number, decimals = 1) => `${(100 * share).toFixed(decimals)} %`;

/** Compares a statistic with the paper's, which has the sampling error of its catalogue. */
function catalogueItem(
  claim: Claim<'number'>,
  values: readonly number[],
  statistic: (sample: readonly number[]) => number,
  size: number,
  why?: () => string,
): ReportItem {
  const { value, sd, sdAtSize } = statisticOf(values, statistic, size);
  return judgeNumber({ ...claim, paper: { ...claim.paper, sd: sdAtSize } }, { value, sd }, { why });
}

function correlationItems(
  { kT1, kT2 }: PropertyColumns['star'],
  { logEM1, logEM2 }: PropertyColumns['measures'],
): ReportItem[] {
  const measures = correlation(logEM1, logEM2);
  const temperatures = correlation(kT1.map(Math.log10), kT2.map(Math.log10));
  const correlationText = ({ r, sd, pairs }: typeof measures) => `${r.toFixed(3)} ± ${sd.toFixed(3)} (${pairs} stars)`;
  return [
    judgeStatement(
      claims['A9.EM'],
      `${correlationText(measures)}; strong: above ${STRONG}`,
      measures.r - 2 * measures.sd > STRONG,
      {
        why: () => `the mixture was fitted to the ${catalogue.stars} rows of COUP and keeps their correlation.`,
      },
    ),
    judgeStatement(
      claims['A9.kT'],
      `${correlationText(temperatures)}; some: above 0 by two errors`,
      temperatures.r > 2 * temperatures.sd,
    ),
  ];
}

function starItems({ nH, kT1, kT2 }: PropertyColumns['star']): ReportItem[] {
  const size = catalogue.stars;
  const columns = logColumns(nH);
  const temperatures = finite(kT1);
  const hot = temperatures.filter((kT) => kT > HOT).length;
  const tail = wilsonInterval(hot, temperatures.length, 1.96).map((share) => (100 * share).toFixed(2));
  const kTWhy = () => temperatureWhy(kT1, kT2);
  return [
    catalogueItem(claims['A10.logNH-5'], columns, percentile(0.05), size, () => heapWhy(columns)),
    catalogueItem(claims['A10.logNH-95'], columns, percentile(0.95), size),
    catalogueItem(claims['A10.kT1-5'], temperatures, percentile(0.05), size, kTWhy),
    catalogueItem(claims['A10.kT1-95'], temperatures, percentile(0.95), size, kTWhy),
    judgeStatement(
      claims['A10.tail'],
      `${percentText(hot / temperatures.length, 2)} (95 %: ${tail.join(' to ')})`,
      hot > 0,
    ),
  ];
}

function heapWhy(columns: readonly number[]): string {
  const above = columns.filter((value) => value > COUP_LIMIT);
  const { value, sdAtSize } = statisticOf(above, percentile(0.05), catalogue.stars);
  return (
    `${percentText((columns.length - above.length) / columns.length)} of our stars stand at log NH 20, where the fits of COUP ` +
    `stop. Without them the 5 % point is ${value.toFixed(2)} (sampling error of the catalogue ${sdAtSize.toFixed(2)}): the paper's ` +
    'interval is that of the measured columns.'
  );
}

function temperatureWhy(kT1: Float64Array, kT2: Float64Array): string {
  const interval = (hasTwo: boolean) => {
    const group = kT1.filter((_, row) => Number.isNaN(kT2[row]) !== hasTwo);
    return `${quantile(group, 0.05).toFixed(2)} to ${quantile(group, 0.95).toFixed(2)} keV`;
  };
  return (
    `Stars of one temperature alone have ${interval(false)}, those of two ${interval(true)}; the paper's 0.43 to 3.3 keV are of both together. ` +
    'The mixtures agree with the rows of COUP that they were fitted to (docs/physics.md); the rows may be others than those of the paper: its list ' +
    'of members (Getman et al. 2005, ApJS 160, 353) is another table, for which a counterpart in the COUP table stands.'
  );
}

function agnItems({ nH, z, Gamma }: PropertyColumns['agn']): ReportItem[] {
  const size = catalogue.agn;
  const columns = logColumns(nH);
  const unconstrained = columns.filter((value) => value < CONSTRAINED);
  const constrained = columns.filter((value) => value >= CONSTRAINED);
  const [redshifts, indices] = [finite(z), finite(Gamma)];
  const heap = percentText(unconstrained.length / columns.length);
  // The paper gives an error for this mean.
  const { value, sd } = statisticOf(indices, mean, size);
  return [
    catalogueItem(
      claims['A11.logNH-5'],
      columns,
      percentile(0.05),
      size,
      () =>
        `${heap} of our AGN have no constrained column and stand at exactly 19 (A12), so that a percentile there has no error; 19.05 is ` +
        'the centre of a bin of 0.1 dex that begins at 19, as a percentile of a histogram would give.',
    ),
    catalogueItem(claims['A11.logNH-95'], columns, percentile(0.95), size),
    catalogueItem(claims['A11.constrained-5'], constrained, percentile(0.05), size),
    catalogueItem(claims['A11.constrained-95'], constrained, percentile(0.95), size),
    catalogueItem(claims['A11.z-5'], redshifts, percentile(0.05), size),
    catalogueItem(claims['A11.z-95'], redshifts, percentile(0.95), size),
    catalogueItem(claims['A11.Gamma-5'], indices, percentile(0.05), size),
    catalogueItem(claims['A11.Gamma-95'], indices, percentile(0.95), size),
    judgeNumber(claims['A11.Gamma-mean'], { value, sd }),
    catalogueItem(claims['A11.z-mode'], redshifts, modeOf, size),
    judgeStatement(
      claims.A12,
      `${quantile(unconstrained, 0).toFixed(2)} to ${quantile(unconstrained, 1).toFixed(2)} in log NH (${heap} of C-thin and Soft-C)`,
      unconstrained.every((column) => Math.abs(column - 19) < 1e-9),
    ),
  ];
}

/** The mode of values: the centre of the fullest bin of width 0.2. */
function modeOf(values: readonly number[]): number {
  const edges = edgesOf(0, 6, 30);
  const counts = countsIn(values, edges);
  const fullest = counts.indexOf(Math.max(...counts));
  return (edges[fullest] + edges[fullest + 1]) / 2;
}

/** Items on the shares of models and lines; the paper's shares are settings without an error. */
function shareItems({ softC, cThick, EW }: PropertyColumns['agn']): ReportItem[] {
  const share = (holds: (row: number) => boolean): ReportValue => {
    const p = EW.filter((_, row) => holds(row)).length / EW.length;
    return { value: 100 * p, sd: 100 * Math.sqrt((p * (1 - p)) / EW.length) };
  };
  const widths = finite(EW);
  const { value, sd } = statisticOf(widths, mean, Math.ceil(widths.length / 50));
  return [
    judgeNumber(
      claims['B6.C-thin'],
      share((row) => !softC[row] && !cThick[row]),
    ),
    judgeNumber(
      claims['B6.Soft-C'],
      share((row) => softC[row] === 1),
    ),
    judgeNumber(
      claims['B6.C-thick'],
      share((row) => cThick[row] === 1),
    ),
    judgeNumber(
      claims['B8.share'],
      share((row) => EW[row] > 0),
    ),
    judgeNumber(claims['B8.EW'], { value, sd }),
  ];
}

function fluxItems(star: PropertyColumns['star'], agn: PropertyColumns['agn']): ReportItem[] {
  const distance = ksDistance(star.flux, agn.flux);
  const limit = KS_99 * Math.sqrt(2 / star.flux.length);
  const range = (logs: readonly number[]) => quantile(logs, 0.975) - quantile(logs, 0.025);
  return [
    judgeStatement(
      claims['B11.same'],
      `${distance.toFixed(4)}; equal distributions stay below ${limit.toFixed(4)} in 99 of 100 cases`,
      distance < limit,
    ),
    catalogueItem(claims['B11.range'], Array.from(agn.flux, Math.log10), range, catalogue.agn),
  ];
}
