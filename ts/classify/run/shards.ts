import { checkObject, checkWhole, ParameterError, wordsFor } from '../../base/index.js';
import { selectRows } from '../../dataset/index.js';
import type { ClassifySource, CountsSource } from '../inputs/index.js';

/** A part of a list: number `index` of `count`, from 1. */
export interface Shard {
  index: number;
  count: number;
}

/** The spectra of a shard, a contiguous range of the list: `first` is from 0, `end` is not among them. */
export interface ShardRange {
  first: number;
  end: number;
}

/** @throws ParameterError for a shard that is none */
export function checkShard(shard: Shard): void {
  checkObject('shard', shard, 'a shard { index, count }', 'index', 'count');
  const { index, count } = shard;
  checkWhole('shard.count', count, 1);
  checkWhole('shard.index', index, 1, count);
}

/**
 * The shards of a list are as equal as can be, and one after the other they are the list.
 *
 * @param total number of spectra in the list
 * @throws ParameterError for a shard that is none
 */
export function shardRange(total: number, shard: Shard): ShardRange {
  checkWhole('total', total);
  checkShard(shard);
  const { index, count } = shard;
  const at = (k: number) => Math.floor((total * k) / count);
  return { first: at(index - 1), end: at(index) };
}

/** Spectra that a source of a list counts as. */
const sizeOf = (source: ClassifySource): number => ('open' in source ? source.count : 1);

/** The sources of a list from spectrum `first` up to before `end`; a table of counts is cut where these lie in it. */
export async function* between(
  sources: AsyncIterable<ClassifySource>,
  { first, end }: ShardRange,
): AsyncGenerator<ClassifySource, void, undefined> {
  let begin = 0;
  if (end <= first) return;
  for await (const source of sources) {
    const size = sizeOf(source);
    const [from, to] = [Math.max(first - begin, 0), Math.min(end - begin, size)];
    if (from < to) yield to - from < size ? cut(source as CountsSource, from, to) : source;
    begin += size;
    if (begin >= end) return;
  }
}

function cut(source: CountsSource, from: number, to: number): CountsSource {
  const rows = Array.from({ length: to - from }, (_, i) => from + i);
  return {
    file: source.file,
    first: source.first + from,
    count: to - from,
    ...(source.passed && { passed: source.passed.slice(from, to) }),
    open: async () => selectRows(await source.open(), rows),
  };
}

/** Environment variables of a task of a Slurm array. */
export type SlurmVariables = Readonly<Record<string, string | undefined>>;

/** What an output and a shard are in a task of an array, or elsewhere. */
export interface Placed {
  out?: string;
  /** The page to look through the results. */
  html?: string;
  shard?: Shard;
}

/**
 * The output and the shard of a run. In an array job of Slurm `%a` in the name of the output is the task, and the shard is the task's place
 * in the array; likewise in that of the page.
 *
 * @param options.shard what the user names; it goes before the array's
 * @throws ParameterError in an array job for an output that all tasks would write, and for an array whose numbers are not evenly spaced; for
 *   `%a` outside of an array
 */
export function placed(given: Placed, variables: SlurmVariables): Placed {
  checkObject('given', given, '{ out, shard }');
  checkObject('variables', variables, 'environment variables (process.env)');
  const { out, html, shard } = given;
  for (const [name, path] of Object.entries({ out, html }))
    if (path !== undefined && typeof path !== 'string')
      throw new ParameterError(name, `${name} is ${wordsFor(path)}; the name of a file is needed`);
  if (shard !== undefined) checkShard(shard);
  const task = variables.SLURM_ARRAY_TASK_ID;
  const isPattern = out?.includes('%a') === true;
  const number = task ?? shard?.index;
  if (number === undefined) {
    const pattern = isPattern ? out : html?.includes('%a') ? html : undefined;
    if (pattern === undefined) return given;
    throw new ParameterError(
      isPattern ? 'out' : 'html',
      `${pattern}: %a is the number of a Slurm array's task, and this is none; name --shard`,
    );
  }
  if (out !== undefined && !isPattern && !shard)
    throw new ParameterError(
      'out',
      `this is task ${task} of a Slurm array, and all its tasks would write ${out}; put %a in the name, as verdicts_%a.csv, ` +
        'so that each task classifies its part of the list (then xsift merge), or say --shard 1/1 if this task has a list of its own',
    );
  if (isPattern && html !== undefined && !html.includes('%a'))
    throw new ParameterError(
      'html',
      `all parts of the list would write the page ${html}; put %a in its name, as page_%a.html`,
    );
  const inPlace = (path?: string) => path?.replaceAll('%a', String(number));
  return {
    ...{ ...given, out: inPlace(out) },
    ...(html !== undefined && { html: inPlace(html) }),
    shard: shard ?? (isPattern && task !== undefined ? arrayShard(variables) : undefined),
  };
}

function arrayShard(variables: SlurmVariables): Shard {
  const number = (name: string, otherwise?: number) => {
    const value = variables[name] === undefined ? otherwise : Number(variables[name]);
    if (value !== undefined && Number.isInteger(value)) return value;
    throw new ParameterError('shard', `${name} is ${variables[name]}; say which shard this is with --shard i/n`);
  };
  const count = number('SLURM_ARRAY_TASK_COUNT');
  const [id, least] = [number('SLURM_ARRAY_TASK_ID'), number('SLURM_ARRAY_TASK_MIN', 1)];
  const place = (id - least) / number('SLURM_ARRAY_TASK_STEP', 1);
  if (!Number.isInteger(place) || place < 0 || place >= count)
    throw new ParameterError(
      'shard',
      `the ${count} tasks of this array are not evenly spaced from ${least} on (this is ${id}); use --array=1-N, or name --shard i/n`,
    );
  return { index: place + 1, count };
}
