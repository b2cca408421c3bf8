import { bisectLeft, bisectRight, extent, nice, ticks as roundNumbers } from 'd3-array';
import { scaleLinear, scaleLog, tickFormat } from 'd3-scale';
import { ParameterError } from '../base/errors.js';
import { fontSize, textWidth } from './style.js';
import type { ChartAxis } from './types.js';

// Scales and round numbers come from d3. The code here decides which ticks have room for a number, for which it must
// know the widths of texts.

/** An axis with its limits and ticks. */
export interface ScaledAxis {
  label: string;
  type: 'linear' | 'log';
  domain: readonly [number, number];
  /** The number, or name, at each labelled tick. */
  ticks: Map<number, string>;
  /** Ticks without a label. */
  minor: number[];
  /** Position of a value between the limits, from 0 to 1; `fromUnit` is the inverse. */
  toUnit(value: number): number;
  fromUnit(unit: number): number;
}

type Ticks = Pick<ScaledAxis, 'ticks' | 'minor'>;
/** How an axis is placed on the screen. */
interface Place {
  toUnit(value: number): number;
  /** Length of the axis, px. */
  pixels: number;
  /** Numbers stand above each other (y), not beside each other (x). */
  isUpright: boolean;
}

/** A logarithmic axis without limits of its own shows this many decades at most. */
const highestDecades = 6;

/**
 * Gives an axis limits and ticks.
 *
 * @param values values that the limits must include, if the axis has none of its own; NaN and, on a logarithmic axis,
 *   values of 0 and less are ignored
 * @param pixels length of the axis, px
 * @param isUpright numbers stand above each other (y), not beside each other (x)
 * @throws ParameterError for limits that do not ascend, or that a logarithmic axis cannot have.
 */
export function scaleAxis(axis: ChartAxis, values: Iterable<number>, pixels: number, isUpright: boolean): ScaledAxis {
  const { label, type, names } = axis;
  const count = Math.max(2, Math.min(8, pixels / (isUpright ? 36 : 50)));
  const domain = names ? namedLimits(names, isUpright) : (axis.domain ?? roundedOutwards(values, type, count));
  const [from, to] = domain;
  if (!names && (!(from < to && Number.isFinite(to - from)) || (type === 'log' && from <= 0)))
    throw new ParameterError('domain', `axis '${label}' (${type}) has the limits ${from} to ${to}; they must ascend`);
  const scale = (type === 'log' ? scaleLog() : scaleLinear()).domain(domain);
  const toUnit = (value: number): number => scale(value);
  const fromUnit = (unit: number): number => scale.invert(unit);
  const place = { toUnit, pixels, isUpright };
  const made = (): Ticks => {
    if (names) return { ticks: new Map(names.entries()), minor: [] };
    return type === 'log' && to / from >= 3 ? logTicks(domain, place) : linearTicks(domain, count, place);
  };
  return { label, type, domain, ...made(), toUnit, fromUnit };
}

/** Margins at both sides of a frame, px. */
export interface SideMargins {
  left: number;
  right: number;
}

/**
 * Plans an x axis with at least these margins, and wider ones where the numbers at its ends would reach beyond them.
 */
export function fitAcross(axis: ChartAxis, values: number[], width: number, minimum: SideMargins) {
  let margins = minimum;
  for (;;) {
    const frameWidth = width - margins.left - margins.right;
    const x = scaleAxis(axis, values, frameWidth, false);
    const needed = { ...margins };
    for (const [value, label] of x.ticks) {
      const half = Math.ceil(textWidth(label) / 2) + 3;
      needed.left = Math.max(needed.left, Math.ceil(half - x.toUnit(value) * frameWidth));
      needed.right = Math.max(needed.right, Math.ceil(half - (1 - x.toUnit(value)) * frameWidth));
    }
    if (needed.left === margins.left && needed.right === margins.right) return { x, margins, frameWidth };
    margins = needed;
  }
}

/** Names are in reading order: from left to right, or from top to bottom. */
const namedLimits = (names: string[], isUpright: boolean): [number, number] =>
  isUpright ? [names.length - 0.5, -0.5] : [-0.5, names.length - 0.5];

function roundedOutwards(values: Iterable<number>, type: 'linear' | 'log', count: number): [number, number] {
  const usable = [...values].filter((value) => Number.isFinite(value) && (type === 'linear' || value > 0));
  const [low, high] = extent(usable);
  if (low === undefined) return type === 'log' ? [1, 10] : [0, 1];
  if (type === 'log') return roundedDigits(Math.max(low, high * 10 ** -highestDecades), high);
  if (low < high) return nice(low, high, count);
  return low === 0 ? [0, 1] : nice(low - Math.abs(low) / 2, high + Math.abs(high) / 2, count);
}

/**
 * The nearest digits 1 to 9 times a power of ten below and above two values. Whole decades would leave much of a frame
 * empty.
 */
function roundedDigits(low: number, high: number): [number, number] {
  if (low === high) return roundedDigits(low / 2, high * 2);
  const [from, to] = scaleLog().domain([low, high]).nice().domain();
  const digits = digitsIn([from, to]);
  // A limit that the data exceed by less than a pixel is accepted: channels up to 8.0008 keV end at 8.
  return [digits[bisectRight(digits, low * 1.001) - 1], digits[bisectLeft(digits, high / 1.001)]];
}

/** 1 to 9 times each power of ten between two limits: what d3 gives if asked for one more than there are decades. */
const digitsIn = (limits: readonly [number, number]): number[] =>
  scaleLog()
    .domain(limits)
    .ticks(Math.floor(Math.log10(limits[1] / limits[0])) + 1);

function linearTicks([from, to]: readonly [number, number], count: number, { pixels, isUpright }: Place): Ticks {
  for (let wanted = count; ; wanted /= 1.5) {
    const values = roundNumbers(from, to, wanted);
    const largest = Math.max(Math.abs(from), Math.abs(to));
    const write = largest >= 1e5 || largest < 1e-3 ? powerText : tickFormat(from, to, wanted, 'f');
    const ticks = new Map(values.map((value) => [value, write(value)]));
    const widest = Math.max(...[...ticks.values()].map((label) => textWidth(label)), 0);
    if (isUpright || wanted < 2 || widest + 8 < pixels / values.length) return { ticks, minor: [] };
  }
}

/** Numbers at powers of ten, at 2 and 5 and others where there is room; ticks at all digits. */
function logTicks(domain: readonly [number, number], place: Place): Ticks {
  const [from, to] = domain;
  const candidates = digitsIn(domain).map((value) => {
    const [digit, decade] = value.toExponential(0).split('e').map(Number);
    return { value, digit, decade };
  });
  const write = from < 1e-3 || to > 1e5 ? powerText : (value: number) => minus(String(value));
  const labels = new Labels(place, write);
  const decades = candidates.filter(({ digit }) => digit === 1);
  for (const every of [1, 2, 3, 5, 10])
    if (labels.addAll(decades.filter(({ decade }) => decade % every === 0).map(({ value }) => value))) break;
  const groups = to / from < 100 ? [[2, 5], [3], [4, 6, 8]] : to / from < 1000 ? [[2, 5]] : [];
  for (const digits of groups)
    for (const { value } of candidates.filter(({ digit }) => digits.includes(digit))) labels.add(value);
  const isLong = Math.log10(to / from) > 8;
  const minor = candidates.filter(({ value, digit }) => !labels.ticks.has(value) && (!isLong || digit === 1));
  return { ticks: labels.ticks, minor: minor.map(({ value }) => value) };
}

/** Collects the labels of ticks such that no two touch each other. */
class Labels {
  readonly ticks = new Map<number, string>();
  private taken: (readonly [number, number])[] = [];

  constructor(
    private readonly place: Place,
    private readonly write: (value: number) => string,
  ) {}

  /** Labels a value if there is room; returns whether it did. */
  add(value: number, gap = 12): boolean {
    const { toUnit, pixels, isUpright } = this.place;
    const label = this.write(value);
    const half = isUpright ? fontSize / 2 : textWidth(label) / 2;
    const centre = toUnit(value) * pixels;
    const [low, high] = [centre - half, centre + half];
    if (!this.taken.every(([a, b]) => low > b + gap || high < a - gap)) return false;
    this.ticks.set(value, label);
    this.taken.push([low, high]);
    return true;
  }

  /** Labels all of these values, or none of them if one has no room. */
  addAll(values: number[]): boolean {
    if (values.every((value) => this.add(value, 10))) return true;
    this.ticks.clear();
    this.taken = [];
    return false;
  }
}

/** A number as a power of ten: 10⁻⁷, 2×10⁵. */
export function powerText(value: number): string {
  if (value === 0) return '0';
  const [mantissa, exponent] = Number(value.toPrecision(12)).toExponential().split('e');
  const raised = [...String(Number(exponent))].map((c) => (c === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(c)])).join('');
  return mantissa === '1' ? `10${raised}` : `${minus(mantissa)}×10${raised}`;
}

/** A true minus sign, as wide as the plus. */
export const minus = (label: string): string => label.replace('-', '−');
