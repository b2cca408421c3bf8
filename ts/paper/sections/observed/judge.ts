import type { ReportItem, ReportTable, ReportValue } from '../../../report/index.js';
import { type Claim, claims } from '../../claims/claims.js';
import { judgeLimit, judgeNumber, judgeStatement, report, valueText } from '../../claims/judging.js';
import type { ReproduceConfig } from '../../run/config.js';
import { recipes, type TableSet, tableSets } from '../../run/recipes.js';
import type { Judgement } from '../../run/section.js';
import { fromColumns, type TestSource } from '../../run/testSources.js';
import { overIterations, tableMetrics } from '../../statistics/iterations.js';
import { measures, percentValue, shareAmong, shareOf, shareText } from '../../statistics/shares.js';
import type { IterationMetrics, ObservedNumbers } from './compute.js';

const { accuracy, recall, tnr } = measures;

/** The rows of Table 1 for observed spectra. */
const rowIds = { none: 'F2', observed: 'F4', reduced: 'F6', faint: 'F8' } as const satisfies Record<TableSet, string>;
const rowClaim = (name: TableSet, title: (typeof tableMetrics)[number][1]) => claims[`${rowIds[name]}.${title}`];

/** Compares the verdicts on observed spectra, or on the stand-in, with the paper. */
export function judge(numbers: ObservedNumbers, config: ReproduceConfig): Judgement {
  const { isStandIn, description, iterations } = numbers;
  const meanOver = (name: TableSet, metric: keyof IterationMetrics) =>
    overIterations(iterations[name], (metrics) => metrics[metric]);
  const accuracyText = (name: TableSet) => `${valueText(meanOver(name, 'accuracy'))} %`;
  return {
    ...(isStandIn && { title: 'Stand-in for the observed spectra' }),
    text: [
      description,
      'In each iteration all AGN with enough counts and as many stars, drawn anew, are shown to the models of that iteration. ' +
        `Models trained without background reach ${accuracyText('none')}, with the observed background ` +
        `${accuracyText('observed')}, with reduced background ${accuracyText('reduced')}.`,
      'The input convention decides how much a background that was not in the training spectra disturbs: with total counts it is part of the ' +
        'input, with net counts it is taken off on average.',
    ],
    items: [
      ...tableSets.flatMap((name) =>
        tableMetrics.map(([metric, title]) => rowItem(rowClaim(name, title), meanOver(name, metric), isStandIn)),
      ),
      orderItem(
        meanOver('none', 'accuracy'),
        meanOver('observed', 'accuracy'),
        meanOver('reduced', 'accuracy'),
        isStandIn,
      ),
      ...withoutBackgroundItems(fromColumns(numbers.sources.none), isStandIn),
      ...(['observed', 'reduced'] as const).map((name) =>
        cleanItem(claims[`H15.${name}`], fromColumns(numbers.sources[name]), isStandIn),
      ),
      ...extragalacticItems(numbers, config),
    ],
    tables: [tableFrom(meanOver, isStandIn)],
  };
}

/** The words of a claim on observed spectra, changed for the stand-in. */
const onSpectra = ({ what }: Claim, isStandIn: boolean) => ({
  isStandIn,
  what: isStandIn ? what.replace('observed spectra', 'the stand-in') : what,
});

const rowItem = (claim: Claim<'number'>, ours: ReportValue, isStandIn: boolean): ReportItem =>
  judgeNumber(claim, ours, {
    ...onSpectra(claim, isStandIn),
    // For the stand-in the section's text gives the reasons.
    ...(!isStandIn && { why: () => 'Models trained on another AGN population, one response and another background.' }),
  });

function orderItem(none: ReportValue, observed: ReportValue, reduced: ReportValue, isStandIn: boolean): ReportItem {
  const ours = `${[none, observed, reduced].map((value) => valueText(value)).join(', ')} %`;
  const holds = none.value < observed.value && observed.value <= reduced.value;
  return judgeStatement(claims.F9, ours, holds, onSpectra(claims.F9, isStandIn));
}

/** Items on models trained without background, for sources with few counts or much background. */
function withoutBackgroundItems(sources: readonly TestSource[], isStandIn: boolean): ReportItem[] {
  const faint = shareAmong(sources, accuracy, ({ netCounts }) => netCounts <= 1000);
  const bright = shareAmong(sources, accuracy, ({ netCounts }) => netCounts > 1000);
  const isLoud = ({ backgroundRatio }: TestSource) => backgroundRatio >= 0.02;
  const loud = shareAmong(sources, accuracy, isLoud);
  const quiet = shareAmong(sources, accuracy, (source) => !isLoud(source));
  const [found, kept] = [shareAmong(sources, recall, isLoud), shareAmong(sources, tnr, isLoud)];
  return [
    judgeStatement(
      claims['H14.counts'],
      `to 1000: ${shareText(faint)}; above: ${shareText(bright)}`,
      faint.value < bright.value,
      { isStandIn },
    ),
    judgeStatement(
      claims['H14.background'],
      `from 0.02 on: ${shareText(loud)}; below: ${shareText(quiet)}`,
      loud.value < quiet.value,
      { isStandIn },
    ),
    judgeStatement(
      claims['H14.verdict'],
      `recall ${shareText(found)}, TNR ${shareText(kept)}`,
      found.value < kept.value,
      { isStandIn },
    ),
  ];
}

function cleanItem(claim: Claim<'limit'>, sources: readonly TestSource[], isStandIn: boolean): ReportItem {
  const clean = shareAmong(sources, accuracy, ({ backgroundRatio }) => backgroundRatio < 0.05);
  return judgeLimit(claim, 100 * clean.value, shareText(clean), { isStandIn });
}

/** Items of section 3.5: AGN behind the cloud of the stars. */
function extragalacticItems(
  { extragalactic, isStandIn }: ObservedNumbers,
  { minimumNetCounts }: ReproduceConfig,
): ReportItem[] {
  if (!extragalactic) return [report(claims.H16, 'the label table marks none')];
  const sources = fromColumns(extragalactic).filter(({ netCounts }) => netCounts > minimumNetCounts);
  if (sources.length === 0) return [report(claims.H16, `none has more than ${minimumNetCounts} net counts`)];
  const shareItem = (claim: (typeof claims)['H17.0.3' | 'H17.0.1'], minRatio: number) => {
    const loud = sources.filter(({ backgroundRatio }) => backgroundRatio >= minRatio).length;
    return judgeNumber(claim, { value: (100 * loud) / sources.length }, { isStandIn });
  };
  const what = `${claims.H16.what} (${sources.length} sources)`;
  return [
    judgeNumber(claims.H16, percentValue(shareOf(sources, recall)), { isStandIn, what }),
    shareItem(claims['H17.0.3'], 0.3),
    shareItem(claims['H17.0.1'], 0.1),
  ];
}

function tableFrom(
  meanOver: (name: TableSet, metric: keyof IterationMetrics) => ReportValue,
  isStandIn: boolean,
): ReportTable {
  return {
    id: 'table1-observed',
    caption: `Table 1, ${isStandIn ? 'stand-in for the observed rows (simulated sources: not the observed spectra)' : 'observed rows'}, in %: mean ± standard deviation over the iterations, ours above the paper (in brackets).`,
    columns: ['training spectra', ...tableMetrics.map(([, title]) => title), 'balanced accuracy'],
    rows: tableSets.flatMap((name) => {
      const paper = tableMetrics.map(([, title]) => rowClaim(name, title).paper);
      const [, paperRecall, paperTnr] = paper;
      return [
        [
          recipes[name].title,
          ...tableMetrics.map(([metric]) => valueText(meanOver(name, metric))),
          valueText(meanOver(name, 'balancedAccuracy')),
        ],
        [
          `(paper, ${rowIds[name]})`,
          ...paper.map((value) => `(${valueText(value)})`),
          `(${((paperRecall.value + paperTnr.value) / 2).toFixed(1)})`,
        ],
      ];
    }),
    ...(isStandIn && { isStandIn }),
  };
}
