import { expect, test } from 'vitest';
import { decodeRuns, isOneRun } from '../../ts/table/read/parquetRuns.js';

const decoded = (bytes: number[], width: number, count: number) => {
  const out = new Uint32Array(count);
  decodeRuns(Uint8Array.from(bytes), width, out);
  return [...out];
};

test("the format's own example: 0 to 7 in 3 bits, packed", () => {
  // Encodings.md: 10001000 11000110 11111010; the head of the run is one group of eight, with the lowest bit set.
  const packed = [0b10001000, 0b11000110, 0b11111010];
  expect(decoded([0b11, ...packed], 3, 8)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  // The values of the last group beyond the count are padding.
  expect(decoded([0b11, ...packed], 3, 5)).toEqual([0, 1, 2, 3, 4]);
});

test('runs of one value, in one and two bytes, and of more than 63 values', () => {
  expect(decoded([4 << 1, 7], 3, 4)).toEqual([7, 7, 7, 7]);
  expect(decoded([2 << 1, 0x34, 0x12, 0b11, ...new Array(18).fill(0xff)], 9, 4)).toEqual([0x1234, 0x1234, 511, 511]);
  // 100 << 1 = 200 takes two bytes of seven bits.
  expect(decoded([0xc8, 0x01, 1], 1, 100)).toEqual(new Array(100).fill(1));
});

test('packed runs that are longer than what is unpacked at once', () => {
  const groups = 5000;
  const head = (groups << 1) | 1;
  const bytes = [(head & 0x7f) | 0x80, head >> 7, ...Array.from({ length: groups }, (_, i) => i % 256)];
  const bits = Array.from({ length: groups * 8 }, (_, i) => (((i >> 3) % 256) >> (i & 7)) & 1);
  expect(decoded(bytes, 1, groups * 8)).toEqual(bits);
});

test('runs that end too soon, and widths that no dictionary needs, are errors', () => {
  expect(() => decoded([0b11, 1, 2], 3, 8)).toThrow(/end before the last value/);
  expect(() => decoded([4 << 1, 7], 3, 5)).toThrow(/end before the last value/);
  expect(() => decoded([0], 3, 1)).toThrow(/end before the last value/);
  expect(() => decoded([0xff, 0xff, 0xff, 0xff, 0xff, 0xff], 3, 1)).toThrow(/damaged/);
  expect(() => decoded([2, 0, 0, 0, 0], 25, 1)).toThrow(/25 bits/);
});

test('levels that are one run are known without being decoded', () => {
  expect(isOneRun(Uint8Array.of(8 << 1, 3), 2, 8, 3)).toBe(true);
  expect(isOneRun(Uint8Array.of(8 << 1, 3), 2, 9, 3)).toBe(false);
  expect(isOneRun(Uint8Array.of(8 << 1, 2), 2, 8, 3)).toBe(false);
  expect(isOneRun(Uint8Array.of(0b11, 0xff, 0xff), 2, 8, 3)).toBe(false);
});
