import { expect, test } from 'vitest';
import { progressBar } from '../../ts/cli/progress.js';
import { formatPairs, formatTable } from '../../ts/cli/table.js';

/** A stream that keeps what it gets, and a clock set by hand. */
function stage(isTTY: boolean, columns = 100) {
  const written: string[] = [];
  const time = { ms: 0 };
  const options = {
    unit: 'spectra',
    stream: { isTTY, columns, write: (output: string) => written.push(output) },
    now: () => time.ms,
  };
  return { written, time, options };
}

test('on a terminal: a bar with rate and time left, redrawn in place, wiped at the end', () => {
  const { written, time, options } = stage(true);
  const progress = progressBar({ ...options, label: 'simulate', total: 20_000 });
  time.ms = 4000;
  progress.update(5000);
  expect(written).toEqual([
    '\r\x1b[Ksimulate  [########......................]   25 %   5,000/20,000 spectra  1,250/s  0:12 left',
  ]);
  time.ms = 4050;
  progress.update(5100); // too soon after the last
  expect(written).toHaveLength(1);
  time.ms = 16_000;
  progress.update(20_000);
  expect(written[1]).toContain('[##############################]  100 %');
  progress.stop();
  expect(written[2]).toBe('\r\x1b[K');
});

test('work of less than two seconds shows nothing, longer work shows early', () => {
  const quick = stage(true);
  const progress = progressBar({ ...quick.options, label: 'read', total: 10 });
  for (let i = 1; i <= 10; i++) {
    quick.time.ms = 150 * i;
    progress.update(i);
  }
  progress.stop();
  expect(quick.written).toEqual([]);
  const slow = stage(true);
  const longer = progressBar({ ...slow.options, label: 'read', total: 10 });
  slow.time.ms = 500;
  longer.update(1); // five seconds in all
  expect(slow.written).toHaveLength(1);
});

test('a narrow terminal gets no more than its columns', () => {
  const { written, time, options } = stage(true, 40);
  const progress = progressBar({ ...options, label: 'simulate', total: 20_000 });
  time.ms = 4000;
  progress.update(5000);
  expect(written[0].replace('\r\x1b[K', '')).toBe('simulate   25 %   5,000/20,000 spectra ');
});

test('elsewhere: a plain line every ten seconds, and one at the end', () => {
  const { written, time, options } = stage(false);
  const progress = progressBar({ ...options, label: 'train', total: 300, unit: 'epochs' });
  for (let epoch = 1; epoch <= 25; epoch++) {
    time.ms = 1000 * epoch;
    progress.update(epoch);
  }
  progress.stop();
  expect(written).toEqual([
    'train:   3 %   10/300 epochs  1/s  4:50 left\n',
    'train:   6 %   20/300 epochs  1/s  4:40 left\n',
    'train: ended after 0:25\n',
  ]);
});

test('quiet is quiet', () => {
  const { written, time, options } = stage(true);
  const progress = progressBar({ ...options, label: 'train', total: 300, quiet: true });
  time.ms = 9000;
  progress.update(10);
  progress.stop();
  expect(written).toEqual([]);
});

test('a table is aligned, numbers to the right, and lets no control character through', () => {
  const rows = [
    ['a.pha', 389, 0.987654321e-1, '99.5'],
    ['Ångström\x1b[31m.pha', 12345, NaN, '100.0'],
    ['c.pha', null, undefined, '-0.1'],
  ];
  expect(formatTable(['file', 'counts', 'P(AGN)', '%'], rows)).toBe(
    [
      'file               counts      P(AGN)      %',
      'a.pha                 389  0.09876543   99.5',
      'Ångström [31m.pha   12345           -  100.0',
      'c.pha                   -           -   -0.1',
      '',
    ].join('\n'),
  );
});

test('names and values under a title; small numbers keep their digits', () => {
  const pairs = [
    ['counts', 389],
    ['BACKSCAL', 2.840534e-7],
    ['object', 'DG\tTau'],
    ['exposure (s)', 29715.7321],
  ] as const;
  expect(formatPairs('a.pha: spectrum', pairs)).toBe(
    'a.pha: spectrum\n  counts        389\n  BACKSCAL      2.840534e-7\n  object        DG Tau\n  exposure (s)  29715.73\n',
  );
});
