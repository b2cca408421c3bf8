import { expect, test } from 'vitest';
import { csvTable } from '../../ts/index.js';

test('quotes what RFC 4180 wants quoted, and writes numbers so that they read back the same', () => {
  const rows = [
    { file: 'a,b.pha', object: 'the "Great" one', probability: 0.1 + 0.2, flags: '' },
    { file: 'c.pha', object: 'two\nlines', probability: NaN, flags: null, note: 'not asked for' },
    { file: 'd.pha', object: undefined, probability: 5e-324, flags: true },
  ];
  expect(csvTable(rows, ['file', 'object', 'probability', 'flags'])).toBe(
    'file,object,probability,flags\r\n' +
      '"a,b.pha","the ""Great"" one",0.30000000000000004,\r\n' +
      'c.pha,"two\nlines",,\r\n' +
      'd.pha,,5e-324,true\r\n',
  );
});

test('a table without rows is its header line', () => expect(csvTable([], ['file' as never])).toBe('file\r\n'));
