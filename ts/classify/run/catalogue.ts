import {
  atomicWrite,
  checkList,
  checkNumber,
  checkObject,
  checkOptions,
  checkWhole,
  MismatchError,
  ParameterError,
  packageVersion,
  type RunOptions,
  sha256,
  threadBudget,
  wordsFor,
} from '../../base/index.js';
import { applyPrior } from '../../metrics/index.js';
import { modelChecksum } from '../../network/modelFile.js';
import type { FileWarning, LoadOptions } from '../../ogip/index.js';
import {
  type Column,
  isAppendable,
  type Row,
  readTable,
  type TableFormat,
  type TableMeta,
  tableFormatOf,
  tableHeader,
  writeTable,
} from '../../table/index.js';
import { checkStreamOptions } from '../classifyStream.js';
import { verdictColumns } from '../columns.js';
import { cellsOf, type Encoding, inAscii, writtenColumns } from '../encode.js';
import type { ClassifySource, SourceList } from '../inputs/index.js';
import { type ClassifyUsing, type Methods, methodsOf } from '../methods.js';
import { writePage } from '../page/page.js';
import { inOrder } from '../parallel/inOrder.js';
import { countVerdict, emptyTally, type Tally } from '../tally.js';
import { checkDrawing, type Drawing, type DrawingOptions, drawingFor } from './drawing.js';
import { verdictsIn } from './lines.js';
import { type IfExists, RunOutput } from './output.js';
import { looksAtAll, type Sample, type SampleOptions, sampleOf } from './sample.js';
import { type ShardFile, shardFileOf } from './shardFile.js';
import { between, checkShard, type Shard, type ShardRange, shardRange } from './shards.js';
import type { RunDescription } from './state.js';

/** Options of {@link classifyCatalogue}. */
export interface CatalogueOptions extends LoadOptions, RunOptions, SampleOptions, DrawingOptions {
  /** Names of the columns, in their order; all without. */
  columns?: readonly string[];
  /** Spectra of fewer counts in the count band have no row; default 0. */
  minCounts?: number;
  /**
   * An output that is there already: 'refuse' (default); 'overwrite' replaces it when the new one is complete; 'append' adds rows; 'resume'
   * goes on with an unfinished run, or begins one where there is none.
   */
  ifExists?: IfExists;
  /** Only a part of the list; `mergeShards` makes one table of all parts. */
  shard?: Shard;
  /** What else the table says of its run, such as the command. */
  params?: Readonly<Record<string, string>>;
  /** Given warnings of files, as they are read. */
  onWarnings?: (warnings: readonly FileWarning[]) => void;
  /** Is given the number of spectra done (a PHA file counts as one), and of those that a resumed run had done before. */
  onProgress?: (done: number, before?: number) => void;
}

/** What a run has done. */
export interface CatalogueSummary extends Sample {
  /** Numbers of rows, of all sources of the run, also those that it had done before it was resumed. */
  tally: Tally;
  sources: number;
  /** Sources that were done when it was resumed. */
  before: number;
}

/**
 * Classifies a list of spectra and writes a table of the verdicts, in the format of its extension. Rows are written as they come, beside the
 * output; it has its name when it is complete. A run that ended early, however, goes on with `ifExists: 'resume'`: the table then has the same
 * bytes as that of an undisturbed run. Memory does not grow with the number of rows.
 *
 * Pictures (`plots`) are written as their spectra are classified, before the rows; a run that goes on makes those that are missing. The page
 * (`html`) is of the rows of this run, a shard's of its own, and is written at the end.
 *
 * @param list what to classify ({@link listSources})
 * @param using a network, a bank of templates, or both
 * @param out the table to write: .csv, .ecsv, .jsonl, .fits, .vot or .parquet
 * @throws ParameterError for a bad option, or an extension that stands for no format; FileError for an output that is there, is being written
 *   by another process, or cannot be written; MismatchError for an unfinished run of other options; the signal's reason when aborted,
 *   after what is done was kept.
 */
export async function classifyCatalogue(
  list: SourceList,
  using: ClassifyUsing,
  out: string,
  options: CatalogueOptions = {},
): Promise<CatalogueSummary> {
  checkOptions(options);
  checkSources(list);
  const run = planned(list, methodsOf(using), out, options);
  const { methods, encoding, isStreamed, description, meta } = run;
  const columns = writtenColumns(encoding);
  const header = isStreamed ? tableHeader(run.format, columns, meta) : '';
  const { ifExists = 'refuse' } = options;
  const given = { run: description, classes: methods.classes.length, header, ifExists, copiesBase: isStreamed };
  const output = RunOutput.open(out, given);
  const before = output.state.sources;
  try {
    const drawing = drawingFor(options, { total: list.total, ifExists, out });
    const range = shardRange(list.total, options.shard ?? { index: 1, count: 1 });
    if (!output.state.isComplete) {
      await classifyInto(output, list, range, run, { ...options, drawing });
      output.complete();
    }
    const shard = options.shard && { ...options.shard, total: list.total };
    return { ...(await finished(output, run, options, shard)), sources: output.state.sources, before };
  } catch (error) {
    output.stop();
    throw error;
  }
}

/** @throws ParameterError for something that is no list of sources */
export function checkSources(list: SourceList): void {
  checkObject('list', list, 'a list of sources (listSources)', 'sources', 'total', 'identity', 'passedColumns');
  const { sources, total, passedColumns } = list;
  checkWhole('list.total', total);
  checkList('list.passedColumns', passedColumns, 'a list of columns');
  if (typeof sources !== 'object' || !(Symbol.asyncIterator in sources))
    throw new ParameterError('list.sources', `list.sources is ${wordsFor(sources)}; a stream of sources is needed`);
}

/** The results of sources in their order, as text. */
export function encodedResults(
  sources: AsyncIterable<ClassifySource>,
  total: number,
  methods: Methods,
  encoding: Encoding,
  options: CatalogueOptions & { drawing: Drawing; begin?: number },
) {
  const { begin, drawing } = options;
  const { plots, onPicture, keepsSketches } = drawing;
  const { signal, threads, prior, rmf, arf, background, row, strict, cache, threshold, minCounts } = options;
  const work = {
    ...{ rmf, arf, background, row, strict, cache, threshold, minCounts, encoding, isDeferred: looksAtAll(options) },
    ...(prior !== 'estimate' && { prior }),
    ...{ plots, keepsSketches },
  };
  return inOrder(sources, {
    ...{ methods, options: work, threads: threadBudget(threads), total, begin, onPicture, signal },
  });
}

/** What is to be done, from checked options. */
interface Plan {
  methods: Methods;
  format: TableFormat;
  encoding: Encoding;
  /** Whether rows are written as they come; else they are kept as JSON lines until all are there. */
  isStreamed: boolean;
  description: RunDescription;
  meta: TableMeta;
}

function planned(list: SourceList, methods: Methods, out: string, options: CatalogueOptions): Plan {
  const { classes } = methods;
  const { prior, purity, shard, columns, ifExists, plots, html } = options;
  const format = tableFormatOf(out);
  if (ifExists !== undefined && !['refuse', 'overwrite', 'append', 'resume'].includes(ifExists))
    throw new ParameterError(
      'ifExists',
      `ifExists is ${wordsFor(ifExists)}; it must be 'refuse', 'overwrite', 'append' or 'resume'`,
    );
  checkStreamOptions(options as object, methods);
  checkSample(options, classes);
  if (shard) checkShard(shard);
  if (shard && looksAtAll(options))
    throw new ParameterError(
      'shard',
      "a shard has no shares of its own: prior 'estimate' and purity look at all rows (--prior estimate, --purity); classify without",
    );
  checkDrawing(options);
  if (html !== undefined && ifExists === 'append')
    throw new ParameterError(
      'html',
      'a page is of the rows of one run: not with append (--html, --append); give --out another name, or --overwrite',
    );
  const isStreamed = isAppendable(format) && !looksAtAll(options) && html === undefined;
  const passed = list.passedColumns;
  const shape = { classes, passed, isSelection: purity !== undefined, hasPlots: plots !== undefined };
  const encoding: Encoding = { ...shape, format: isStreamed ? format : 'verdicts', chosen: columns };
  writtenColumns(encoding);
  const description = describe(list, methods, format, options);
  const priorWords = typeof prior === 'object' ? JSON.stringify(prior) : prior;
  const params = {
    ...{ xsift: packageVersion, ...options.params, classes: classes.join(' '), ...methodWords(methods) },
    ...(priorWords && { prior: priorWords }),
    ...(options.minCounts !== undefined && { minCounts: options.minCounts }),
  };
  const meta = { name: 'verdicts', description: 'Verdicts of xsift on X-ray spectra', params };
  return { methods, format, encoding, isStreamed, description, meta };
}

export function checkSample(
  { prior, purity, columns }: Pick<CatalogueOptions, 'prior' | 'purity' | 'columns'>,
  classes: readonly string[],
): void {
  if (columns !== undefined) checkList('columns', columns, 'a list of names');
  if (purity !== undefined) {
    checkObject('purity', purity, '{ name, purity }', 'name', 'purity');
    checkNumber('purity.purity', purity.purity, { above: 0, max: 1 });
  }
  if (prior !== undefined && prior !== 'estimate') applyPrior([], classes, prior);
  if (purity && !classes.includes(purity.name))
    throw new ParameterError(
      'purity',
      `purity names the class ${purity.name} (--purity); the classes are ${classes.join(', ')}`,
    );
}

function methodWords({ network, bank }: Methods): Record<string, string> {
  return {
    ...(network && { network: modelChecksum(network.model) }),
    ...(bank && {
      bank: `${bank.populations.map(({ identity }) => identity).join(', ')}; ${bank.templates} templates each, seed ${bank.seed}, ${bank.band.join('-')} keV`,
    }),
  };
}

/** All that decides on the bytes of the output, but for the shard's part of the list. */
function describe(list: SourceList, methods: Methods, format: TableFormat, options: CatalogueOptions): RunDescription {
  const { rmf, arf, background, row, strict, prior, purity, threshold, minCounts, columns, params, shard } = options;
  const { plots, html } = options;
  const given = {
    ...{ rmf, arf, background, row, strict, prior, purity, threshold, minCounts, columns, params, plots },
    // What is kept until the end is another.
    html: html !== undefined,
  };
  const said = Object.entries(given).filter(([, value]) => value !== undefined && value !== false);
  return {
    version: packageVersion,
    list: list.identity,
    format,
    ...methodWords(methods),
    ...Object.fromEntries(said.map(([name, value]) => [name, valueWords(value)])),
    ...(shard && { shard: `${shard.index}/${shard.count}` }),
  };
}

/** A value for people and for comparison; bytes are known by their hash. */
function valueWords(value: unknown): string {
  if (typeof value === 'string') return value;
  const bytes = value instanceof ArrayBuffer ? new Uint8Array(value) : value;
  if (bytes instanceof Uint8Array) return `sha256:${sha256().update(bytes).digest('hex')}`;
  if (typeof value === 'object' && value !== null && 'bytes' in value) return valueWords(value.bytes);
  return JSON.stringify(value);
}

/** Classifies what is not done yet. */
async function classifyInto(
  output: RunOutput,
  list: SourceList,
  { first, end }: ShardRange,
  { methods, encoding }: Plan,
  options: CatalogueOptions & { drawing: Drawing },
): Promise<void> {
  const before = output.state.sources;
  const total = end - first;
  if (before > 0) options.onProgress?.(before, before);
  const left = between(list.sources, { first: first + before, end });
  const run = { ...options, begin: first + before };
  for await (const { encoded, items } of encodedResults(left, total - before, methods, encoding, run)) {
    const { rows, tally, warnings } = encoded!;
    output.add(rows, items, tally);
    if (warnings.length > 0) options.onWarnings?.(warnings);
    options.onProgress?.(output.state.sources, before);
  }
}

/** Makes the table of what was written on the way, and gives it its name. */
async function finished(
  output: RunOutput,
  plan: Plan,
  options: CatalogueOptions,
  shard?: Shard & { total: number },
): Promise<Pick<CatalogueSummary, 'tally' | 'estimate' | 'selection'>> {
  const { tally } = output.state;
  if (output.isNamed) {
    output.finish();
    return { tally };
  }
  const made = plan.isStreamed ? { tally } : await tableOf(output, plan, options);
  const file = plan.isStreamed ? output.part : output.made;
  if (shard) {
    const about = {
      file,
      run: plan.description,
      shard,
      columns: writtenColumns(plan.encoding),
      meta: plan.meta,
      tally,
    };
    const shardFile: ShardFile = await shardFileOf(about, output.state.sources);
    atomicWrite(`${output.target}.run.json`, `${JSON.stringify(shardFile, null, 2)}\n`);
  }
  if (!plan.isStreamed) output.setMade();
  output.finish();
  return made;
}

async function tableOf(output: RunOutput, plan: Plan, options: CatalogueOptions) {
  const { encoding, format, meta, methods } = plan;
  const { classes } = methods;
  const { signal, html } = options;
  const { bytes, isAppended } = output.state;
  const results = () => verdictsIn(output.part, bytes);
  const isSample = looksAtAll(options);
  const sample = isSample ? await sampleOf(results(), classes, options) : undefined;
  const concluded = async function* () {
    for await (const result of results()) yield sample ? sample.conclude(result) : result;
  };
  const columns = writtenColumns(encoding);
  const isAscii = format === 'fits';
  const tally = isSample ? { ...emptyTally(classes.length), leftOut: output.state.tally.leftOut } : output.state.tally;
  let isCounted = !isSample;
  async function* rows() {
    if (isAppended) yield* await existingRows(output.target, columns);
    const counts = isCounted ? undefined : tally;
    isCounted = true;
    for await (const verdict of concluded()) {
      if (counts) countVerdict(counts, verdict, classes);
      const cells = cellsOf(verdict, columns);
      yield isAscii ? cells.map(inAscii) : cells;
    }
  }
  await writeTable(output.made, { format, columns, rows, meta, signal });
  if (html !== undefined) {
    const page = {
      title: output.file,
      columns: verdictColumns(encoding),
      classes,
      band: methods.countBand,
      meta,
      tally,
    };
    await writePage(html, { ...page, rows: concluded(), signal });
  }
  return { tally, estimate: sample?.estimate, selection: sample?.selection };
}

/** @throws MismatchError for a table of other columns */
async function existingRows(file: string, columns: readonly Column[]): Promise<AsyncIterable<Row> | Iterable<Row>> {
  const there = await readTable(file);
  const [expected, found] = [columns, there.columns].map((list) => list.map(({ name }) => name));
  if (String(expected) === String(found)) return (await readTable(file, { columns })).rows;
  throw new MismatchError(`${file} has the columns ${found.join(', ')}, the new rows ${expected.join(', ')}`, {
    what: 'settings',
    expected,
    found,
    remedy: 'rows can be added only to a table of the same columns; give --out another name',
  });
}
