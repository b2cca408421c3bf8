import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { FileError } from '../base/index.js';
import { gridOf } from '../chart/figure.js';
import { typeset } from '../chart/style.js';
import type { Figure } from '../chart/types.js';
import { panelSvgs } from './figure.js';
import { pageStyle } from './pageStyle.js';
import type { Report, ReportItem, ReportSection, ReportTable, Verdict } from './types.js';
import {
  allItems,
  configFacts,
  countVerdicts,
  oursText,
  paperText,
  runFacts,
  standInMeaning,
  standInWords,
  summaryOf,
  verdicts,
} from './words.js';

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as HTML, in elements and in quoted attributes. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (letter) => entities[letter]);
const e = (text: string): string => escapeHtml(typeset(text));

/** The report as one page: style, script, pictures and their numbers are in it, and it asks the network for nothing. */
export function reportHtml(reproduction: Report): string {
  const contents = contentsOf(reproduction);
  // The policy lets a browser load nothing, whatever a text of a result may hold.
  const policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${e(reproduction.title)}</title>
<link rel="icon" href="data:,">
<style>${pageStyle}</style>
</head>
<body>
<div class="page">
<nav class="aside contents" aria-label="Contents"><b>Contents</b>${contents}</nav>
<main>
${headerOf(reproduction)}
<details class="contents"><summary>Contents</summary><nav aria-label="Contents">${contents}</nav></details>
${summaryTable(reproduction)}
${reproduction.results.map(sectionOf).join('\n')}
${runSection(reproduction)}
</main>
</div>
<script>${browserScript()}</script>
</body>
</html>
`;
}

/** The bundled script; `</script` in it would end its element. */
function browserScript(): string {
  const file = fileURLToPath(new URL('../../dist/report/browser.js', import.meta.url));
  try {
    return readFileSync(file, 'utf8').replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
  } catch (cause) {
    throw new FileError(file, 'the script of the report is not there; npm run build:ts makes it', { cause });
  }
}

function contentsOf({ results }: Report): string {
  const sections = results.map(({ id, title, figures, tables }) => {
    const links = [
      ...tables.map((table) => [table.id, shortName(table.id)]),
      ...figures.map((figure) => [figure.id, figure.number]),
    ];
    const parts = links.map(([target, text]) => `<li><a href="#${e(target)}">${e(text)}</a></li>`);
    return `<li><a href="#section-${e(id)}">${e(title)}</a>${parts.length ? `<ol>${parts.join('')}</ol>` : ''}</li>`;
  });
  return `<ol><li><a href="#summary">Summary</a></li><li><a href="#items-section">All items</a></li>${sections.join('')}<li><a href="#run">The run</a></li></ol>`;
}

/** table1-observed: 'Table 1 observed'. */
const shortName = (id: string): string =>
  (id.charAt(0).toUpperCase() + id.slice(1)).replaceAll(/[-_]/g, ' ').replaceAll(/([a-z])(?=\d)/g, '$1 ');

function headerOf(reproduction: Report): string {
  const counts = countVerdicts(allItems(reproduction));
  const boxes = Object.entries(counts).map(
    ([verdict, count]) => `<li><b>${count}</b>${verdictMark(verdict as Verdict)}</li>`,
  );
  const paragraphs = summaryOf(reproduction).map((text) => `<p>${e(text)}</p>`);
  return `<header id="summary"><h1>${e(reproduction.title)}</h1>
<section class="abstract" aria-label="Summary">${paragraphs.join('\n')}</section>
<ul class="counts" aria-label="Verdicts">${boxes.join('')}</ul>
<p class="hint">In the figures: values show at the pointer; drag over a part of x to enlarge it, double click for the whole; a name in a legend switches its series off and on.</p></header>`;
}

const verdictMark = (verdict: Verdict): string =>
  `<span class="verdict verdict-${verdict}"><span aria-hidden="true">${verdicts[verdict].sign}</span> ${verdicts[verdict].word}</span>`;

function summaryTable(reproduction: Report): string {
  const items = allItems(reproduction);
  const counts = countVerdicts(items);
  const boxes = Object.entries(verdicts).map(
    ([verdict, { word, meaning }]) =>
      `<label title="${e(meaning)}"><input type="checkbox" value="${verdict}" checked> ${e(word)} (${counts[verdict as Verdict]})</label>`,
  );
  const rows = items.map(
    (item) =>
      `<tr data-verdict="${item.verdict}"><th scope="row"><a href="#item-${e(item.id)}">${e(item.id)}</a></th><td class="what">${e(item.what)}</td>` +
      `<td class="paper">${e(paperText(item))}</td><td class="ours">${e(oursText(item))}</td><td>${verdictMark(item.verdict)}</td></tr>`,
  );
  const meanings = Object.entries(verdicts).map(
    ([verdict, { meaning }]) => `<dt>${verdictMark(verdict as Verdict)}</dt><dd>${e(meaning)}</dd>`,
  );
  return `<section id="items-section"><h2>All items</h2>
<dl class="facts">${meanings.join('')}</dl>
<fieldset id="filter" hidden aria-label="Show items by verdict">${boxes.join('')}</fieldset>
${scrollBox('All items', `<table id="items">${headRow(['Item', 'What', 'Paper', 'Ours', 'Verdict'])}<tbody>${rows.join('\n')}</tbody></table>`)}</section>`;
}

const headRow = (columns: string[]): string =>
  `<thead><tr>${columns.map((column) => `<th scope="col">${e(column)}</th>`).join('')}</tr></thead>`;

/** A table wider than the screen scrolls in its own box, by keyboard too. */
const scrollBox = (label: string, table: string): string =>
  `<div class="scroll" role="region" aria-label="${e(label)}" tabindex="0">${table}</div>`;

function sectionOf(result: ReportSection): string {
  const { id, title, place, text, items, tables, figures } = result;
  return `<section id="section-${e(id)}"><h2>${e(title)}</h2>
<p class="place">${e(place)}</p>
${text.map((paragraph) => `<p>${e(paragraph)}</p>`).join('\n')}
${tables.map(tableOf).join('\n')}
${figures.map(figureOf).join('\n')}
${items.length ? `<h3>Items</h3><ul class="item-list">${items.map(itemOf).join('\n')}</ul>` : ''}</section>`;
}

const badge = `<span class="badge" title="${e(standInMeaning)}">${standInWords}</span>`;

function tableOf({ id, caption, columns, rows, isStandIn }: ReportTable): string {
  const body = rows.map(
    ([first = '', ...others]) =>
      `<tr><th scope="row">${e(first)}</th>${others.map((cell) => `<td${cell.length > 40 ? ' class="long"' : ''}>${e(cell)}</td>`).join('')}</tr>`,
  );
  const name = caption.startsWith(shortName(id)) ? '' : `<b>${e(shortName(id))}.</b> `;
  const table = `<table aria-labelledby="${e(id)}-caption">${headRow(columns)}<tbody>${body.join('\n')}</tbody></table>`;
  return `<div id="${e(id)}"><p class="caption" id="${e(id)}-caption">${isStandIn ? badge : ''}${name}${e(caption)}</p>
${scrollBox(`${shortName(id)}: ${caption}`, table)}</div>`;
}

function figureOf(figure: Figure): string {
  const { id, number, caption, panels, isStandIn } = figure;
  const { columns, width, frameHeight } = gridOf(panels);
  const pictures = panelSvgs(figure).map((svg, i) => {
    const part = panels[i].title ? `, ${panels[i].title}` : panels.length > 1 ? `, panel ${i + 1}` : '';
    const label = e(`${isStandIn ? `${standInWords}. ` : ''}${number}${part}. ${caption}`);
    const named = svg.replace('<svg ', `<svg role="img" aria-label="${label}" `);
    return `<div class="panel" data-label="${label}">${named}</div>`;
  });
  return `<figure id="${e(id)}" data-width="${width}" data-frame="${frameHeight}">
<div class="panels columns-${columns}">${pictures.join('\n')}</div>
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
  return `<li id="item-${e(item.id)}" class="${item.verdict}"><p><b>${e(item.id)}</b> · ${e(item.what)} · ${verdictMark(item.verdict)}</p>
<p class="values">paper: <b>${e(paperText(item))}</b> · ours: <b>${e(oursText(item))}</b></p>${why}</li>`;
}

function runSection(reproduction: Report): string {
  const facts = (list: [string, string][]) =>
    `<dl class="facts">${list.map(([name, value]) => `<dt>${e(name)}</dt><dd>${e(value)}</dd>`).join('')}</dl>`;
  return `<section id="run"><h2>The run</h2>
${facts(runFacts(reproduction))}
<h3>Choices and seeds</h3>
${facts(configFacts(reproduction.config))}
<h3>To repeat it</h3>
<p>config.json beside this file holds these choices. The same version gives the same numbers with any number of threads:</p>
<pre>${e(reproduction.repeat)}</pre>
<p>results.json holds every number of this report, and figures/ each figure as SVG and PNG with its data as CSV.</p></section>`;
}
