import { ParameterError } from '../base/errors.js';
import { fontSize, textWidth } from './style.js';
import { evenStep, evenValues } from './ticks.js';
import type { ChartAxis } from './types.js';

/** An axis with its limits and ticks made. */
export interface ScaledAxis {
  label: string;
  type: 'linear' | 'log';
  domain: readonly [number, number];
  /** Numbers at ticks. */
  ticks: Map<number, string>;
  /** Ticks without a number. */
  minor: number[];
  /** Place of a value between the limits, 0 to 1, and back. */
  toUnit(value: number): number;
  fromUnit(unit: number): number;
}

/** A logarithmic axis without limits of its own shows this many decades at most. */
const mostDecades = 6;

/**
 * Gives an axis limits and ticks.
 *
 * @param values all that must find room in it, if the axis has no limits; NaN and, on a logarithmic axis, 0 and less are passed over
 * @param pixels its length on the screen
 * @param upright numbers stand above each other (y), not beside each other (x)
 * @throws ParameterError for limits that do not ascend, or that a logarithmic axis cannot have.
 */
export function scaleAxis(axis: ChartAxis, values: Iterable<number>, pixels: number, upright: boolean): ScaledAxis {
  const { label, type } = axis;
  const count = Math.max(2, Math.min(8, pixels / (upright ? 36 : 50)));
  const domain = axis.domain ?? roundedOutwards([...values], type, count);
  const [from, to] = domain;
  if (!(from < to && Number.isFinite(to - from)) || (type === 'log' && from <= 0))
    throw new ParameterError('domain', `axis '${label}' (${type}) has the limits ${from} to ${to}; they must ascend`);
  const warp = type === 'log' ? Math.log : (value: number) => value;
  const unwarp = type === 'log' ? Math.exp : (value: number) => value;
  const [low, high] = [warp(from), warp(to)];
  const toUnit = (value: number) => (warp(value) - low) / (high - low);
  const fromUnit = (unit: number) => unwarp(low + unit * (high - low));
  const isShort = type === 'log' && to / from < 3;
  const made =
    type === 'log' && !isShort
      ? logTicks(domain, toUnit, pixels, upright)
      : linearTicks(domain, count, pixels, upright);
  return { label, type, domain, ...made, toUnit, fromUnit };
}

/** An x axis in a panel of the given width, with room at its ends for the halves of numbers that stand out over the frame. */
export function fitAcross(axis: ChartAxis, values: number[], width: number, left: number, right: number) {
  let margins = { left, right };
  for (;;) {
    const frameWidth = width - margins.left - margins.right;
    const x = scaleAxis(axis, values, frameWidth, false);
    const needed = { left, right };
    for (const [value, text] of x.ticks) {
      const half = Math.ceil(textWidth(text) / 2) + 3;
      needed.left = Math.max(needed.left, Math.ceil(half - x.toUnit(value) * frameWidth));
      needed.right = Math.max(needed.right, Math.ceil(half - (1 - x.toUnit(value)) * frameWidth));
    }
    if (needed.left <= margins.left && needed.right <= margins.right) return { x, margins, frameWidth };
    margins = { left: Math.max(needed.left, margins.left), right: Math.max(needed.right, margins.right) };
  }
}

function roundedOutwards(values: number[], type: 'linear' | 'log', count: number): [number, number] {
  const usable = values.filter((value) => Number.isFinite(value) && (type === 'linear' || value > 0));
  if (usable.length === 0) return type === 'log' ? [1, 10] : [0, 1];
  let low = usable.reduce((a, b) => Math.min(a, b));
  let high = usable.reduce((a, b) => Math.max(a, b));
  if (type === 'log') {
    low = Math.max(low, high * 10 ** -mostDecades);
    if (low === high) [low, high] = [low / 2, high * 2];
    return [roundDigit(low, -1), roundDigit(high, 1)];
  }
  if (low === high) [low, high] = low === 0 ? [0, 1] : [low - Math.abs(low) / 2, high + Math.abs(high) / 2];
  const step = evenStep([low, high], count);
  return [Math.floor(low / step + 1e-9) * step, Math.ceil(high / step - 1e-9) * step];
}

/** The next of some round numbers times a power of ten, below or above; one that is reached but for rounding will do. */
function roundDigit(value: number, direction: -1 | 1): number {
  const decade = Math.floor(Math.log10(value));
  const candidates = [1, 1.5, 2, 3, 5, 7, 10, 15].map((digit) => Number(`${digit}e${decade}`));
  return direction < 0
    ? candidates.findLast((candidate) => candidate <= value * (1 + 1e-9))!
    : candidates.find((candidate) => candidate >= value * (1 - 1e-9))!;
}

function linearTicks(domain: readonly [number, number], count: number, pixels: number, upright: boolean) {
  for (let wanted = count; ; wanted /= 1.5) {
    const values = evenValues(domain, wanted).map((value) => Number(value.toPrecision(12)));
    const ticks = new Map(numberTexts(values).map((text, i) => [values[i], text]));
    const widest = Math.max(...[...ticks.values()].map((text) => textWidth(text)), 0);
    if (upright || wanted < 2 || widest + 8 < pixels / values.length) return { ticks, minor: [] };
  }
}

function logTicks(
  [from, to]: readonly [number, number],
  toUnit: (v: number) => number,
  pixels: number,
  upright: boolean,
) {
  const all: { value: number; digit: number; decade: number }[] = [];
  for (let decade = Math.floor(Math.log10(from)); decade <= Math.log10(to); decade++)
    for (let digit = 1; digit <= 9; digit++) {
      const value = Number(`${digit}e${decade}`);
      if (value >= from * (1 - 1e-9) && value <= to * (1 + 1e-9)) all.push({ value, digit, decade });
    }
  const powers = from < 1e-3 || to > 1e5;
  const ticks = new Map<number, string>();
  const taken: [number, number][] = [];
  /** Gives each of these a number where there is room; all of them or none if `whole`. */
  const place = (values: number[], whole: boolean, gap: number): boolean => {
    const placed = values.map((value) => {
      const text = powers ? powerText(value) : plainText(value);
      const half = upright ? fontSize / 2 : textWidth(text) / 2;
      const centre = toUnit(value) * pixels;
      return { value, text, span: [centre - half, centre + half] as [number, number] };
    });
    const free = (span: [number, number], others: [number, number][]) =>
      others.every(([a, b]) => span[0] > b + gap || span[1] < a - gap);
    if (
      whole &&
      !placed.every(({ span }, i) =>
        free(
          span,
          placed.slice(0, i).map((p) => p.span),
        ),
      )
    )
      return false;
    for (const { value, text, span } of placed)
      if (free(span, taken)) {
        ticks.set(value, text);
        taken.push(span);
      }
    return true;
  };
  const decades = all.filter(({ digit }) => digit === 1);
  for (const every of [1, 2, 3, 5, 10])
    if (
      place(
        decades.filter(({ decade }) => decade % every === 0).map(({ value }) => value),
        true,
        10,
      )
    )
      break;
  if (to / from < 1000)
    for (const digits of to / from < 100 ? [[2, 5], [3], [4, 6, 8]] : [[2, 5]])
      place(
        all.filter(({ digit }) => digits.includes(digit)).map(({ value }) => value),
        false,
        12,
      );
  const isLong = Math.log10(to / from) > 8;
  const minor = all.filter(({ value, digit }) => !ticks.has(value) && (!isLong || digit === 1));
  return { ticks, minor: minor.map(({ value }) => value) };
}

/** Numbers of one axis: all with the same decimals, or all times powers of ten where they are very large or small. */
function numberTexts(values: number[]): string[] {
  const largest = values.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  if (largest > 0 && (largest >= 1e5 || largest < 1e-3)) return values.map(powerText);
  const decimals = Math.max(...values.map((value) => (String(value).split('.')[1] ?? '').length), 0);
  return values.map((value) => minus(value.toFixed(Math.min(decimals, 10))));
}

const plainText = (value: number): string => minus(String(value));

/** 10⁻⁷, 2×10⁵. */
export function powerText(value: number): string {
  if (value === 0) return '0';
  const [mantissa, exponent] = Number(value.toPrecision(12)).toExponential().split('e');
  const raised = [...String(Number(exponent))].map((c) => (c === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(c)])).join('');
  return mantissa === '1' ? `10${raised}` : `${minus(mantissa)}×10${raised}`;
}

/** A true minus sign, as wide as the plus. */
export const minus = (text: string): string => text.replace('-', '−');
