import type { ReportItem } from '../../../report/index.js';
import type { Claim } from '../../claims/claims.js';
import { judgeStatement } from '../../claims/judging.js';
import type { TestSource } from '../../run/testSources.js';
import { isAbove, logEdges, measures, type Share, shareAmong, shareText } from '../../statistics/shares.js';

/** Whether a source belongs to a group. */
export type Selection = (source: TestSource) => boolean;

/** Edges of the bins of Figures 14a to 14f. */
export const countEdges = logEdges(100, 10_000, 12);
export const ratioEdges = logEdges(0.003, 1, 12);

/** Judges a claim that a share is lower in one of two groups. */
export function judgeFall(
  claim: Claim<'statement'>,
  [highName, high]: [string, Share],
  [lowName, low]: [string, Share],
): ReportItem {
  const ours = `${highName}: ${shareText(high)}; ${lowName}: ${shareText(low)}`;
  return judgeStatement(claim, ours, isAbove(high, low), {
    why: () =>
      low.value < high.value
        ? 'Lower, but by no more than the 95 % intervals leave open.'
        : 'The two shares do not differ in this direction.',
  });
}

/** Recall of two groups of AGN with 300 to 1000 counts: their difference at about equal brightness. */
export function atEqualBrightness(
  agn: readonly TestSource[],
  [first, isFirst]: [string, Selection],
  [second, isSecond]: [string, Selection],
): string {
  const alike = agn.filter(({ netCounts }) => netCounts > 300 && netCounts <= 1000);
  const recallText = (selection: Selection) => shareText(shareAmong(alike, measures.recall, selection));
  return `With 300 to 1000 counts recall is ${recallText(isFirst)} (${first}) and ${recallText(isSecond)} (${second}).`;
}
