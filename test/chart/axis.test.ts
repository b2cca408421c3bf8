import { describe, expect, test } from 'vitest';
import { fitAcross, powerText, scaleAxis } from '../../ts/chart/axis.js';
import type { ChartAxis } from '../../ts/chart/types.js';

const linear: ChartAxis = { label: '', type: 'linear' };
const log: ChartAxis = { label: '', type: 'log' };
const ticks = (axis: ChartAxis, values: number[], pixels = 330) => [
  ...scaleAxis(axis, values, pixels, false).ticks.values(),
];

describe('ticks', () => {
  test('numbers stand at round places, as many as there is room for', () => {
    expect(ticks({ ...log, domain: [0.3, 8] }, [])).toEqual(expect.arrayContaining(['0.3', '0.5', '1', '2', '5', '8']));
    expect(ticks({ ...log, domain: [0.3, 8] }, [], 90)).toEqual(['1', '5', '0.3']);
    expect(ticks(log, [3, 40_000])).toEqual(['10', '100', '1000', '10000']);
    expect(ticks(log, [2e-16, 3e-12])).toEqual(['10⁻¹⁵', '10⁻¹⁴', '10⁻¹³', '10⁻¹²']);
    expect(ticks(linear, [-0.012, 0.03])).toEqual(['−0.01', '0.00', '0.01', '0.02', '0.03']);
    expect(ticks(linear, [0, 4e6])).toEqual(['0', '10⁶', '2×10⁶', '3×10⁶', '4×10⁶']);
    expect(ticks(linear, [2015, 2025])).toEqual(['2014', '2016', '2018', '2020', '2022', '2024', '2026']);
  });

  test('a logarithmic axis of less than half a decade has even numbers; every digit has a tick elsewhere', () => {
    expect(ticks({ ...log, domain: [1, 2] }, [])).toEqual(['1.0', '1.2', '1.4', '1.6', '1.8', '2.0']);
    const { ticks: numbers, minor } = scaleAxis({ ...log, domain: [10, 3000] }, [], 200, false);
    expect([...numbers.keys(), ...minor].sort((a, b) => a - b)).toEqual([
      ...[10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000, 2000, 3000],
    ]);
  });

  test('no two numbers touch on an axis of any width', () => {
    for (const [from, to] of [
      ...[
        [0.3, 10],
        [1, 3],
        [1e-17, 1e-5],
        [7, 1e5],
        [1e-12, 1],
      ],
    ] as const)
      for (let pixels = 120; pixels < 900; pixels += 37) {
        const axis = scaleAxis({ ...log, domain: [from, to] }, [], pixels, true);
        const places = [...axis.ticks.keys()].map((value) => axis.toUnit(value) * pixels).sort((a, b) => a - b);
        for (const [i, place] of places.slice(1).entries()) expect(place - places[i]).toBeGreaterThan(13);
      }
  });

  test('names stand at whole places, from above on an upright axis', () => {
    const named = { ...linear, names: ['a', 'b', 'c'] };
    const upright = scaleAxis(named, [], 300, true);
    expect([...upright.ticks]).toEqual([...named.names.entries()]);
    // toUnit counts from below: the first name is above.
    expect(named.names.map((_, i) => upright.toUnit(i))).toEqual([5 / 6, 1 / 2, expect.closeTo(1 / 6)]);
    expect(scaleAxis(named, [], 300, false).toUnit(0)).toBeCloseTo(1 / 6);
  });

  test('powers of ten', () => {
    expect([1e-7, 2e5, 0, -3e-12, 1.5e10].map(powerText)).toEqual(['10⁻⁷', '2×10⁵', '0', '−3×10⁻¹²', '1.5×10¹⁰']);
  });
});

describe('limits', () => {
  const limits = (axis: ChartAxis, values: number[]) => scaleAxis(axis, values, 330, false).domain;

  test('are those of the data, rounded outwards; nothing is no trouble', () => {
    expect(limits(linear, [0.13, NaN, 0.87])).toEqual([0.1, 0.9]);
    expect(limits(linear, [5, 5])[0]).toBeLessThan(5);
    expect(limits(linear, [])).toEqual([0, 1]);
    expect(limits(log, [0, -1, 32, 690])).toEqual([30, 700]);
    expect(limits(log, [0.3066, 8.0008])).toEqual([0.3, 8]);
    expect(limits(log, [])).toEqual([1, 10]);
  });

  test('of a logarithmic axis are six decades at most', () => {
    expect(limits(log, [1e-30, 4])).toEqual([4e-6, 4]);
  });

  test('that no axis can have are refused', () => {
    for (const domain of [
      [0, 5],
      [5, 1],
      [1, Infinity],
    ] as const)
      expect(() => limits({ label: 'kT', type: 'log', domain }, [])).toThrow(
        `axis 'kT' (log) has the limits ${domain[0]} to ${domain[1]}; they must ascend`,
      );
  });

  test('places and values are each other back', () => {
    const axis = scaleAxis({ ...log, domain: [0.3, 8] }, [], 300, false);
    expect([axis.toUnit(0.3), axis.toUnit(8)]).toEqual([0, 1]);
    expect(axis.fromUnit(0.5)).toBeCloseTo(Math.sqrt(0.3 * 8));
  });
});

test('an axis keeps the numbers at its ends within the picture', () => {
  const axis: ChartAxis = { label: '', type: 'linear', domain: [0, 100_000] };
  const { margins, frameWidth } = fitAcross(axis, [], 400, { left: 2, right: 2 });
  expect(margins.right).toBeGreaterThan(8); // half of 10⁵
  expect(frameWidth).toBe(400 - margins.left - margins.right);
});
