import type { ReportItem, ReportTable } from '../../../report/index.js';
import { claims } from '../../claims/claims.js';
import { judgeStatement } from '../../claims/judging.js';
import type { Judgement } from '../../run/section.js';
import { type ErrorNumbers, type Estimate, type Group, groupNames, groupTitles, maxInGroup } from './compute.js';

/** Compares the differences between wrongly and rightly classified sources with the paper. */
export function judge({ groups }: ErrorNumbers): Judgement {
  const sources = groupNames.reduce((sum, name) => sum + groups[name].spectra, 0);
  const hasErrors = groups.wrongStars.spectra > 0 && groups.wrongAgn.spectra > 0;
  return {
    text: [
      `The ${sources} test sources with reduced background. A source is right if at least half of the networks that did not ` +
        'train on it say so; of each group at most ' +
        `${maxInGroup} are looked at. The contrast of a line is measured in the mean spectrum, over a continuum with the shape that a power law ` +
        'of index 1.8 has through the response, scaled to the bands beside the line.',
    ],
    items: hasErrors
      ? [...starItems(groups.wrongStars, groups.rightStars), agnItem(groups.wrongAgn, groups.rightAgn)]
      : [],
    tables: [tableFrom(groups)],
  };
}

const estimateText = ({ value, low, high }: Estimate, decimals = 2) =>
  `${value.toFixed(decimals)} (${low.toFixed(decimals)} to ${high.toFixed(decimals)})`;

/** Whether an estimate is above another, with 95 % intervals that do not overlap. */
const isHigher = (a: Estimate, b: Estimate): boolean => a.low > b.high;

function starItems(wrong: Group, right: Group): ReportItem[] {
  const item = (
    id: 'harder' | 'NH' | 'lines' | 'kT',
    quantity: 'hardness' | 'logNH' | 'feL' | 'kT',
    sense: 'higher' | 'lower',
  ) => {
    const [wrongly, rightly] = [wrong[quantity], right[quantity]];
    return judgeStatement(
      claims[`H19.${id}`],
      `${estimateText(wrongly)} wrong, ${estimateText(rightly)} right; ${sense}: the 95 % intervals do not meet`,
      sense === 'higher' ? isHigher(wrongly, rightly) : isHigher(rightly, wrongly),
    );
  };
  return [
    item('harder', 'hardness', 'higher'),
    item('NH', 'logNH', 'higher'),
    item('lines', 'feL', 'lower'),
    item('kT', 'kT', 'higher'),
  ];
}

const agnItem = (wrong: Group, right: Group): ReportItem =>
  judgeStatement(
    claims['H19.AGN'],
    `log NH ${estimateText(wrong.logNH)} wrong, ${estimateText(right.logNH)} right; share ${estimateText(wrong.hardness)} and ` +
      `${estimateText(right.hardness)}; one of both: the 95 % intervals do not meet`,
    isHigher(wrong.logNH, right.logNH) || isHigher(right.hardness, wrong.hardness),
  );

function tableFrom(groups: ErrorNumbers['groups']): ReportTable {
  const ifAny = (estimate: Estimate) => (Number.isNaN(estimate.value) ? '' : estimateText(estimate));
  return {
    id: 'errors',
    caption:
      'Sources by class and verdict: medians, and contrasts of lines in the mean spectra, with 95 % intervals by bootstrap over sources.',
    columns: ['', 'sources', 'net counts', 'above 2 keV', 'log NH', 'kT (keV)', 'Gamma', 'Fe-L/Ne-K', 'Si-K'],
    rows: groupNames.map((name) => {
      const { spectra, netCounts, hardness, logNH, kT, Gamma, feL, si } = groups[name];
      return [
        groupTitles[name],
        String(spectra),
        estimateText(netCounts, 0),
        estimateText(hardness),
        estimateText(logNH),
        ifAny(kT),
        ifAny(Gamma),
        estimateText(feL),
        estimateText(si),
      ];
    }),
  };
}
