import { createReadStream, readFileSync } from 'node:fs';
import * as v from 'valibot';
import {
  atomicWriteStream,
  checkList,
  checkRunOptions,
  FileError,
  listOf,
  MismatchError,
  number,
  oneOf,
  ParameterError,
  parseFile,
  string,
  systemReason,
  whole,
  wordsFor,
} from '../../base/index.js';
import {
  isAppendable,
  readTable,
  type TableFormat,
  tableFormatOf,
  tableHeader,
  writeTable,
} from '../../table/index.js';
import { inAscii } from '../encode.js';
import { lock } from './lock.js';
import { targetOf } from './output.js';
import { fingerprint, type ShardFile } from './shardFile.js';
import { shardRange } from './shards.js';
import { differences, runDigest } from './state.js';

/** A shard with what stands beside it. */
export interface NamedShard {
  file: string;
  about: ShardFile;
}

/** Options of {@link mergeShards}. */
export interface MergeOptions {
  signal?: AbortSignal;
}

const column = v.object({
  name: string,
  type: oneOf(['string', 'float64', 'float32', 'int32', 'int64', 'boolean']),
  unit: v.optional(string),
  ucd: v.optional(string),
  description: v.optional(string),
});

const shardSchema = v.object({
  format: oneOf(['xsift shard']),
  digest: string,
  run: v.record(v.string(), v.string()),
  shard: v.object({ index: whole(1), count: whole(1) }),
  sources: v.object({ total: whole(), first: whole(), end: whole() }),
  tally: v.object({
    ...{ rows: whole(), leftOut: whole(), verdicts: listOf(number()) },
    ...{ undecided: whole(), failed: whole(), untrainedBackground: whole() },
  }),
  bytes: whole(),
  sha256: string,
  columns: listOf(column),
  meta: v.object({
    name: v.optional(string),
    description: v.optional(string),
    params: v.optional(v.record(v.string(), v.union([v.string(), v.number()]))),
  }),
});

/** Reads what stands beside a shard. @throws FileError if there is none, or it is none */
export function readShardFile(file: string): NamedShard {
  const beside = `${file}.run.json`;
  let content: string;
  try {
    content = readFileSync(beside, 'utf8');
  } catch (cause) {
    throw new FileError(
      file,
      `is no complete shard: ${beside} cannot be read (${systemReason(cause)}); xsift classify --shard i/n writes it at the end`,
      { cause },
    );
  }
  try {
    return { file, about: parseFile(shardSchema, JSON.parse(content), beside) };
  } catch (cause) {
    if (cause instanceof FileError) throw cause;
    throw new FileError(beside, `is not JSON: ${(cause as Error).message}`, { cause });
  }
}

/**
 * The shards of a run in their order.
 *
 * @throws MismatchError for shards of different runs; ParameterError for one that is there twice, or missing
 */
export function checkedShards(shards: readonly NamedShard[]): NamedShard[] {
  const [first, ...others] = shards;
  if (!first)
    throw new ParameterError('shards', 'there are no shards to merge; name the outputs of xsift classify --shard');
  for (const other of others) {
    const { shard: _, ...there } = first.about.run;
    const { shard: __, ...here } = other.about.run;
    const different = differences(there, here);
    const sizes = [first, other].map(({ about }) => `${about.shard.count} shards of ${about.sources.total} spectra`);
    if (sizes[0] !== sizes[1]) different.push(`it was ${sizes[0]}, now ${sizes[1]}`);
    if (first.about.digest !== other.about.digest || different.length > 0)
      throw new MismatchError(
        `${other.file} is of another run than ${first.file}: ${different.join('; ') || 'the digests differ'}`,
        {
          what: 'settings',
          expected: first.about.digest,
          found: other.about.digest,
          remedy: 'merge shards of one run, with the same list and options',
        },
      );
  }
  const { count } = first.about.shard;
  const ordered: NamedShard[] = [];
  for (const shard of shards) {
    const { index } = shard.about.shard;
    const before = ordered[index - 1];
    if (before)
      throw new ParameterError('shards', `${before.file} and ${shard.file} are both shard ${index} of ${count}`);
    ordered[index - 1] = shard;
  }
  const missing = Array.from({ length: count }, (_, i) => i + 1).filter((index) => !ordered[index - 1]);
  if (missing.length > 0)
    throw new ParameterError(
      'shards',
      `of ${count} shards ${missing.slice(0, 20).join(', ')}${missing.length > 20 ? ' ...' : ''} ${missing.length > 1 ? 'are' : 'is'} missing; ` +
        'name all of them, or classify them first (--shard i/n)',
    );
  for (const { file, about } of ordered) {
    const { first: from, end } = shardRange(about.sources.total, about.shard);
    if (about.sources.first !== from || about.sources.end !== end)
      throw new FileError(
        file,
        `holds spectra ${about.sources.first + 1} to ${about.sources.end}, not ${from + 1} to ${end}`,
      );
    if (about.digest !== digestOf(about))
      throw new FileError(`${file}.run.json`, 'is damaged or was edited: its digest does not fit its content');
  }
  return ordered;
}

const digestOf = ({ run: { shard: _, ...run } }: ShardFile): string => runDigest(run);

/**
 * Makes one table of the shards of a run: the same bytes as those of a run that was not divided, in any format.
 *
 * @param out the table to write; its extension is its format
 * @param files the shards, in any order, each with its .run.json beside it
 * @returns number of rows, and of spectra that failed
 * @throws MismatchError for shards of different runs; ParameterError for shards that are missing or there twice; FileError for one that is
 *   damaged, or an output that cannot be written or that another process writes
 */
export async function mergeShards(
  out: string,
  files: readonly string[],
  options: MergeOptions = {},
): Promise<{ rows: number; failed: number }> {
  checkRunOptions(options);
  const { signal } = options;
  const format = tableFormatOf(out);
  checkList('files', files, 'a list of paths');
  for (const [i, file] of files.entries())
    if (typeof file !== 'string')
      throw new ParameterError('files', `files[${i}] is ${wordsFor(file)}; a path is needed`);
  const shards = checkedShards(files.map(readShardFile));
  for (const { file, about } of shards) {
    signal?.throwIfAborted();
    const { bytes, sha256 } = await fingerprint(file);
    if (bytes !== about.bytes || sha256 !== about.sha256)
      throw new FileError(
        file,
        `was changed since it was written: it has ${bytes} bytes (${about.bytes}), and another hash; classify it again`,
      );
  }
  const release = lock(targetOf(out));
  try {
    await writeMerged(out, format, shards, signal);
  } finally {
    release();
  }
  const sum = (count: (shard: ShardFile) => number) => shards.reduce((total, { about }) => total + count(about), 0);
  return { rows: sum(({ tally }) => tally.rows), failed: sum(({ tally }) => tally.failed) };
}

async function writeMerged(
  out: string,
  format: TableFormat,
  shards: readonly NamedShard[],
  signal?: AbortSignal,
): Promise<void> {
  const { columns, meta, run } = shards[0].about;
  const header = isAppendable(format) ? tableHeader(format, columns, meta) : '';
  if (isAppendable(format) && run.format === format) await atomicWriteStream(out, joined(shards, header, signal));
  else {
    async function* rows() {
      for (const { file } of shards) {
        const table = await readTable(file, { columns, format: run.format as TableFormat });
        for await (const row of table.rows) yield format === 'fits' ? row.map(inAscii) : row;
      }
    }
    await writeTable(out, { format, columns, rows, meta, signal });
  }
}

/** The header once, then the rows of all. */
async function* joined(
  shards: readonly NamedShard[],
  header: string,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const start = Buffer.byteLength(header);
  yield Buffer.from(header);
  for (const { file, about } of shards)
    if (about.bytes > start) yield* createReadStream(file, { start, signal }) as AsyncIterable<Uint8Array>;
}
