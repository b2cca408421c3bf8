import * as v from 'valibot';
import { checkObject, checkWhole, number, type ReadonlyFloat64Array, sha256 } from '../base/index.js';
import { model } from '../spectral/index.js';
import type { SampleOptions, SourceGroup } from './types.js';

/** The lognormal distribution of absorbed 0.5-10 keV fluxes that both classes share: erg/cm2/s, and standard deviation of log10. */
export const fluxDistribution = v.object({ median: number({ above: 0 }), dex: number({ min: 0 }) });
export type FluxDistribution = v.InferOutput<typeof fluxDistribution>;

export function identityOf(name: string, version: number, numbers: unknown): string {
  const hash = sha256().update(JSON.stringify(numbers)).digest('hex');
  return `${name}@${version}+${hash.slice(0, 8)}`;
}

export function checkSample(count: number, options: SampleOptions): void {
  checkWhole('count', count);
  checkObject('options', options, '{ seed, first? }', 'seed');
  checkWhole('seed', options.seed);
  if (options.first !== undefined) checkWhole('first', options.first);
}

/** Parameters of a model that a population sets, by what they are called in it. */
export interface ParameterSet {
  readonly expression: string;
  /** The values of all parameters as the expression has them. */
  readonly values: ReadonlyFloat64Array;
  /** Of each name that was given: the places of its parameters. */
  readonly places: readonly (readonly number[])[];
}

/**
 * @param names `component.parameter`, or `component#n.parameter` where n is the component's place in the expression (from 1); without n all
 *   components of that name are set
 */
export function parameterSet(expression: string, names: readonly string[]): ParameterSet {
  const { parameters, values } = model(expression);
  const places = names.map((name) => {
    const found = [...parameters.keys()].filter((k) => {
      const { component, number, name: parameter } = parameters[k];
      return name === `${component}.${parameter}` || name === `${component}#${number}.${parameter}`;
    });
    if (found.length === 0) throw new Error(`${expression} has no parameter ${name}`);
    return found;
  });
  return { expression, values, places };
}

/** Fills parameter sets of one model for the sources it is given. */
export class GroupBuilder {
  private readonly rows: number[] = [];
  private readonly sets: number[] = [];

  constructor(private readonly set: ParameterSet) {}

  /** Adds source `row` with a value for each name of the set. */
  add(row: number, values: readonly number[]): void {
    const { values: initial, places } = this.set;
    const start = this.sets.length;
    for (let k = 0; k < initial.length; k++) this.sets.push(initial[k]);
    for (let i = 0; i < places.length; i++) for (const k of places[i]) this.sets[start + k] = values[i];
    this.rows.push(row);
  }

  /** The group, or nothing when no source was added. */
  build(): SourceGroup[] {
    if (this.rows.length === 0) return [];
    return [{ model: this.set.expression, index: new Uint32Array(this.rows), parameters: new Float64Array(this.sets) }];
  }
}

/**
 * A value beyond a limit mirrored at it: a smooth distribution that is cut there keeps its density up to the limit, without the
 * heap that setting all of them to the limit would make.
 */
export function reflect(value: number, limits: readonly [number, number]): number {
  const [low, high] = limits;
  return clip(value < low ? 2 * low - value : value > high ? 2 * high - value : value, limits);
}

export const clip = (value: number, [low, high]: readonly [number, number]): number =>
  Math.min(Math.max(value, low), high);

/** 10^x as exp(x ln 10): Math.exp is V8's own, the same on every machine. */
export const tenTo = (x: number): number => Math.exp(x * Math.LN10);
