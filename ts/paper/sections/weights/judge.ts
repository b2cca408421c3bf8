import type { ReportItem, ReportTable, ReportValue } from '../../../report/index.js';
import { claims } from '../../claims/claims.js';
import { judgeStatement, report, valueFrom, valueText } from '../../claims/judging.js';
import type { Judgement } from '../../run/section.js';
import { overIterations, standardError } from '../../statistics/iterations.js';
import { type ByLines, bands, type LayerNumbers, type WeightsNumbers } from './compute.js';
import { conventionText } from './convention.js';

/** Index of the band in which the paper finds the largest weights, 0.8-1.4 keV. */
const lineBand = 1;

/** Compares the weights of the first layer, with and without Fe-K lines in the training spectra, with the paper. */
export function judge({ convention, networks, shares }: WeightsNumbers): Judgement {
  return {
    text: [
      `Weights of the ${networks.withLines.length} networks of the first iteration, trained with reduced background, and of as many trained on ` +
        `the same sources without Fe-K lines. ${conventionText(convention)} Numbers are means over the networks, with the standard ` +
        'deviation from network to network.',
    ],
    items: [...whereItems(networks.withLines), ...lineItems(networks, shares)],
    tables: [bandTable(networks)],
  };
}

const relativeIn = (networks: readonly LayerNumbers[], band: number): ReportValue =>
  overIterations(networks, ({ relative }) => relative[band]);
const bandText = (band: number): string => `${bands[band].join('-')} keV`;

function whereItems(networks: readonly LayerNumbers[]): ReportItem[] {
  const peak = overIterations(networks, (network) => network.peak);
  const strengths = bands.map((_, band) => relativeIn(networks, band).value);
  const largest = strengths.indexOf(Math.max(...strengths));
  return [
    judgeStatement(
      claims.H12,
      `${bandText(largest)} (${bandText(lineBand)} has ${valueText(relativeIn(networks, lineBand), 2)} times the mean over 0.3-8 keV)`,
      largest === lineBand,
      { why: () => `the largest |weight| in a window of 0.1 keV is at ${valueText(peak, 2)} keV.` },
    ),
    report(claims['H12.peak'], peak),
  ];
}

function lineItems(networks: ByLines<LayerNumbers[]>, shares: ByLines<number[]>): ReportItem[] {
  const hard = {
    withLines: networks.withLines.map((n) => n.hard),
    withoutLines: networks.withoutLines.map((n) => n.hard),
  };
  const [before, after] = [valueFrom(shares.withLines), valueFrom(shares.withoutLines)];
  const relativeError = (100 * errorOfDifference(shares)) / before.value;
  return [
    lineItem(claims.H13, hard, () =>
      [
        `networks that see shares of the counts (net, standardised) have a mean |weight| in 2-4 keV of ${sizeText(before)} with and`,
        `${sizeText(after)} without lines (H13.shares): what the main run's weights show depends on its inputs, which are counts.`,
      ].join(' '),
    ),
    lineItem(
      claims['H13.shares'],
      shares,
      () =>
        `the difference of ${shares.withLines.length} networks each has an error of ${relativeError.toFixed(0)} % of the weights.`,
    ),
  ];
}

function lineItem(
  claim: (typeof claims)['H13' | 'H13.shares'],
  sizes: ByLines<number[]>,
  why: () => string,
): ReportItem {
  const [before, after] = [valueFrom(sizes.withLines), valueFrom(sizes.withoutLines)];
  const change = 100 * (after.value / before.value - 1);
  return judgeStatement(
    claim,
    `${sizeText(before)} with, ${sizeText(after)} without lines (${change.toFixed(0)} %); reduced: by two errors of the means`,
    before.value - after.value > 2 * errorOfDifference(sizes),
    { why },
  );
}

/** Standard error of the difference of two means over networks. */
const errorOfDifference = ({ withLines, withoutLines }: ByLines<number[]>): number =>
  Math.hypot(...[withLines, withoutLines].map((sizes) => standardError(valueFrom(sizes), sizes.length)));

const sizeText = ({ value, sd = Number.NaN }: ReportValue) => `${value.toPrecision(3)} ± ${sd.toPrecision(2)}`;

function bandTable({ withLines, withoutLines }: ByLines<LayerNumbers[]>): ReportTable {
  const row = (networks: readonly LayerNumbers[]) => bands.map((_, band) => valueText(relativeIn(networks, band), 2));
  return {
    id: 'weights-bands',
    caption:
      'Mean |weight| of the first layer in bands, over the mean in 0.3-8 keV; mean and standard deviation over networks.',
    columns: ['trained on', ...bands.map((_, band) => bandText(band))],
    rows: [
      ['AGN with and without Fe-K', ...row(withLines)],
      ['AGN without Fe-K', ...row(withoutLines)],
    ],
  };
}
