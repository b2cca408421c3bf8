import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import type { Column, TableMeta } from '../../table/index.js';
import type { Tally } from '../tally.js';
import { type Shard, shardRange } from './shards.js';
import { type RunDescription, runDigest } from './state.js';

/** What stands beside a shard: of which run it is, what part, and what its bytes are. */
export interface ShardFile {
  format: 'xsift shard';
  /** Hash of the run without its part: equal for the shards of one run. */
  digest: string;
  run: RunDescription;
  /** From 1. */
  shard: Shard;
  /** Sources of the whole list, and those of this part: from `first` to `end` - 1, from 0. */
  sources: { total: number; first: number; end: number };
  tally: Tally;
  /** Of the table. */
  bytes: number;
  sha256: string;
  columns: Column[];
  meta: TableMeta;
}

/** The run of which a shard is a part. */
export function wholeRun({ shard: _, ...run }: RunDescription): RunDescription {
  return run;
}

export async function shardFileOf(
  about: {
    file: string;
    run: RunDescription;
    shard: Shard & { total: number };
    columns: readonly Column[];
    meta: TableMeta;
    tally: Tally;
  },
  done: number,
): Promise<ShardFile> {
  const { file, run, columns, meta, tally } = about;
  const { index, count, total } = about.shard;
  const { first } = shardRange(total, { index, count });
  return {
    format: 'xsift shard',
    digest: runDigest(wholeRun(run)),
    run,
    shard: { index, count },
    sources: { total, first, end: first + done },
    tally,
    ...(await fingerprint(file)),
    columns: columns.map(({ name, type, unit, ucd, description }) => ({ name, type, unit, ucd, description })),
    meta,
  };
}

/** Size and hash of a file. */
export async function fingerprint(file: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file)) hash.update(piece);
  return { bytes: statSync(file).size, sha256: hash.digest('hex') };
}
