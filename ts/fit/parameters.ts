import { checkList, checkNumber, checkObject, ParameterError } from '../base/index.js';
import type { BoundModel, ModelParameter, SpectralModel } from '../spectral/index.js';
import type { FitOptions } from './types.js';

/** Which parameters of a model a fit moves, and the values of the others. */
export interface ParameterPlan {
  names: string[];
  /** Indices of the free ones. */
  free: number[];
  /** All values at the start. */
  values: Float64Array;
  /** Index of the parameter whose value each has: its own, but for tied ones. */
  source: number[];
}

/** Names that tell a model's parameters apart: `kT`, or `2.kT` where several components have one. */
export function parameterNames(parameters: readonly ModelParameter[]): string[] {
  const count = (name: string) => parameters.filter((other) => other.name === name).length;
  return parameters.map(({ name, number }) => (count(name) > 1 ? `${number}.${name}` : name));
}

/** @throws ParameterError for names that the model has not, or that mean several; values outside of limits; ties in circles. */
export function planParameters({ model, parameters }: BoundModel, options: FitOptions): ParameterPlan {
  const { start = {}, freeze = [], thaw = [], tie = {} } = options;
  for (const [name, record] of Object.entries({ start, tie }))
    checkObject(name, record, 'an object by parameter names');
  for (const [name, list] of Object.entries({ freeze, thaw })) checkList(name, list, 'a list of parameter names');
  const find = (name: string) => findParameter(model, name);
  const values = Float64Array.from(model.values);
  for (const [name, value] of Object.entries(start)) {
    const k = find(name);
    checkNumber(name, value);
    values[k] = value;
  }
  parameters.forEach(({ min, max }, k) => {
    if (!(values[k] >= min && values[k] <= max)) throw model.limitError(k, values[k], '', parameters);
  });
  const isFree = model.parameters.map((parameter) => !parameter.isFrozen);
  for (const name of thaw) isFree[find(name)] = true;
  for (const name of freeze) isFree[find(name)] = false;
  const source = model.parameters.map((_, k) => k);
  for (const [name, other] of Object.entries(tie)) source[find(name)] = find(other);
  source.forEach((other, k) => {
    if (other === k) return;
    if (source[other] !== other)
      throw new ParameterError('tie', `${nameOf(model, k)} is tied to ${nameOf(model, other)}, which is tied itself`);
    isFree[k] = false;
    values[k] = values[other];
  });
  const free = source.flatMap((_, k) => (isFree[k] ? [k] : []));
  return { names: parameterNames(model.parameters), free, values, source };
}

/** All values of the model for those of the free parameters. */
export function valuesAt({ values, free, source }: ParameterPlan, point: ArrayLike<number>): Float64Array {
  const all = values.slice();
  free.forEach((k, i) => {
    all[k] = point[i];
  });
  return all.map((_, k) => all[source[k]]);
}

const nameOf = (model: SpectralModel, k: number): string => parameterNames(model.parameters)[k];

/** The parameter that a name means: `kT`, `2.kT`, or `apec.kT` where the model has one apec; upper or lower case. */
function findParameter({ parameters, expression }: SpectralModel, text: string): number {
  if (typeof text !== 'string') throw new ParameterError('parameter', `${text} is no name of a parameter`);
  const [, place, name] = /^(?:(.*)\.)?([^.]*)$/.exec(text.trim().toLowerCase())!;
  const found = parameters.flatMap((parameter, k) =>
    parameter.name.toLowerCase() === name &&
    (place === undefined || place === String(parameter.number) || place === parameter.component)
      ? [k]
      : [],
  );
  if (found.length === 1) return found[0];
  const names = parameterNames(parameters);
  const message =
    found.length === 0
      ? `${expression} has no parameter ${text}; it has ${names.join(', ')}`
      : `${expression} has several parameters ${text}: say ${found.map((k) => names[k]).join(' or ')}`;
  throw new ParameterError(text, message);
}
