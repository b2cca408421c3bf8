import { expect, test } from 'vitest';
import { streams, uniforms } from '../../ts/native/index.js';

test('a row of uniforms depends on seed, stream and item only', () => {
  const whole = uniforms(5, streams.starParameters, 1000, 100, 7);
  expect(whole).toHaveLength(700);
  expect(uniforms(5, streams.starParameters, 1060, 40, 7)).toEqual(whole.slice(60 * 7));
  expect(uniforms(5, streams.agnParameters, 1000, 100, 7)).not.toEqual(whole);
  expect(uniforms(6, streams.starParameters, 1000, 100, 7)).not.toEqual(whole);
  expect(whole.every((u) => u > 0 && u < 1)).toBe(true);
  const distinct = new Set(whole);
  expect(distinct.size).toBe(700);
});

test('no two streams share a number', () => {
  expect(new Set(Object.values(streams)).size).toBe(Object.keys(streams).length);
});

// Philox 4x32-10 of Random123's kat_vectors, counter and key 0: words 6627e8d5 e169c58d bc57ac4c 9b00dbd8.
test('the uniforms are those of Philox', () => {
  const [first, second] = uniforms(0, 0, 0, 1, 2);
  const uniformOf = (low: bigint, high: bigint) => (Number(((high << 32n) | low) >> 12n) + 0.5) * 2 ** -52;
  expect(first).toBe(uniformOf(0x6627e8d5n, 0xe169c58dn));
  expect(second).toBe(uniformOf(0xbc57ac4cn, 0x9b00dbd8n));
});

test.each([
  [[-1, 0, 0, 1, 1], 'seed is -1; it must be a whole number from 0 to 2^53 - 1'],
  [[1.5, 0, 0, 1, 1], 'seed is '],
  [[Number.NaN, 0, 0, 1, 1], 'seed is '],
  [[1, 256, 0, 1, 1], 'stream is 256; it must be a whole number from 0 to 255'],
  [[1, 0, -1, 1, 1], 'first is -1'],
  [[1, 0, 0, -1, 1], 'count is -1'],
  [[1, 0, 0, 1, 0], 'draws is 0; it must be a whole number from 1'],
])('uniforms(%j) is refused', (values, message) => {
  expect(() => uniforms(...(values as [number, number, number, number, number]))).toThrow(message);
});
