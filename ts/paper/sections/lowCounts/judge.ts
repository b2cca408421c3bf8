import type { ReportItem, ReportTable } from '../../../report/index.js';
import { claims } from '../../claims/claims.js';
import { judgeLimit, judgeNumber, report } from '../../claims/judging.js';
import type { ReproduceConfig } from '../../run/config.js';
import type { Judgement } from '../../run/section.js';
import { fromColumns, type TestSource, type TestSourceColumns } from '../../run/testSources.js';
import { type Judged, measures, percentValue, shareOf, shareText } from '../../statistics/shares.js';

const { accuracy, recall, tnr } = measures;

/** The paper's bins of net counts. */
const paperBins = [
  { from: 1, to: 8, accuracyClaim: claims['H10.1-8'], balancedClaim: claims['J11.1-8'] },
  { from: 8, to: 21, accuracyClaim: claims['H10.8-21'], balancedClaim: claims['J11.8-21'] },
  { from: 21, to: 55, accuracyClaim: claims['H10.21-55'], balancedClaim: claims['J11.21-55'] },
  { from: 55, to: 146, accuracyClaim: claims['H10.55-146'], balancedClaim: claims['J11.55-146'] },
];
type PaperBin = (typeof paperBins)[number];

/** Compares the accuracy in bins of net counts with the paper. */
export function judge(columns: TestSourceColumns, config: ReproduceConfig): Judgement {
  const sources = fromColumns(columns);
  return {
    text: [
      `Models trained on reduced background with net counts above ${config.faintNetCounts}, applied to their test sets: ` +
        `${sources.length.toLocaleString('en')} sources, each counted once with the share of its models that are right.`,
      'Below about 20 counts the two classes are not equally many at a given number of counts, as stars have more counts at the same flux: ' +
        'accuracy there is partly the class share. The balanced accuracy stands beside it for that reason.',
    ],
    items: [
      ...paperBins.map((bin) => binItem(bin, sources)),
      ...paperBins.map((bin) => report(bin.balancedClaim, balancedText(inBin(sources, bin)))),
      levelItem(sources, claims['H11.20'], 20),
      levelItem(sources, claims['H11.70'], 70),
    ],
    tables: [tableOf(sources)],
  };
}

/** The sources with net counts above `from` and up to `to`. */
const between = (sources: readonly TestSource[], from: number, to: number): TestSource[] =>
  sources.filter(({ netCounts }) => netCounts > from && netCounts <= to);
const inBin = (sources: readonly TestSource[], { from, to }: PaperBin): TestSource[] => between(sources, from, to);

const agnShare = (sources: readonly Judged[]): number => sources.filter(({ isAgn }) => isAgn).length / sources.length;

function binItem(bin: PaperBin, testSources: readonly TestSource[]): ReportItem {
  const sources = inBin(testSources, bin);
  return judgeNumber(bin.accuracyClaim, percentValue(shareOf(sources, accuracy)), {
    why: () => {
      const agn = agnShare(sources);
      return (
        `${(100 * agn).toFixed(0)} % of the sources in this bin are AGN: always giving the larger class would be right for ` +
        `${(100 * Math.max(agn, 1 - agn)).toFixed(1)} %. The balanced accuracy is ${balancedText(sources)}. The class shares of the ` +
        "paper's bins are not known."
      );
    },
  });
}

/** Judges the accuracy at a number of counts by the sources with up to 1.5 times as many. */
function levelItem(
  sources: readonly TestSource[],
  claim: (typeof claims)['H11.20' | 'H11.70'],
  counts: number,
): ReportItem {
  const share = shareOf(between(sources, counts, counts * 1.5), accuracy);
  return judgeLimit(claim, 100 * share.value, shareText(share), {
    why: () =>
      `From ${2 * counts} to ${3 * counts} counts it is ${shareText(shareOf(between(sources, 2 * counts, 3 * counts), accuracy))}.`,
  });
}

function balancedText(sources: readonly Judged[]): string {
  const [agn, star] = [shareOf(sources, recall), shareOf(sources, tnr)];
  if (agn.trials === 0 || star.trials === 0) return 'not known without sources of both classes';
  // The error of half the sum of two independent shares.
  const half = (end: 'low' | 'high') => Math.hypot(agn[end] - agn.value, star[end] - star.value) / 2;
  const value = (agn.value + star.value) / 2;
  return `${(100 * value).toFixed(1)} % (${(100 * (value - half('low'))).toFixed(1)} to ${(100 * (value + half('high'))).toFixed(1)})`;
}

function tableOf(testSources: readonly TestSource[]): ReportTable {
  return {
    id: 'low-counts',
    caption: 'By net counts, with 95 % intervals (Wilson).',
    columns: ['net counts', 'accuracy', 'paper', 'recall', 'TNR', 'balanced accuracy', 'AGN share'],
    rows: paperBins.map((bin) => {
      const sources = inBin(testSources, bin);
      return [
        `${bin.from} to ${bin.to}`,
        shareText(shareOf(sources, accuracy)),
        `about ${bin.accuracyClaim.paper.value} %`,
        shareText(shareOf(sources, recall)),
        shareText(shareOf(sources, tnr)),
        balancedText(sources),
        `${(100 * agnShare(sources)).toFixed(1)} %`,
      ];
    }),
  };
}
