import { expect, test } from 'vitest';
import { csvTable } from '../../ts/report/index.js';

test('quotes what RFC 4180 wants quoted, and writes numbers so that they read back the same', () => {
  const rows = [
    ['a,b.pha', 'the "Great" one', 0.1 + 0.2, ''],
    ['c.pha', 'two\nlines', NaN, null],
    ['d.pha', undefined, 5e-324, true],
  ];
  expect(csvTable(['file', 'object', 'probability', 'flags'], rows)).toBe(
    'file,object,probability,flags\n' +
      '"a,b.pha","the ""Great"" one",0.30000000000000004,\n' +
      'c.pha,"two\nlines",,\n' +
      'd.pha,,5e-324,true\n',
  );
});

test('a table without rows is its header line', () => expect(csvTable(['file'], [])).toBe('file\n'));
