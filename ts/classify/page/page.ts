import { atomicWriteStream, type Band, packageVersion, zlib } from '../../base/index.js';
import { escapeHtml, htmlHead, inlineScript } from '../../report/inline.js';
import type { TableCell, TableMeta } from '../../table/index.js';
import { probabilityName, type VerdictColumn } from '../columns.js';
import { cellsOf } from '../encode.js';
import type { Sketch } from '../pictures/types.js';
import type { Tally } from '../tally.js';
import type { SketchedVerdict } from '../verdict.js';
import type { PageCell, PageHead, RowBlock, SpectrumBlock } from './payload.js';
import { catalogueStyle } from './style.js';

/** Rows of a block. */
const BLOCK = 500;
/** Steps of energy of the histograms in the table. */
const STEPS = 16;

/** What a page is made of. */
export interface PageContent {
  title: string;
  columns: readonly VerdictColumn[];
  classes: readonly string[];
  /** keV: where counts are counted. */
  band: Band;
  meta: TableMeta;
  tally: Tally;
  rows: AsyncIterable<SketchedVerdict>;
  signal?: AbortSignal;
}

/**
 * Writes a page to look through results: one file, which asks the network for nothing. Memory does not grow with the rows; the page itself
 * takes about a kilobyte for each.
 *
 * @throws FileError if it cannot be written
 */
export async function writePage(file: string, content: PageContent): Promise<void> {
  await atomicWriteStream(file, pieces(content));
}

async function* pieces(content: PageContent): AsyncGenerator<Uint8Array> {
  const utf8 = new TextEncoder();
  yield utf8.encode(opening(content));
  const { columns, band, signal } = content;
  let block: SketchedVerdict[] = [];
  const written = () => utf8.encode(blockOf(block, columns, band));
  for await (const verdict of content.rows) {
    block.push(verdict);
    if (block.length < BLOCK) continue;
    signal?.throwIfAborted();
    yield written();
    block = [];
  }
  if (block.length > 0) yield written();
  yield utf8.encode(`<script>${inlineScript('dist/classify/browser.js')}</script>\n</body>\n</html>\n`);
}

/** The parts of the page that the script fills are empty; without a script the page says what it is. */
function opening({ title, columns, classes, band, meta, tally }: PageContent): string {
  const { rows, verdicts, undecided, failed } = tally;
  const counts = [
    ...classes.map((name, k) => `${verdicts[k].toLocaleString('en')} ${name}`),
    ...(undecided > 0 ? [`${undecided.toLocaleString('en')} without a verdict`] : []),
    ...(failed > 0 ? [`${failed.toLocaleString('en')} failed`] : []),
  ];
  const facts = Object.entries(meta.params ?? {}).map(
    ([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(String(value))}</dd>`,
  );
  const head: PageHead = {
    columns: columns.map(({ name, unit, description, type }) => ({
      ...{ name, unit, description },
      isNumber: type !== 'string' && type !== 'boolean',
    })),
    // Of two classes the probability of the second says all.
    shown: [
      'OBJECT',
      'NET_COUNTS',
      ...classes.slice(classes.length === 2 ? 1 : 0).map(probabilityName),
      'VERDICT',
      'FLAGS',
      'ERROR',
    ],
    classes: [...classes],
    band: [band[0], band[1]],
  };
  const name = escapeHtml(title);
  return `${htmlHead(name, catalogueStyle)}<body>
<header>
<h1>${name}</h1>
<p>${rows.toLocaleString('en')} spectra: ${escapeHtml(counts.join(', '))}. xsift ${packageVersion}.</p>
<details><summary>The run</summary><dl class="facts">${facts.join('')}</dl></details>
<noscript><p><strong>The table of this page is made by its script; allow scripts to see it.</strong></p></noscript>
</header>
<main id="main"></main>
<script type="application/json" id="head">${JSON.stringify(head).replaceAll('<', '\\u003c')}</script>
`;
}

function blockOf(verdicts: readonly SketchedVerdict[], columns: readonly VerdictColumn[], band: Band): string {
  const rows: RowBlock = {
    cells: verdicts.map((verdict) => cellsOf(verdict, columns).map(pageCell)),
    histograms: verdicts.map(({ sketch }) => (sketch ? histogram(sketch, band) : '')),
  };
  return `${packed('rows', rows)}${packed('spectra', spectraOf(verdicts))}`;
}

const packed = (kind: string, content: unknown): string =>
  `<script type="application/octet-stream" data-${kind}>${zlib().gzipSync(JSON.stringify(content)).toString('base64')}</script>\n`;

/** What has no value in JSON is none. */
function pageCell(cell: TableCell): PageCell {
  if (typeof cell === 'number') return Number.isFinite(cell) ? cell : null;
  return cell === undefined || cell === null ? null : String(cell);
}

function spectraOf(verdicts: readonly SketchedVerdict[]): SpectrumBlock {
  const energies: SpectrumBlock['energies'] = [];
  const places = new Map<string, number>();
  const spectra = verdicts.map(({ sketch }) => {
    if (!sketch) return null;
    const { low, high, ...spectrum } = sketch;
    const key = `${low} ${high}`;
    if (!places.has(key)) {
      places.set(key, energies.length);
      energies.push({ low, high });
    }
    return { ...spectrum, energies: places.get(key)! };
  });
  return { energies, spectra };
}

/** Net counts in equal steps of ln E, the highest of them 35. */
export function histogram({ low, high, counts, background, backgroundScale = 0 }: Sketch, [from, to]: Band): string {
  const steps = new Float64Array(STEPS);
  const scale = STEPS / Math.log(to / from);
  for (const [i, observed] of counts.entries()) {
    const step = Math.floor(scale * Math.log(Math.sqrt(low[i] * high[i]) / from));
    if (step >= 0 && step < STEPS) steps[step] += observed - backgroundScale * (background?.[i] ?? 0);
  }
  const most = Math.max(...steps);
  return Array.from(steps, (value) => Math.round(most > 0 ? (35 * Math.max(value, 0)) / most : 0).toString(36)).join(
    '',
  );
}
