import type { ReportItem, ReportOpening, ReportSection, ReportValue } from '../../report/index.js';
import type { ClaimId } from './claims.js';
import { valueText } from './judging.js';

/**
 * Shown at the beginning of the report: Table 1, and figures of the spectra, of the certainty of verdicts and of the
 * effect of few counts.
 */
const firstTables = ['table1'];
const firstFigures = ['figure-8', 'figure-13', 'figure-15'];

/** The most important claims, in this order; the opening lists the first five of them that differ. */
const headlines: readonly ClaimId[] = [
  'F5.accuracy',
  'F3.accuracy',
  'F1.accuracy',
  'F7.accuracy',
  'F1.order',
  'H18.accuracy',
  'H1',
  'H2',
  'B17',
  'H20',
  'H22',
  'H8.width',
];
const lines = 5;

/**
 * The beginning of the report: Table 1 with the paper's rows beside ours, three figures, and up to five lines on what
 * differs and why.
 */
export function openingOf(sections: readonly ReportSection[]): ReportOpening {
  const items = sections.flatMap((section) => section.items);
  const tables = sections.flatMap((section) => section.tables.map(({ id }) => id));
  const figures = sections.flatMap((section) => section.figures.map(({ id }) => id));
  const differing = headlines.flatMap((id) => items.find((item) => item.id === id && item.verdict === 'differs') ?? []);
  return {
    text: [
      'Hebbar & Heinke (2023, "Machine learning applied to X-ray spectra: separating stars in Orion nebula cluster from active galactic ' +
        'nuclei in CDFS"), computed anew from the first simulated photon on. A number passes if it is within twice the joint standard ' +
        "deviation of the paper's, |ours − paper| ≤ 2 √(σ²ours + σ²paper), a statement if it holds. No input was changed to make one pass.",
    ],
    tables: firstTables.filter((id) => tables.includes(id)),
    figures: firstFigures.filter((id) => figures.includes(id)),
    differences: differing.slice(0, lines).map(differenceText),
  };
}

/** An item in one line: both numbers, and the first sentence of the reason. */
function differenceText({ what, unit, paper, ours, why }: ReportItem): string {
  const numbers = (value: ReportValue | string) =>
    typeof value === 'string' ? value : `${valueText(value)}${unit && ` ${unit}`}`;
  const reason = why && /^.*?[.:](?=\s|$)/.exec(why)?.[0].replace(/:$/, '.');
  return `${what}: ${numbers(ours)}; the paper: ${paper === undefined ? 'nothing' : numbers(paper)}.${reason ? ` ${reason}` : ''}`;
}
