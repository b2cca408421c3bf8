/** The style sheet of report.html: dark text on white, one column on small screens, contents beside the text on large ones. */
export const pageStyle = `
:root { color-scheme: light; --ink: #1b1e23; --soft: #5a626d; --line: #d9dde3; --ground: #f6f7f9; --link: #00568f;
  --pass: #00664b; --differs: #a33a00; --stand-in: #5b3f8c; --reported: #4c5560; }
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0; color: var(--ink); background: white; font: 16px/1.55 Arimo, Arial, Helvetica, sans-serif; }
a { color: var(--link); }
.page { max-width: 1400px; margin: 0 auto; padding: 0 1.5rem 4rem; }
main { min-width: 0; }
header { padding: 2.2rem 0 0; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 0.6rem; }
h2 { font-size: 1.4rem; line-height: 1.25; margin: 3rem 0 0.4rem; padding-top: 0.8rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin: 1.6rem 0 0.5rem; }
h1, h2, h3, p, li, figcaption, dd { overflow-wrap: anywhere; }
p, .abstract { max-width: 46rem; }
.place { color: var(--soft); margin: 0 0 1rem; }
.counts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 12.5rem), 1fr)); gap: 0.6rem; list-style: none; margin: 1rem 0; padding: 0; }
.counts li { border: 1px solid var(--line); border-radius: 6px; padding: 0.45rem 0.9rem; }
.counts b { display: block; font-size: 1.5rem; line-height: 1.2; }
.meaning { display: block; font-size: 0.82rem; line-height: 1.35; color: var(--soft); margin-top: 0.2rem; }
.differences { max-width: 60rem; padding-left: 1.2rem; } .differences li { margin: 0.35rem 0; }
.above { color: var(--soft); margin: 0.8rem 0; }
.code { color: var(--soft); font-size: 0.85em; white-space: nowrap; margin: 0 0.3em; }
.verdict { white-space: nowrap; font-weight: bold; }
.verdict-pass, .verdict-tested { color: var(--pass); } .verdict-differs { color: var(--differs); }
.verdict-stand-in { color: var(--stand-in); } .verdict-reported { color: var(--reported); }
.badge { display: inline-block; font-size: 0.82em; font-weight: bold; color: var(--stand-in); border: 1px solid currentColor;
  border-radius: 4px; padding: 0 0.4em; margin-right: 0.35em; }
.contents ol { list-style: none; margin: 0; padding: 0; }
.contents li { margin: 0.15rem 0; line-height: 1.35; }
.contents a { text-decoration: none; display: block; padding: 0.2rem 0; }
.contents a:hover { text-decoration: underline; }
.contents ol ol { padding-left: 0.9rem; font-size: 0.88rem; }
nav.aside { display: none; }
details.contents { border: 1px solid var(--line); border-radius: 6px; padding: 0.5rem 0.9rem; margin: 1rem 0; }
summary { cursor: pointer; font-weight: bold; }
.scroll { overflow-x: auto; max-width: 100%; margin: 0.4rem 0 1.4rem; border: 1px solid var(--line); border-radius: 6px; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; line-height: 1.4; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: 0.4rem 0.7rem; border-bottom: 1px solid var(--line); }
tbody tr:last-child > * { border-bottom: 0; }
thead th { background: var(--ground); white-space: nowrap; }
td { min-width: 4rem; } tbody th { font-weight: 600; white-space: nowrap; } tbody th.what { font-weight: normal; white-space: normal; min-width: 13rem; }
.long { min-width: 14rem; } td.code { margin: 0; font-size: inherit; }
.caption { margin: 1.4rem 0 0.3rem; font-size: 0.95rem; max-width: 60rem; }
#page-filter { display: flex; flex-wrap: wrap; gap: 0.3rem 1.2rem; border: 0; padding: 0; margin: 0.8rem 0; }
#page-filter[hidden] { display: none; } #page-filter label { cursor: pointer; padding: 0.2rem 0; }
.item-list { list-style: none; padding: 0; margin: 0.4rem 0 1.4rem; }
.item-list > li { border-left: 3px solid var(--line); padding: 0.35rem 0 0.35rem 0.9rem; margin: 0.5rem 0; max-width: 60rem; }
.item-list > li:target { background: #fff6dd; }
.item-list > li.pass, .item-list > li.tested { border-color: var(--pass); } .item-list > li.differs { border-color: var(--differs); }
.item-list > li.stand-in { border-color: var(--stand-in); }
.item-list p { margin: 0.15rem 0; } .values { color: var(--soft); } .values b { color: var(--ink); font-weight: 600; }
figure { margin: 1.6rem 0 2.2rem; border: 1px solid var(--line); border-radius: 6px; padding: 0.8rem; }
.panels { display: grid; gap: 0.6rem 0.8rem; grid-template-columns: minmax(0, 1fr); justify-items: center; }
.columns-2 { grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); }
.columns-3 { grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); }
.panel { position: relative; width: 100%; max-width: 900px; min-width: 0; overflow-x: auto; }
.panel svg { display: block; width: 100%; height: auto; min-width: 400px; }
.columns-1 .panel svg { min-width: 560px; }
/* In sight as long as its panels are. */
.shared-legend { position: sticky; bottom: 0; z-index: 1; background: white; padding: 0.4rem 0 0.2rem; max-width: 1240px; } .shared-legend svg { display: block; max-width: 100%; height: auto; }
.shared-legend [data-series] { cursor: pointer; }
.tip { position: absolute; z-index: 1; width: max-content; max-width: 19rem; padding: 0.35rem 0.6rem; background: white;
  border: 1px solid #777; border-radius: 4px; box-shadow: 0 2px 8px #0003; font-size: 0.82rem; line-height: 1.35;
  white-space: pre-line; pointer-events: none; }
.tip[hidden] { display: none; }
.panel.live { overflow: visible; touch-action: pan-y; } .panel.live svg { min-width: 0; cursor: crosshair; user-select: none; -webkit-user-select: none; }
.live [data-series] { cursor: pointer; } .live [data-series]:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.reset { position: absolute; top: 0.2rem; right: 0.4rem; font: inherit; font-size: 0.8rem; padding: 0.15rem 0.6rem; background: white;
  color: var(--link); border: 1px solid currentColor; border-radius: 4px; cursor: pointer; }
figcaption { margin: 0.7rem 0.3rem 0; font-size: 0.92rem; max-width: 60rem; }
.hint { color: var(--soft); font-size: 0.88rem; }
dl.facts { display: grid; grid-template-columns: minmax(8rem, max-content) minmax(0, 1fr); gap: 0.15rem 1.2rem; margin: 0.5rem 0 1.2rem; font-size: 0.92rem; }
dl.facts dt { color: var(--soft); overflow-wrap: anywhere; } dl.facts dd { margin: 0; font-variant-numeric: tabular-nums; }
pre { background: var(--ground); border: 1px solid var(--line); border-radius: 6px; padding: 0.7rem 0.9rem; overflow-x: auto; font-size: 0.88rem; }
@media (min-width: 1000px) {
  .page { display: grid; grid-template-columns: 15.5rem minmax(0, 1fr); gap: 2.5rem; }
  nav.aside { display: block; position: sticky; top: 0; max-height: 100vh; overflow-y: auto; align-self: start; padding: 2.2rem 0 1rem; font-size: 0.92rem; }
  details.contents { display: none; }
  .scroll:has(> #page-item-table) { max-height: 85vh; overflow-y: auto; } #page-item-table thead th { position: sticky; top: 0; }
}
@media (max-width: 600px) {
  #page-item-table, #page-item-table tbody { display: block; } #page-item-table thead { display: none; }
  #page-item-table tr { display: grid; grid-template-columns: minmax(0, 1fr) auto; border-bottom: 1px solid var(--line); padding: 0.4rem 0; }
  #page-item-table tr[hidden] { display: none; } #page-item-table tr > * { border: 0; padding: 0.1rem 0.7rem; min-width: 0; overflow-wrap: anywhere; }
  #page-item-table .what, #page-item-table .paper, #page-item-table .ours { grid-column: 1 / -1; } #page-item-table .what { order: -1; }
  #page-item-table .paper::before { content: 'paper: '; color: var(--soft); } #page-item-table .ours::before { content: 'ours: '; color: var(--soft); }
  .page { padding: 0 0.9rem 3rem; } header { padding-top: 1.2rem; } h1 { font-size: 1.45rem; } h2 { font-size: 1.2rem; }
  figure { padding: 0.4rem; } .counts { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); }
  dl.facts { grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); }
}
@media print {
  nav.aside, details.contents, #page-filter, .hint, .reset { display: none !important; }
  .page { display: block; max-width: none; padding: 0; } body { font-size: 10.5pt; }
  .shared-legend { position: static; }
  figure, table, .item-list > li { break-inside: avoid; } h2, h3, .caption { break-after: avoid; }
  thead th { white-space: normal; } .scroll, .scroll:has(> #page-item-table) { overflow: visible; max-height: none; border: 0; } .columns-3 { grid-template-columns: repeat(3, minmax(0, 1fr)); }
  .panel, .panel svg { overflow: visible; min-width: 0 !important; }
}
`.trim();
