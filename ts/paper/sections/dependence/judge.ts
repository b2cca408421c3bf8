import type { ReportItem } from '../../../report/index.js';
import { claims } from '../../claims/claims.js';
import { judgeLimit, judgeStatement, report } from '../../claims/judging.js';
import type { Judgement } from '../../run/section.js';
import { fromColumns, type TestSource } from '../../run/testSources.js';
import {
  crossing,
  isAbove,
  lowestShare,
  measures,
  shareAmong,
  shareOf,
  sharesInBins,
  shareText,
} from '../../statistics/shares.js';
import type { DependenceNumbers } from './compute.js';
import { agnItems, lineItems, softAgnItems } from './judgeAgn.js';
import { countEdges, judgeFall, ratioEdges, type Selection } from './selections.js';

const { accuracy, recall, tnr } = measures;

/**
 * Limits beyond which the accuracy is above 90 %, according to the paper: net counts (Figure 14a), and background over
 * net counts (section 3.1).
 */
const brightFrom = 300;
const cleanBelow = 0.05;

/** Compares the dependence of the performance on the sources' properties with the paper. */
export function judge({ sources: columns, histogram }: DependenceNumbers): Judgement {
  const sources = fromColumns(columns);
  const agn = sources.filter(({ isAgn }) => isAgn);
  const easy = shareAmong(sources, accuracy, isEasy);
  return {
    text: [
      `The models of Table 1 for reduced background, each applied to its test set: ${sources.length.toLocaleString('en')} sources of ` +
        'which at least one iteration kept clear. A source counts once, with the share of its models that are right; intervals are ' +
        "Wilson's, 95 %, for that number of sources.",
      `Of sources that the paper's summary calls favourable (200 counts, background below 5 %, column below 1e22 cm^-2, kT to 2 keV, ` +
        `photon index to 2, no line or an equivalent width from 0.5 keV) ${shareText(easy)} are classified right, of ` +
        `all ${shareText(shareOf(sources, accuracy))}.`,
    ],
    items: [
      ...brightnessItems(sources),
      ...starItems(sources.filter(({ isAgn }) => !isAgn)),
      ...agnItems(agn),
      ...lineItems(agn),
      ...softAgnItems(agn),
      easyItem(sources),
      certaintyItem(histogram),
    ],
  };
}

function brightnessItems(sources: readonly TestSource[]): ReportItem[] {
  const byCounts = sharesInBins(sources, ({ netCounts }) => netCounts, countEdges, accuracy);
  const byRatio = sharesInBins(sources, ({ backgroundRatio }) => backgroundRatio, ratioEdges, accuracy);
  const countsText = crossingText(crossing(byCounts, claims.H1.limit / 100), (edge) => `from ${edge.toFixed(0)} on`);
  const ratioText = crossingText(
    crossing(byRatio, claims.H2.limit / 100, true),
    (edge) => `up to ${edge.toPrecision(2)}`,
  );
  const isBright: Selection = ({ netCounts }) => netCounts > brightFrom;
  const isClean: Selection = ({ backgroundRatio }) => backgroundRatio < cleanBelow;
  const among = (selection: Selection) => shareText(shareAmong(sources, accuracy, selection));
  return [
    judgeLimit(
      claims.H1,
      100 * lowestShare(byCounts.filter(({ from }) => from >= brightFrom)),
      `${among(isBright)} above 300; every bin: ${countsText}`,
      { why: () => worstText(sources.filter(isBright)) },
    ),
    judgeLimit(
      claims.H2,
      100 * lowestShare(byRatio.filter(({ from }) => from < cleanBelow)),
      `${among(isClean)} below 0.05; every bin: ${ratioText}`,
      {
        why: () =>
          `Above 300 counts these have ${among((s) => isClean(s) && isBright(s))}, below ${among((s) => isClean(s) && !isBright(s))}: ` +
          `a clean spectrum with few counts is no easier. ${worstText(sources.filter(isBright))}`,
      },
    ),
    report(claims['J10.counts'], countsText, { why: 'The paper gives 200 in the text and 300 in Figure 14a.' }),
    report(claims['J10.background'], ratioText, { why: 'The paper gives 0.05 in the text and 0.08 in Figure 14d.' }),
  ];
}

/** The result of `crossing` in words; `inWords` gives 'from X on' or 'up to X'. */
function crossingText({ value, interval }: ReturnType<typeof crossing>, inWords: (edge: number) => string): string {
  if (Number.isNaN(value)) return 'never';
  const ends = interval.map((edge) => (Number.isNaN(edge) ? 'never' : inWords(edge)));
  return `${inWords(value)} (by the ends of the intervals: ${ends.join('; ')})`;
}

/** Describes the bright sources that are classified wrong. */
function worstText(bright: readonly TestSource[]): string {
  const hotter = ({ kT1, kT2 }: TestSource) => (Number.isNaN(kT2) ? kT1 : kT2);
  const hot = shareAmong(bright, tnr, (source) => hotter(source) > 4);
  const soft = shareAmong(bright, recall, ({ Gamma }) => Gamma > 2);
  return `Of those above 300 counts, stars hotter than 4 keV have a TNR of ${shareText(hot)}, AGN with a photon index above 2 a recall of ${shareText(soft)}.`;
}

function starItems(stars: readonly TestSource[]): ReportItem[] {
  const [thin, thick] = [shareAmong(stars, tnr, ({ nH }) => nH < 1), shareAmong(stars, tnr, ({ nH }) => nH >= 1)];
  const [cool, hot] = [shareAmong(stars, tnr, ({ kT1 }) => kT1 <= 2), shareAmong(stars, tnr, ({ kT1 }) => kT1 > 2)];
  return [
    judgeFall(claims['H3.tnr'], ['below', thin], ['from 1e22 on', thick]),
    judgeFall(claims.H4, ['to 2 keV', cool], ['above', hot]),
  ];
}

/** The sources for which the method works best (section 5). */
const isEasy: Selection = ({ isAgn, netCounts, backgroundRatio, nH, kT1, Gamma, EW }) =>
  netCounts >= 200 &&
  backgroundRatio <= 0.05 &&
  (isAgn ? Gamma <= 2 && (Number.isNaN(EW) || EW >= 500) : nH < 1 && kT1 <= 2);

function easyItem(sources: readonly TestSource[]): ReportItem {
  const inside = shareAmong(sources, accuracy, isEasy);
  const outside = shareAmong(sources, accuracy, (source) => !isEasy(source));
  return judgeStatement(claims.H28, `${shareText(inside)}; elsewhere ${shareText(outside)}`, isAbove(inside, outside));
}

/**
 * The certainty of verdicts, from Figure 13 in its bins of 0.02: verdicts in bins above 0.96 and below 0.04 are certain
 * to more than 95 %.
 */
function certaintyItem(histogram: DependenceNumbers['histogram']): ReportItem {
  const certain = (numbers: readonly number[]) => {
    const sum = (bins: readonly number[]) => bins.reduce((total, n) => total + n, 0);
    const percent = (bins: readonly number[]) => (100 * sum(bins)) / sum(numbers);
    return { low: percent(numbers.slice(0, 2)), high: percent(numbers.slice(-2)) };
  };
  const [star, agn] = [certain(histogram.star), certain(histogram.agn)];
  return judgeStatement(
    claims.G13,
    `${star.low.toFixed(1)} % of the verdicts on stars, ${agn.high.toFixed(1)} % of those on AGN; as certain and wrong: ` +
      `${star.high.toFixed(1)} and ${agn.low.toFixed(1)} %`,
    star.low > 50 && agn.high > 50,
  );
}
