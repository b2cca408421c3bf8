import { expect, test } from 'vitest';
import { differingEdge } from '../../ts/base/index.js';

const grid = (shift: number, first = 0) => ({
  eMin: [first, 1 + shift, 2 + shift],
  eMax: [1 + shift, 2 + shift, 3 + shift],
});

test('grids of channels differ by more than a quarter of a channel, but for the lower edge of the first', () => {
  expect(differingEdge(grid(0), grid(0.24))).toBeUndefined();
  expect(differingEdge(grid(0), grid(-0.24, 0.9))).toBeUndefined();
  expect(differingEdge(grid(0), grid(0.26))).toEqual({ field: 'eMin', index: 1 });
  expect(differingEdge(grid(0), { ...grid(0), eMax: [1, 2, 3.3] })).toEqual({ field: 'eMax', index: 2 });
  expect(differingEdge(grid(0), { ...grid(0), eMax: [1, Number.NaN, 3] })).toEqual({ field: 'eMax', index: 1 });
});
