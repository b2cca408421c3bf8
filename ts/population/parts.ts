import * as v from 'valibot';
import { checkObject, checkWhole, number, type ReadonlyFloat64Array, sha256 } from '../base/index.js';
import { type ModelParameter, model } from '../spectral/index.js';
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

/** What a builder needs of an expression: populations are sampled some hundred sources at a time. */
interface Parsed {
  parameters: readonly ModelParameter[];
  values: ReadonlyFloat64Array;
  /** Of each key that was asked for. */
  places: Map<string, number[]>;
}
const parsed = new Map<string, Parsed>();

function parse(expression: string): Parsed {
  let known = parsed.get(expression);
  if (!known) {
    const { parameters, values } = model(expression);
    known = { parameters, values, places: new Map() };
    parsed.set(expression, known);
  }
  return known;
}

/** Fills parameter sets of one model, by component and parameter name, for the sources it is given. */
export class GroupBuilder {
  readonly expression: string;
  private readonly parameters: readonly ModelParameter[];
  private readonly values: ReadonlyFloat64Array;
  private readonly places: Map<string, number[]>;
  private readonly rows: number[] = [];
  private readonly sets: number[] = [];

  constructor(expression: string) {
    this.expression = expression;
    ({ parameters: this.parameters, values: this.values, places: this.places } = parse(expression));
  }

  /**
   * Adds source `row`. Keys of `values` are `component.parameter`, or `component#n.parameter` where n is the component's
   * place in the expression (from 1); without n all components of that name are set.
   */
  add(row: number, values: Record<string, number>): void {
    const start = this.sets.length;
    for (let k = 0; k < this.values.length; k++) this.sets.push(this.values[k]);
    for (const key in values) for (const k of this.placesOf(key)) this.sets[start + k] = values[key];
    this.rows.push(row);
  }

  private placesOf(key: string): number[] {
    let places = this.places.get(key);
    if (!places) {
      places = Array.from(this.parameters.keys()).filter((k) => {
        const { component, number, name } = this.parameters[k];
        return key === `${component}.${name}` || key === `${component}#${number}.${name}`;
      });
      if (places.length === 0) throw new Error(`${this.expression} has no parameter ${key}`);
      this.places.set(key, places);
    }
    return places;
  }

  /** The group, or nothing when no source was added. */
  build(): SourceGroup[] {
    if (this.rows.length === 0) return [];
    return [{ model: this.expression, index: new Uint32Array(this.rows), parameters: new Float64Array(this.sets) }];
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
