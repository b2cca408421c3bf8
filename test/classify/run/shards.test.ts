import { expect, test } from 'vitest';
import type { ClassifySource } from '../../../ts/classify/index.js';
import { checkedShards, type NamedShard } from '../../../ts/classify/run/merge.js';
import { between, placed, shardRange } from '../../../ts/classify/run/shards.js';
import { runDigest } from '../../../ts/classify/run/state.js';
import { example } from '../../dataset/example.js';

const dataset = example(5);

test('shards are contiguous, and as equal as can be', () => {
  const ranges = (total: number, count: number) =>
    Array.from({ length: count }, (_, i) => shardRange(total, { index: i + 1, count })).map(({ first, end }) => [
      first,
      end,
    ]);
  expect(ranges(10, 4)).toEqual([
    [0, 2],
    [2, 5],
    [5, 7],
    [7, 10],
  ]);
  expect(ranges(2, 3)).toEqual([
    [0, 0],
    [0, 1],
    [1, 2],
  ]);
  expect(ranges(300_001, 1)).toEqual([[0, 300_001]]);
});

async function* listed(...sources: ClassifySource[]) {
  yield* sources;
}
const part = async (first: number, end: number, sources: ClassifySource[]) => {
  const found: ClassifySource[] = [];
  for await (const source of between(listed(...sources), { first, end })) found.push(source);
  return found;
};

test('a part of a list cuts a table of counts where it has to', async () => {
  const opened: number[] = [];
  const counts: ClassifySource = {
    file: 'c.parquet',
    first: 100,
    count: dataset.count,
    passed: Array.from({ length: dataset.count }, (_, i) => [`row ${i}`]),
    open: async () => {
      opened.push(1);
      return dataset;
    },
  };
  const n = dataset.count;
  const sources = [{ file: 'a' }, { file: 'b' }, counts, { file: 'd' }];
  expect(await part(0, 2, sources)).toEqual([{ file: 'a' }, { file: 'b' }]);
  expect(await part(1, 2 + n, sources)).toEqual([{ file: 'b' }, counts]);
  expect(await part(2 + n, 3 + n, sources)).toEqual([{ file: 'd' }]);
  expect(await part(1, 1, sources)).toEqual([]);
  expect(opened).toEqual([]);
  const [cut] = await part(3, 5, sources);
  expect(cut).toMatchObject({ file: 'c.parquet', first: 101, count: 2, passed: [['row 1'], ['row 2']] });
  const { counts: rows } = await (cut as { open: () => Promise<typeof dataset> }).open();
  const { channels } = dataset;
  expect([...rows]).toEqual([...dataset.counts.subarray(channels, 3 * channels)]);
});

const slurm = (id: number, count: number, more: Record<string, string> = {}) => ({
  ...{ SLURM_ARRAY_TASK_ID: String(id), SLURM_ARRAY_TASK_COUNT: String(count), SLURM_ARRAY_TASK_MIN: '0' },
  ...more,
});

test('a task of a Slurm array classifies its part', () => {
  expect(placed({ out: 'v.csv' }, {})).toEqual({ out: 'v.csv', shard: undefined });
  expect(placed({ out: 'v_%a.csv' }, slurm(0, 4))).toEqual({ out: 'v_0.csv', shard: { index: 1, count: 4 } });
  expect(placed({ out: 'v_%a.csv' }, slurm(3, 4))).toEqual({ out: 'v_3.csv', shard: { index: 4, count: 4 } });
  const odd = { SLURM_ARRAY_TASK_MIN: '1', SLURM_ARRAY_TASK_STEP: '2' };
  expect(placed({ out: 'v_%a.csv' }, slurm(5, 4, odd))).toEqual({ out: 'v_5.csv', shard: { index: 3, count: 4 } });
  // A shard that is named goes first: one task of an array is done again.
  const again = { out: 'v_%a.csv', shard: { index: 3, count: 4 } };
  expect(placed(again, slurm(2, 1, { SLURM_ARRAY_TASK_MIN: '2' }))).toEqual({ ...again, out: 'v_2.csv' });
  expect(placed({ out: 'v.csv', shard: { index: 1, count: 1 } }, slurm(2, 4)).out).toBe('v.csv');
  expect(placed({ out: 'v_%a.csv', shard: { index: 3, count: 4 } }, {}).out).toBe('v_3.csv');
});

test('what would be written again and again, or not at all, is refused', () => {
  expect(() => placed({ out: 'v.csv' }, slurm(2, 4))).toThrow(
    'task 2 of a Slurm array, and all its tasks would write v.csv; put %a',
  );
  expect(() => placed({ out: 'v_%a.csv' }, slurm(9, 3))).toThrow('not evenly spaced');
  expect(() =>
    placed({ out: 'v_%a.csv' }, slurm(2, 3, { SLURM_ARRAY_TASK_MIN: '1', SLURM_ARRAY_TASK_STEP: '2' })),
  ).toThrow('not evenly spaced');
  expect(() => placed({ out: 'v_%a.csv' }, { SLURM_ARRAY_TASK_ID: '1' })).toThrow(
    'SLURM_ARRAY_TASK_COUNT is undefined',
  );
  expect(() => placed({ out: 'v_%a.csv' }, {})).toThrow('this is none; name --shard');
});

/** Shard `index` of 3 of a list of 10. */
function shard(index: number, change: object = {}, run: Record<string, string> = {}): NamedShard {
  const whole = { list: 'l1', format: 'csv', threshold: '0.5', ...run };
  const range = [
    [0, 3],
    [3, 6],
    [6, 10],
  ][index - 1];
  return {
    file: `${index}.csv`,
    about: {
      format: 'xsift shard',
      digest: runDigest(whole),
      run: { ...whole, shard: `${index}/3` },
      shard: { index, count: 3 },
      sources: { total: 10, first: range[0], end: range[1] },
      tally: { rows: 3, leftOut: 0, verdicts: [], undecided: 0, failed: 0, untrainedBackground: 0 },
      ...{ bytes: 0, sha256: '', columns: [], meta: {} },
      ...change,
    },
  };
}

test('shards are put in order; all of one run are needed, once each', () => {
  const [one, two, three] = [shard(1), shard(2), shard(3)];
  expect(checkedShards([three, one, two])).toEqual([one, two, three]);
  expect(() => checkedShards([])).toThrow('there are no shards');
  expect(() => checkedShards([three, one])).toThrow('of 3 shards 2 is missing');
  expect(() => checkedShards([three])).toThrow('of 3 shards 1, 2 are missing');
  expect(() => checkedShards([one, two, two, three])).toThrow('2.csv and 2.csv are both shard 2 of 3');
  expect(() => checkedShards([one, shard(2, {}, { threshold: '0.9' }), three])).toThrow(
    '2.csv is of another run than 1.csv: threshold was 0.5, now 0.9',
  );
  expect(() => checkedShards([one, shard(2, {}, { list: 'l2' }), three])).toThrow('list was l1, now l2');
  expect(() => checkedShards([one, shard(2, { shard: { index: 2, count: 4 } }), three])).toThrow(
    'it was 3 shards of 10 spectra, now 4 shards of 10 spectra',
  );
  expect(() => checkedShards([one, shard(2, { digest: 'x' }), three])).toThrow('the digests differ');
  expect(() => checkedShards([one, shard(2, { sources: { total: 10, first: 3, end: 5 } }), three])).toThrow(
    'holds spectra 4 to 5, not 4 to 6',
  );
  const edited = [one, two, three].map((each) => ({ ...each, about: { ...each.about, digest: 'same' } }));
  expect(() => checkedShards(edited)).toThrow('was edited');
});
