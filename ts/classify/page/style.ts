/** The style sheet of the page of a catalogue: table and picture beside each other, one above the other on small screens. */
export const catalogueStyle = `
:root { color-scheme: light; --ink: #1b1e23; --soft: #5a626d; --line: #d9dde3; --ground: #f6f7f9; --link: #00568f; --chosen: #e3eefa; }
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: white; font: 15px/1.45 Arimo, Arial, Helvetica, sans-serif; }
header, main { max-width: 1900px; margin: 0 auto; padding: 0 1.2rem; }
h1 { font-size: 1.4rem; margin: 1rem 0 0.2rem; overflow-wrap: anywhere; } h2 { font-size: 1.05rem; margin: 0.6rem 0; overflow-wrap: anywhere; }
header p { margin: 0.2rem 0; }
summary { cursor: pointer; color: var(--link); }
.soft { color: var(--soft); }
.tools { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: end; margin: 0.8rem 0; padding: 0.6rem 0.8rem; background: var(--ground);
  border: 1px solid var(--line); border-radius: 6px; }
.tools > div > label { display: block; font-size: 0.82rem; color: var(--soft); }
input, select, button { font: inherit; color: inherit; }
input[type=search], input[type=number], select { padding: 0.25rem 0.4rem; border: 1px solid #8a929c; border-radius: 4px; background: white; max-width: 100%; }
input[type=search] { width: 15rem; } input[type=number] { width: 6rem; }
.columns div { display: flex; flex-wrap: wrap; gap: 0.2rem 1rem; padding-top: 0.4rem; } .columns[open] { flex-basis: 100%; }
.columns label { font-size: 0.88rem; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 1px; }
.split { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1rem; align-items: start; }
.list { min-width: 0; } .found { margin: 0 0 0.3rem; }
.scroll { overflow: auto; max-height: calc(100vh - 9rem); border: 1px solid var(--line); border-radius: 6px; }
table { border-collapse: separate; border-spacing: 0; width: 100%; font-size: 0.88rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 0.15rem 0.45rem; border-bottom: 1px solid var(--line); white-space: nowrap; font-weight: normal; }
td:nth-last-child(-n + 2) { white-space: normal; }
thead th { position: sticky; top: 0; z-index: 1; background: var(--ground); font-weight: bold; }
thead button, tbody button { border: 0; background: none; padding: 0.25rem 0; cursor: pointer; font-weight: inherit; text-align: inherit; }
tbody button { color: var(--link); text-decoration: underline; text-underline-offset: 2px; max-width: 14rem; overflow: hidden; text-overflow: ellipsis; display: block; }
tbody button { scroll-margin: 2.6rem 0 0.5rem; }
.number { text-align: right; }
.spark { padding: 0.1rem 0.45rem; } .spark svg { display: block; }
tr:hover > * { background: var(--ground); } tr.chosen > * { background: var(--chosen); }
.pager { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; margin: 0.5rem 0 1rem; }
.pager button, .steps button { padding: 0.2rem 0.8rem; border: 1px solid #8a929c; border-radius: 4px; background: white; cursor: pointer; }
button:disabled { color: #8a929c; cursor: default; }
.look { min-width: 0; } .steps { display: flex; gap: 0.5rem; margin-bottom: 0.5rem; }
.picture { min-height: 2rem; } .picture svg { display: block; max-width: 100%; height: auto; }
dl.facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0.1rem 1rem; margin: 0.4rem 0 1rem; font-size: 0.88rem; }
dl.facts dt { color: var(--soft); } dl.facts dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
@media (min-width: 1100px) {
  .split { grid-template-columns: minmax(0, 1.4fr) minmax(0, 1fr); }
  .look { position: sticky; top: 0.5rem; max-height: calc(100vh - 1rem); overflow-y: auto; }
}
@media (max-width: 1099px) {
  body:not(.has-choice) .look { display: none; } .look { order: -1; border: 1px solid var(--line); border-radius: 6px; padding: 0.6rem; }
  .scroll { max-height: 70vh; }
}
@media print { .tools, .pager, .steps { display: none; } .scroll { overflow: visible; max-height: none; } }
`.trim();
