import { gridOf } from '../chart/figure.js';
import { figureElements } from '../chart/picture.js';
import { typeset } from '../chart/style.js';
import type { Figure } from '../chart/types.js';
import { escapeHtml, htmlHead, inlineScript } from './inline.js';
import { pageStyle } from './pageStyle.js';
import type { Report, ReportItem, ReportSection, ReportTable, Verdict } from './types.js';
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

const e = (plain: string): string => escapeHtml(typeset(plain));
const paragraphs = (list: readonly string[]): string => list.map((paragraph) => `<p>${e(paragraph)}</p>`).join('\n');

/**
 * The report as one page: style, script, pictures and their numbers are in it, and it asks the network for nothing. Anchors are the
 * ids of tables and figures, `section-ID`, `item-ID`, and `page-...` for what every report has.
 */
export function reportHtml(report: Report): string {
  const contents = contentsOf(report);
  const { isShown } = openingParts(report);
  return `${htmlHead(e(report.title), pageStyle)}<body>
<div class="page">
<nav class="aside contents" aria-label="Contents"><b>Contents</b>${contents}</nav>
<main>
<header id="page-top"><h1>${e(report.title)}</h1>
<div class="abstract">${paragraphs(report.opening.text)}</div></header>
<details class="contents"><summary>Contents</summary><nav aria-label="Contents">${contents}</nav></details>
${openingOf(report)}
${report.results.map((section) => sectionOf(section, isShown)).join('\n')}
${itemsSection(report)}
${runSection(report)}
</main>
</div>
<script>${inlineScript('dist/report/browser.js')}</script>
</body>
</html>
`;
}

function contentsOf({ results, opening }: Report): string {
  const link = (target: string, label: string, below = '') =>
    `<li><a href="#${e(target)}">${e(label)}</a>${below ? `<ol>${below}</ol>` : ''}</li>`;
  const sections = results.map(({ id, title, figures, tables }) => {
    const below = [
      ...tables.map((table) => link(table.id, shortName(table.id))),
      ...figures.map((figure) => link(figure.id, figure.number)),
    ];
    return link(`section-${id}`, title, below.join(''));
  });
  return `<ol>${[
    link('page-top', 'At a glance'),
    ...(opening.differences.length ? [link('page-differences', 'What differs, and why')] : []),
    link('page-verdicts', 'Verdicts'),
    ...sections,
    link('page-items', 'All items'),
    link('page-run', 'The run'),
  ].join('')}</ol>`;
}

const hint =
  'In the figures: values show at the pointer; drag over a part of x to enlarge it, double click for the whole; a name in a legend ' +
  'switches its series off and on.';

/** What a reader wants first. */
function openingOf(report: Report): string {
  const { tables, figures } = openingParts(report);
  const { differences } = report.opening;
  const list = differences.map((difference) => `<li>${e(difference)}</li>`).join('\n');
  const counts = verdictCounts(allItems(report)).map(
    ({ verdict, count, meaning }) =>
      `<li><b>${count}</b>${verdictMark(verdict)}<span class="meaning">${e(meaning)}</span></li>`,
  );
  return `${tables.map(tableOf).join('\n')}
<p class="hint">${hint}</p>
${figures.map(figureOf).join('\n')}
${list && `<section id="page-differences"><h2>What differs, and why</h2><ul class="differences">${list}</ul></section>`}
<section id="page-verdicts"><h2>Verdicts</h2><ul class="counts">${counts.join('')}</ul></section>`;
}

const verdictMark = (verdict: Verdict): string =>
  `<span class="verdict verdict-${verdict}"><span aria-hidden="true">${verdicts[verdict].sign}</span> ${verdicts[verdict].word}</span>`;

function itemsSection(report: Report): string {
  const items = allItems(report);
  const boxes = verdictCounts(items).map(
    ({ verdict, word, meaning, count }) =>
      `<label title="${e(meaning)}"><input type="checkbox" value="${verdict}" checked> ${e(word)} (${count})</label>`,
  );
  const rows = items.map(
    (item) =>
      `<tr data-verdict="${item.verdict}"><th scope="row" class="what"><a href="#item-${e(item.id)}">${e(item.what)}</a></th>` +
      `<td class="code">${e(item.id)}</td><td class="paper">${e(paperText(item))}</td><td class="ours">${e(oursText(item))}</td>` +
      `<td class="mark">${verdictMark(item.verdict)}</td></tr>`,
  );
  const head = headRow(['What', 'Code', 'Paper', 'Ours', 'Verdict']);
  return `<section id="page-items"><h2>All items</h2>
<fieldset id="page-filter" hidden aria-label="Show items by verdict">${boxes.join('')}</fieldset>
${scrollBox('All items', `<table id="page-item-table">${head}<tbody>${rows.join('\n')}</tbody></table>`)}</section>`;
}

const headRow = (columns: string[]): string =>
  `<thead><tr>${columns.map((column) => `<th scope="col">${e(column)}</th>`).join('')}</tr></thead>`;

/** A table wider than the screen scrolls in its own box, by keyboard too. */
const scrollBox = (label: string, table: string): string =>
  `<div class="scroll" role="region" aria-label="${e(label)}" tabindex="0">${table}</div>`;

function sectionOf(section: ReportSection, isShown: (shown: { id: string }) => boolean): string {
  const { id, title, place, text, items, tables, figures } = section;
  const above = (target: string, name: string) =>
    `<p class="above"><a href="#${e(target)}">${e(name)}</a> is shown at the top.</p>`;
  return `<section id="section-${e(id)}"><h2>${e(title)}</h2>
<p class="place">${e(place)}</p>
${paragraphs(text)}
${tables.map((table) => (isShown(table) ? above(table.id, shortName(table.id)) : tableOf(table))).join('\n')}
${figures.map((figure) => (isShown(figure) ? above(figure.id, figure.number) : figureOf(figure))).join('\n')}
${items.length ? `<h3>Items</h3><ul class="item-list">${items.map(itemOf).join('\n')}</ul>` : ''}</section>`;
}

const badge = `<span class="badge" title="${e(standInMeaning)}">${standInWords}</span>`;

function tableOf({ id, caption, columns, rows, isStandIn }: ReportTable): string {
  const body = rows.map(
    ([first = '', ...cells]) =>
      `<tr><th scope="row">${e(first)}</th>${cells.map((cell) => `<td${cell.length > 40 ? ' class="long"' : ''}>${e(cell)}</td>`).join('')}</tr>`,
  );
  const name = caption.startsWith(shortName(id)) ? '' : `<b>${e(shortName(id))}.</b> `;
  const table = `<table aria-labelledby="${e(id)}-caption">${headRow(columns)}<tbody>${body.join('\n')}</tbody></table>`;
  return `<div id="${e(id)}"><p class="caption" id="${e(id)}-caption">${isStandIn ? badge : ''}${name}${e(caption)}</p>
${scrollBox(`${shortName(id)}: ${caption}`, table)}</div>`;
}

function figureOf(figure: Figure): string {
  const { id, number, caption, panels, isStandIn, hasSharedLegend } = figure;
  const { columns, width, frameHeight } = gridOf(panels);
  const drawn = figureElements(figure, id);
  const pictures = drawn.panels.map((svg, i) => {
    const title = panels[i].title ? `, ${panels[i].title}` : panels.length > 1 ? `, panel ${i + 1}` : '';
    const label = e(`${isStandIn ? `${standInWords}. ` : ''}${number}${title}. ${caption}`);
    const named = svg.replace('<svg ', `<svg role="img" aria-label="${label}" `);
    return `<div class="panel" data-label="${label}">${named}</div>`;
  });
  const legend = hasSharedLegend ? `\n<div class="shared-legend">${drawn.legend}</div>` : '';
  return `<figure id="${e(id)}" data-width="${width}" data-frame="${frameHeight}">
<div class="panels columns-${columns}">${pictures.join('\n')}</div>${legend}
<figcaption>${isStandIn ? badge : ''}<b>${e(number)}.</b> ${e(caption)}</figcaption>
<script type="application/json">${panelJson(figure)}</script>
</figure>`;
}

/** The panels for the script: seven digits are more than any screen shows; `<` would let a text end the element. */
const panelJson = ({ panels }: Figure): string =>
  JSON.stringify(panels, (_, value) =>
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(7)) : value,
  ).replaceAll('<', '\\u003c');

function itemOf(item: ReportItem): string {
  const why = item.why ? `<p>${e(item.why)}</p>` : '';
  return `<li id="item-${e(item.id)}" class="${item.verdict}"><p><b>${e(item.what)}</b> <span class="code">${e(item.id)}</span> ${verdictMark(item.verdict)}</p>
<p class="values">paper: <b>${e(paperText(item))}</b> · ours: <b>${e(oursText(item))}</b></p>${why}</li>`;
}

function runSection(report: Report): string {
  const facts = (list: [string, string][]) =>
    `<dl class="facts">${list.map(([name, value]) => `<dt>${e(name)}</dt><dd>${e(value)}</dd>`).join('')}</dl>`;
  return `<section id="page-run"><h2>The run</h2>
${facts(runFacts(report))}
<h3>Choices and seeds</h3>
${facts(configFacts(report.config))}
<h3>To repeat it</h3>
<p>config.json beside this file holds these choices. The same version gives the same numbers with any number of threads:</p>
<pre>${e(report.repeat)}</pre>
<p>${e(filesText)}</p></section>`;
}
