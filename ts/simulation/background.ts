import {
  checkObject,
  MismatchError,
  ParameterError,
  type ReadonlyFloat64Array,
  type ReadonlyUint32Array,
  sha256,
} from '../base/index.js';
import { uniforms } from '../native/index.js';
import { normalQuantile, tenTo } from '../population/index.js';
import type { Response } from './response.js';
import type { ResponsePlan } from './responses.js';

/**
 * Backgrounds that simulated spectra take one of each: plain data, on the channels of one detector. Make one by
 * `embeddedBackground` or `observedBackground`, or by hand.
 */
export interface Background {
  /** What it is, for the record. */
  readonly identity: string;
  readonly channels: number;
  /** n x channels: the share of the background's counts in each channel, each shape with a sum of 1. */
  readonly shapes: ReadonlyFloat64Array;
  /** n values: how often each shape is taken, relative to the others. */
  readonly weight: ReadonlyFloat64Array;
  /** n values: counts/s in the source region over all channels; the median where `dex` is not 0. */
  readonly rate: ReadonlyFloat64Array;
  /** Standard deviation of log10 of the rate from source to source. */
  readonly dex: number;
  /** n values: source region over background region, with the same exposure for both. */
  readonly scale: ReadonlyFloat64Array;
}

/** Backgrounds of consecutive sources, for the native simulation: one value a source. */
export interface DrawnBackgrounds {
  readonly shape: ReadonlyUint32Array;
  /** Mean counts in the source region, over all channels. */
  readonly level: ReadonlyFloat64Array;
  readonly scale: ReadonlyFloat64Array;
}

/** The backgrounds of a simulation: one for all, or one for each response. */
export interface BackgroundPlan {
  readonly list: readonly Background[];
  /** The shapes of all, one after the other, and the number of the first shape of each. */
  readonly shapes: ReadonlyFloat64Array;
  readonly first: readonly number[];
}

/**
 * @throws MismatchError for channels that are not the response's, or another number of backgrounds than of responses, or several
 *   with a blend; ParameterError for an empty list or parts that do not fit each other.
 */
export function planBackgrounds(given: Background | readonly Background[], plan: ResponsePlan): BackgroundPlan {
  const isList = Array.isArray(given);
  const list = isList ? (given as readonly Background[]) : [given as Background];
  if (list.length === 0)
    throw new ParameterError('background', 'the list of backgrounds is empty; leave it out for none');
  const responses = plan.isBlend ? 1 : plan.list.length;
  if (isList && list.length !== responses)
    throw new MismatchError(
      `there are ${list.length} backgrounds for ${responses} responses${plan.isBlend ? ' (a blend counts as one)' : ''}`,
      {
        what: 'background',
        expected: responses,
        found: list.length,
        remedy: 'a list has one for each response, in the same order',
      },
    );
  list.forEach((background, k) => {
    checkBackground(background, plan.list[k], isList ? `background[${k}]` : 'background');
  });
  const first = list.map((_, k) => list.slice(0, k).reduce((sum, { weight }) => sum + weight.length, 0));
  const { channels } = plan.list[0];
  const shapes = new Float64Array(list.reduce((sum, background) => sum + background.shapes.length, 0));
  list.forEach((background, k) => {
    shapes.set(background.shapes, first[k] * channels);
  });
  return { list, shapes, first };
}

/** Source first + i gets its shape and level by (seed, stream, first + i) only; `response` has the number of each one's response. */
export function drawBackgrounds(
  { list, first: firstShape }: BackgroundPlan,
  count: number,
  { seed, stream, first, exposure }: { seed: number; stream: number; first: number; exposure: number },
  response?: Uint32Array,
): DrawnBackgrounds {
  const u = uniforms(seed, stream, first, count, 2);
  const totals = list.map(({ weight }) => weight.reduce((sum, value) => sum + value, 0));
  const drawn = { shape: new Uint32Array(count), level: new Float64Array(count), scale: new Float64Array(count) };
  for (let i = 0; i < count; i++) {
    const which = list.length > 1 ? response![i] : 0;
    const { weight, rate, scale, dex } = list[which];
    const k = pickIndex(weight, u[2 * i] * totals[which]);
    const spread = dex === 0 ? 1 : tenTo(dex * normalQuantile(u[2 * i + 1]));
    drawn.shape[i] = firstShape[which] + k;
    drawn.level[i] = rate[k] * exposure * spread;
    drawn.scale[i] = scale[k];
  }
  return drawn;
}

function pickIndex(weights: ReadonlyFloat64Array, at: number): number {
  let left = at;
  for (let k = 0; k < weights.length; k++) {
    left -= weights[k];
    if (left < 0) return k;
  }
  return weights.length - 1; // rounding
}

/**
 * @throws MismatchError unless the background has the response's channels; ParameterError for parts of other lengths or
 *   numbers that are none, naming them.
 */
export function checkBackground(background: Background, response: Response, name = 'background'): void {
  checkObject(name, background, 'a background (embeddedBackground, observedBackground)', 'identity', 'shapes');
  const { identity, channels, shapes, weight, rate, dex, scale } = background;
  if (channels !== response.channels)
    throw new MismatchError(`background ${identity} has ${channels} channels, the response ${response.channels}`, {
      what: 'channels',
      expected: response.channels,
      found: channels,
    });
  const fail = (field: string, fault: string): never => {
    throw new ParameterError(`${name}.${field}`, `background ${identity}: ${field} ${fault}`);
  };
  const finite = (value: number) => value >= 0 && value < Number.POSITIVE_INFINITY;
  if (weight.length === 0) fail('weight', 'is empty; one shape or more are needed');
  if (shapes.length !== weight.length * channels)
    fail('shapes', `has ${shapes.length} values for ${weight.length} shapes of ${channels} channels`);
  for (const [name, values] of Object.entries({ shapes, weight, rate, scale })) {
    if (name !== 'shapes' && values.length !== weight.length)
      fail(name, `has ${values.length} values for ${weight.length} shapes`);
    const bad = values.findIndex((value) => !finite(value));
    if (bad >= 0) fail(name, `[${bad}] is ${values[bad]}; it must be finite and not negative`);
  }
  if (!weight.some((value) => value > 0)) fail('weight', 'has no value above 0');
  if (scale.includes(0)) fail('scale', 'is 0; it is the source region over the background region');
  if (!finite(dex)) fail('dex', `is ${dex}; it must be finite and not negative`);
  for (let k = 0; k < weight.length; k++) {
    const sum = shapes.subarray(k * channels, (k + 1) * channels).reduce((total, value) => total + value, 0);
    if (Math.abs(sum - 1) > 1e-9) fail('shapes', `has a sum of ${sum} in shape ${k}; it must be 1`);
  }
}

/** Name and a hash of every number: equal for equal backgrounds. */
export function backgroundIdentity(name: string, numbers: Omit<Background, 'identity' | 'channels'>): string {
  const hash = sha256().update(`${numbers.dex}`);
  for (const array of [numbers.shapes, numbers.weight, numbers.rate, numbers.scale]) {
    const single = Float32Array.from(array);
    hash.update(`,${array.length}:`).update(new Uint8Array(single.buffer));
  }
  return `${name} ${hash.digest('hex').slice(0, 8)}`;
}
