import { typeset } from '../chart/style.js';
import type { Figure } from '../chart/types.js';
import type { Report, ReportItem, ReportSection, ReportTable } from './types.js';
import {
  allItems,
  configFacts,
  filesText,
  openingParts,
  oursText,
  paperText,
  runFacts,
  shortName,
  standInMeaning,
  standInWords,
  verdictCounts,
  verdicts,
} from './words.js';

/** Text with nothing that Markdown would take for its own: `tbabs*apec`, `a | b`, `<`, `$`. */
export const escapeMarkdown = (plain: string): string =>
  plain
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replaceAll(/&(?=#?\w+;)/g, '&amp;')
    // Only where they would be read as a tag or a quotation: elsewhere they are easier to read as they are.
    .replaceAll(/<(?=[A-Za-z/!?])/g, '&lt;')
    .replace(/^>/, '&gt;')
    .replaceAll(/[\\`*[\]|~$]|#(?!\d+;)/g, '\\$&')
    .replaceAll(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\_')
    .replace(/^([-+]|\d+[.)])(?=\s)/, (start) => `${start.slice(0, -1)}\\${start.slice(-1)}`);
const m = (plain: string): string => escapeMarkdown(typeset(plain));

/** A table in GitHub's Markdown; the first column of it is a heading of rows in the HTML. */
function markdownTable(columns: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell || ' ').join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}

/** The report for repositories: the same words, tables and pictures in the same order, these by their paths in `figures/`. */
export function reportMarkdown(report: Report): string {
  const { tables, figures, isShown } = openingParts(report);
  const { text, differences } = report.opening;
  const counts = verdictCounts(allItems(report));
  const blocks = [
    `# ${m(report.title)}`,
    ...text.map(m),
    ...tables.flatMap(tableOf),
    ...figures.map(figureOf),
    ...(differences.length ? ['## What differs, and why', ...differences.map((line) => `- ${m(line)}`)] : []),
    '## Verdicts',
    ...counts.map(({ count, sign, word, meaning }) => `- **${count} ${sign} ${word}**: ${m(meaning)}`),
    ...report.results.flatMap((section) => sectionOf(section, isShown)),
    '## All items',
    itemTable(allItems(report)),
    ...runBlocks(report),
  ];
  return `${blocks.join('\n\n').replaceAll(/(^- .*)\n\n(?=- )/gm, '$1\n')}\n`;
}

const verdictText = ({ verdict }: ReportItem): string => `${verdicts[verdict].sign} ${verdicts[verdict].word}`;

const itemTable = (items: ReportItem[]): string =>
  markdownTable(
    ['What', 'Code', 'Paper', 'Ours', 'Verdict'],
    items.map((item) => [m(item.what), m(item.id), m(paperText(item)), m(oursText(item)), verdictText(item)]),
  );

function sectionOf(section: ReportSection, isShown: (shown: { id: string }) => boolean): string[] {
  const { title, place, text, items, tables, figures } = section;
  const reasons = items
    .filter(({ why }) => why)
    .map((item) => `- ${m(item.what)} (${m(item.id)}, ${verdictText(item)}): ${m(item.why!)}`);
  const above = (name: string) => [`${m(name)} is shown at the top.`];
  return [
    `## ${m(title)}`,
    `*${m(place)}*`,
    ...text.map(m),
    ...tables.flatMap((table) => (isShown(table) ? above(shortName(table.id)) : tableOf(table))),
    ...figures.flatMap((figure) => (isShown(figure) ? above(figure.number) : figureOf(figure))),
    ...(items.length ? ['### Items', itemTable(items)] : []),
    ...reasons,
  ];
}

const standIn = (isStandIn?: boolean): string => (isStandIn ? `**[${standInWords}: ${standInMeaning}]** ` : '');

const tableOf = ({ id, caption, columns, rows, isStandIn }: ReportTable): string[] => [
  `${standIn(isStandIn)}${caption.startsWith(shortName(id)) ? '' : `**${m(shortName(id))}.** `}${m(caption)}`,
  markdownTable(
    columns.map(m),
    rows.map((row) => row.map(m)),
  ),
];

/** A figure by links, not as a picture: a repository keeps the text, and not its pictures, which the command makes again. */
const figureOf = ({ id, number, caption, isStandIn }: Figure): string =>
  `${standIn(isStandIn)}**${m(number)}.** ${m(caption)} ([picture](figures/${id}.png), [SVG](figures/${id}.svg), [data](figures/${id}.csv))`;

function runBlocks(report: Report): string[] {
  const facts = (list: [string, string][]) =>
    markdownTable(
      ['', ''],
      list.map(([name, value]) => [m(name), m(value)]),
    );
  return [
    '## The run',
    facts(runFacts(report)),
    '### Choices and seeds',
    facts(configFacts(report.config)),
    '### To repeat it',
    'config.json beside this file holds these choices. The same version gives the same numbers with any number of threads:',
    `\`\`\`\n${report.repeat}\n\`\`\``,
    m(filesText),
  ];
}
