import { ParameterError, wordsFor } from '../base/index.js';
import {
  type ComponentDefinition,
  type ComponentValues,
  modelComponents,
  type ParameterDefinition,
} from './components/index.js';
import { names, suggestion } from './expression.js';
import { tableComponent } from './tables.js';

/** What a {@link ModelObject} can be: a component by its name, or parts that are added or multiplied. */
export interface ModelParts extends ComponentValues {
  /** Spectra that are added. */
  sum: readonly ModelObject[];
  /** Factors of one spectrum; a convolution (cflux) applies to all that follows it. */
  product: readonly ModelObject[];
}

/**
 * A model as an object instead of an expression, that JSON can hold: exactly one component, sum or product, as
 * `{ product: [{ tbabs: { nH: 0.1 } }, { sum: [{ apec: { kT: 1 } }, { apec: { kT: 3 } }] }] }`. Names that do not exist fail to
 * compile, and are refused where the object comes from elsewhere.
 */
export type ModelObject = {
  [Part in keyof ModelParts]: { readonly [Own in Part]: ModelParts[Own] } & {
    readonly [Other in Exclude<keyof ModelParts, Part>]?: never;
  };
}[keyof ModelParts];

/** Deeper objects than this are circular, or nothing that a person meant. */
const MAX_DEPTH = 200;

/** An expression made of an object: its text, and the path in the object of what stands at a character of it. */
export interface ObjectText {
  expression: string;
  placeOf(position: number): string;
}

/**
 * Writes a model object as an expression, with the defaults of parameters that stand before one that is given.
 *
 * @throws ParameterError with the path in the object, what is wrong there and what there is instead.
 */
export function expressionOf(object: unknown, limits: boolean): ObjectText {
  const places: { position: number; path: string }[] = [];
  const expression = new Writer(places, limits).write(object, '', 0, '');
  const placeOf = (position: number) => places.findLast((place) => place.position <= position)?.path ?? 'model';
  return { expression, placeOf };
}

class Writer {
  constructor(
    private readonly places: { position: number; path: string }[],
    private readonly limits: boolean,
  ) {}

  /** The text of one part that follows `before`, which counts for the positions only. */
  write(node: unknown, path: string, depth: number, before: string, parent?: string): string {
    const [key, content] = this.entry(node, path, depth);
    const here = path ? `${path}.${key}` : key;
    if (key !== 'sum' && key !== 'product') {
      this.places.push({ position: before.length, path: here });
      return component(key, content, here, this.limits);
    }
    if (!Array.isArray(content) || content.length === 0)
      fail(here, `is ${wordsFor(content)}; an array of one or more parts is needed, such as [{ powerlaw: {} }]`);
    if (content.length === 1) return this.write(content[0], `${here}[0]`, depth + 1, before, parent);
    const isGrouped = parent === 'product' || (parent === 'sum' && key === 'sum');
    let written = isGrouped ? '(' : '';
    content.forEach((inner, k) => {
      if (k > 0) written += key === 'sum' ? ' + ' : '*';
      written += this.write(inner, `${here}[${k}]`, depth + 1, before + written, key);
    });
    return isGrouped ? `${written})` : written;
  }

  private entry(node: unknown, path: string, depth: number): [string, unknown] {
    const what = 'a component such as { powerlaw: { PhoIndex: 1.7 } }, { sum: [...] } or { product: [...] }';
    if (!isPlain(node)) fail(path, `is ${wordsFor(node)}; it must be ${what}`);
    if (depth > MAX_DEPTH) fail('', `is deeper than ${MAX_DEPTH} levels; is the object part of itself?`);
    const keys = Object.keys(node).filter((key) => node[key] !== undefined);
    if (keys.length !== 1) {
      const given = keys.length === 0 ? 'names nothing' : `names ${keys.join(' and ')}, joined by no operator`;
      fail(path, `${given}; it must be ${what}`);
    }
    return [keys[0], node[keys[0]]];
  }
}

function component(name: string, values: unknown, path: string, limits: boolean): string {
  const listed = modelComponents.find((entry) => entry.name === name);
  if (!listed) fail(path, `there is no component '${name}'${suggestion(name)}; there are ${names()}, sum, product`);
  if (!isPlain(values)) fail(path, `is ${wordsFor(values)}; an object of its parameters is needed: ${listOf(listed)}`);
  if (listed.needs === 'table') {
    const { file, ...parameters } = values;
    if (typeof file !== 'string' || !file.trim() || /[{}\p{Cc}]/u.test(file))
      fail(`${path}.file`, `is ${wordsFor(file)}; the path of a table model's file is needed, without braces`, 'file');
    return written(tableComponent(listed, file.trim()), `${name}{${file.trim()}}`, parameters, path, limits);
  }
  return written(listed, name, values, path, limits);
}

function written(
  found: ComponentDefinition,
  text: string,
  values: Record<string, unknown>,
  path: string,
  limits: boolean,
): string {
  const { name } = found;
  for (const key of Object.keys(values)) {
    if (found.parameters.some((p) => p.name === key)) continue;
    const near = found.parameters.find((p) => p.name.toLowerCase() === key.toLowerCase());
    const meant = near ? ` (did you mean ${near.name}?)` : '';
    fail(path, `${name} has no parameter '${key}'${meant}; it has ${listOf(found)}`, key);
  }
  const last = found.parameters.findLastIndex((p) => values[p.name] !== undefined);
  const numbers = found.parameters.slice(0, last + 1).map((p) => checked(p, values[p.name], path, limits));
  return numbers.length > 0 ? `${text}(${numbers.join(', ')})` : text;
}

function checked(parameter: ParameterDefinition, value: unknown, path: string, limits: boolean): number {
  const { name, unit, max } = parameter;
  const min = !limits && name === 'norm' ? -max : parameter.min;
  if (value === undefined) return parameter.value;
  if (typeof value === 'number' && value >= min && value <= max) return value;
  fail(
    `${path}.${name}`,
    `is ${wordsFor(value)}; it must be a number from ${min} to ${max}${unit && ` ${unit}`}`,
    name,
  );
}

const listOf = ({ parameters }: ComponentDefinition): string => parameters.map((p) => p.name).join(', ');

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);

function fail(path: string, message: string, parameter = 'expression'): never {
  throw new ParameterError(parameter, `model ${path || 'object'}: ${message}`);
}
