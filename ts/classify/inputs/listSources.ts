import { type Stats, statSync } from 'node:fs';
import { basename } from 'node:path';
import { checkList, checkOptions, FileError, ParameterError, sha256, wordsFor } from '../../base/index.js';
import type { Column } from '../../table/index.js';
import { unpackArchive } from './archive.js';
import { openCountsTable } from './countsTable.js';
import { filesOfGlob, isGlob, mayBeGlob, spectraInFolder } from './folder.js';
import { sharedResponse } from './grid.js';
import { libraryBlocks, libraryOf } from './library.js';
import { namedSource, plainList, readList } from './list.js';
import { isTable, openListTable, unpackedList } from './listTable.js';
import { isSpectrumName, type LeftOutReason } from './names.js';
import { placedCells, unitedColumns } from './passedColumns.js';
import { contentOfFile, fileStream, gathered, standardInputName, unpacked } from './standardInput.js';
import type { ClassifySource, LeftOut, ListSourcesOptions, SourceList, SpectrumSource } from './types.js';

/** The sources of one input. */
interface Listed {
  /** Number of spectra, a PHA file counting as one. */
  total: number;
  /** What tells them from others: names, rows, the bytes of a list. */
  identity: Iterable<string | Uint8Array>;
  sources(): Iterable<ClassifySource> | AsyncIterable<ClassifySource>;
  passedColumns?: readonly Column[];
  leftOut?: readonly (readonly [string, LeftOutReason])[];
  remove?(): void;
}

/**
 * Lists what there is to classify. Each input is one of
 * - a PHA file, type I or II (`x.pha{3}` is a row of it), which need not exist: its result says why it cannot be read;
 * - a folder: the spectra in it and the folders in it by the names that CIAO, HEASoft, SAS and srctool give them, or by `include`. Files
 *   named as backgrounds (`_bkg.pi`) are left out, and so are grouped copies (`_grp.pi`) and gzip copies beside the same spectrum, as
 *   `leftOut` says; `include` takes all that match;
 * - a quoted glob, whose files are all taken;
 * - a library of `xsift simulate`;
 * - a table of counts, a spectrum a row (Parquet, CSV, TSV, ECSV, JSON lines, VOTable): COUNTS (a list, in text formats numbers with blanks
 *   between them) or a column a channel (COUNTS_1, COUNTS_2 ...); BACKGROUND_COUNTS alike with BACKGROUND_SCALE, the factor that scales
 *   them to the source region; EXPOSURE, s; other columns pass through. Its response is that of the options;
 * - a tar archive, gzip or not: as a folder, with the responses and backgrounds in it. It is unpacked to the folder for temporary files;
 * - `-`: standard input, a PHA file or a tar archive.
 *
 * The list `files` has a path a line, or one before each NUL with `nul`. Or it is a table (CSV, TSV, ECSV, JSON lines, FITS, VOTable,
 * Parquet) with columns PHA (or FILE) and, if need be, RMF, ARF and BKG in any case, whose cells come before what spectra and options
 * name, and may be `none`; other columns pass through. Relative names are seen from the folder of the list, those of standard input from
 * the working directory.
 *
 * Order: inputs as they are given, then the list; within a folder, an archive and a glob by the bytes of the paths. No file is opened to
 * list it, unless it is named itself and its name is none of a spectrum.
 *
 * @throws ParameterError for a glob that matches nothing, and for standard input given twice; FileError for folders, lists and archives
 *   that cannot be read, with the row if it is one
 */
export async function listSources(inputs: readonly string[], options: ListSourcesOptions = {}): Promise<SourceList> {
  checkList('inputs', inputs, 'a list of paths');
  checkOptions(options);
  for (const [i, input] of inputs.entries())
    if (typeof input !== 'string' || input === '')
      throw new ParameterError('inputs', `inputs[${i}] is ${wordsFor(input)}; a path is needed`);
  const uses = [...inputs, options.files].filter((name) => name === '-').length;
  if (uses > 1) throw new ParameterError('inputs', `standard input (-) is given ${uses} times; it can be read once`);
  const parts: Listed[] = [];
  try {
    // Plain files, of which there may be many, are one part.
    let plain: SpectrumSource[] = [];
    for (const input of [...inputs, undefined]) {
      const source = input === undefined ? undefined : plainFile(input);
      if (source) plain.push(source);
      if (!source && plain.length > 0) {
        parts.push(ofSources(plain));
        plain = [];
      }
      if (!source && input !== undefined) parts.push(await listed(input, options));
    }
    if (options.files !== undefined) parts.push(await listedFiles(options.files, options));
  } catch (error) {
    for (const part of parts) part.remove?.();
    throw error;
  }
  return joined(parts);
}

/** A file with the name of a spectrum is not looked at. */
function plainFile(input: string): SpectrumSource | undefined {
  if (input === '-') return undefined;
  const source = namedSource(input);
  return isSpectrumName(basename(source.file)) && !mayBeGlob(source.file) ? source : undefined;
}

function ofSources(sources: readonly SpectrumSource[]): Listed {
  return {
    total: sources.length,
    identity: (function* () {
      for (const { file, row = 0 } of sources) yield JSON.stringify([file, row]);
    })(),
    sources: () => sources,
  };
}

const ofFiles = (files: readonly string[]): Listed => ({
  total: files.length,
  identity: files,
  sources: function* () {
    for (const file of files) yield { file };
  },
});

async function listed(input: string, options: ListSourcesOptions): Promise<Listed> {
  if (input === '-') return fromStandardInput(options);
  const status = statusOf(input);
  if (!status && (await isGlob(input))) return ofFiles(await filesOfGlob(input));
  if (status?.isDirectory()) return folder(input, options);
  // A pipe can be read once, by whoever classifies it.
  if (!status?.isFile()) return ofSources([namedSource(input)]);
  if (isSpectrumName(basename(input))) return ofSources([{ file: input }]);
  if (contentOfFile(input) === 'tar') return archive(fileStream(input), input, options);
  const kind = countsTableNames.exec(input)?.[1]?.toLowerCase();
  if (kind) return countsTable(input, kind === 'parquet', options);
  const library = libraryOf(input);
  if (!library) return ofSources([{ file: input }]);
  const isNamed = options.rmf !== undefined && options.rmf !== 'none';
  const shared = isNamed ? sharedResponse(input, options) : undefined;
  return {
    total: library.count,
    identity: [JSON.stringify([input, library.count])],
    sources: () => libraryBlocks(library, shared),
  };
}

/** Tables of counts by their names; FITS files of counts are type II spectra. */
const countsTableNames = /\.(parquet|csv|tsv|ecsv|jsonl|ndjson|vot|votable|xml)(?:\.gz)?$/i;

async function countsTable(file: string, isParquet: boolean, options: ListSourcesOptions): Promise<Listed> {
  const { rows, passedColumns, blocks } = await openCountsTable(file, isParquet, () => sharedResponse(file, options));
  return { total: rows, identity: [JSON.stringify([file, rows])], sources: blocks, passedColumns };
}

function statusOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

async function folder(path: string, { include }: ListSourcesOptions): Promise<Listed> {
  const { files, leftOut } = await spectraInFolder(path, include);
  const start = path === '.' || path === './' ? '' : path.endsWith('/') ? path : `${path}/`;
  const named = files.map((name) => start + name);
  return { ...ofFiles(named), leftOut: leftOut.map(([name, reason]) => [start + name, reason]) };
}

async function archive(
  bytes: AsyncIterable<Uint8Array>,
  file: string,
  { include }: ListSourcesOptions,
): Promise<Listed> {
  const { bytes: members } = await unpacked(bytes, file);
  // Members of standard input have their own names.
  const start = file === standardInputName ? '' : `${file}/`;
  const { folder: place, remove } = await unpackArchive(members, file);
  try {
    const { files, leftOut } = await spectraInFolder(place, include);
    return {
      total: files.length,
      identity: files.map((name) => start + name),
      sources: function* () {
        for (const name of files) yield { file: start + name, path: `${place}/${name}` };
      },
      leftOut: leftOut.map(([name, reason]) => [start + name, reason]),
      remove,
    };
  } catch (error) {
    remove();
    throw error;
  }
}

async function fromStandardInput(options: ListSourcesOptions): Promise<Listed> {
  const { content, bytes } = await unpacked(options.stdin ?? process.stdin, standardInputName);
  if (content === 'tar') return archive(bytes, standardInputName, options);
  const whole = await gathered(bytes, standardInputName);
  if (content !== 'fits')
    throw new FileError(
      standardInputName,
      whole.length === 0
        ? 'is empty; a PHA file or a tar archive is needed'
        : 'is neither a PHA file nor a tar archive; a list of files is given by --files - (option files)',
    );
  return { total: 1, identity: [whole], sources: () => [{ file: '-', bytes: whole }] };
}

async function listedFiles(files: string, { nul = false, stdin }: ListSourcesOptions): Promise<Listed> {
  const list =
    files === '-'
      ? { file: standardInputName, bytes: await gathered(stdin ?? process.stdin, standardInputName), folder: '' }
      : readList(files);
  const unpackedBytes = unpackedList(list);
  const identity = [list.folder, unpackedBytes.bytes];
  let total = 0;
  if (nul || !isTable(unpackedBytes)) {
    for (const _ of plainList(unpackedBytes, nul)) total++;
    return { total, identity, sources: () => plainList(unpackedBytes, nul) };
  }
  const { passedColumns, sources } = await openListTable(unpackedBytes);
  for await (const _ of sources()) total++;
  return { total, identity, sources, passedColumns };
}

function joined(parts: readonly Listed[]): SourceList {
  const passedColumns = unitedColumns(parts.map(({ passedColumns = [] }) => passedColumns));
  const hash = sha256();
  for (const part of parts)
    for (const piece of part.identity) hash.update(typeof piece === 'string' ? `${piece}\0` : piece);
  return {
    passedColumns,
    total: parts.reduce((sum, part) => sum + part.total, 0),
    identity: hash.digest('hex'),
    leftOut: summary(parts.flatMap(({ leftOut = [] }) => leftOut)),
    sources: {
      async *[Symbol.asyncIterator]() {
        for (const { sources, passedColumns: own = [] } of parts) {
          const placed = placedCells(own, passedColumns);
          for await (const source of sources()) yield placed(source);
        }
      },
    },
    close: () => {
      for (const part of parts) part.remove?.();
    },
  };
}

function summary(leftOut: readonly (readonly [string, LeftOutReason])[]): LeftOut[] {
  const reasons = [...new Set(leftOut.map(([, reason]) => reason))];
  return reasons.map((reason) => {
    const files = leftOut.filter((entry) => entry[1] === reason);
    return { reason, count: files.length, first: files[0][0] };
  });
}
