import type { ReadonlyFloat64Array } from '../base/index.js';
import { addon, type NativeResponse } from '../native/index.js';
import type { SourceTable } from '../population/index.js';
import { type BoundModel, type ModelParameter, model } from '../spectral/index.js';
import type { LineParameters, OpenModel } from './nearestSource.js';

/** A template's model, with the limits of its parameters among the templates of the same model. */
export interface TemplateModel {
  expression: string;
  values: Float64Array;
  low: Float64Array;
  high: Float64Array;
  /** Of each parameter: the number of the first that has the same value in all templates of the model, as a column that is written twice. */
  tiedTo: readonly number[];
  /** Numbers of the parameters of its narrow line, if it has one. */
  line?: LineParameters;
}

/** The models of all templates, the classes one after the other. */
export function templateModels(sources: readonly SourceTable[], templates: number): TemplateModel[] {
  const models: TemplateModel[] = [];
  for (const [k, { groups }] of sources.entries())
    for (const { model: expression, index, parameters } of groups) {
      const width = parameters.length / Math.max(index.length, 1);
      const rows = Array.from(index, (_, i) => Float64Array.from(parameters.subarray(i * width, (i + 1) * width)));
      const described = model(expression).parametersWithin();
      const common = { expression, ...limitsOf(rows, described), tiedTo: tiesOf(rows), line: lineOf(described) };
      for (const [i, values] of rows.entries()) models[k * templates + index[i]] = { ...common, values };
    }
  return models;
}

const tiesOf = (rows: readonly Float64Array[]): number[] =>
  Array.from(rows[0] ?? [], (_, p) => rows[0].findIndex((_, q) => rows.every((row) => row[q] === row[p])));

function lineOf(parameters: readonly ModelParameter[]): TemplateModel['line'] {
  const energy = parameters.findIndex(({ name }) => name === 'LineE');
  const norm = parameters.findIndex(
    ({ component, name }, p) => p > energy && component === 'gaussian' && name === 'norm',
  );
  const flux = parameters.findIndex(({ name }) => name === 'lg10Flux');
  return energy >= 0 && norm >= 0 ? { energy, norm, ...(flux >= 0 && { flux }) } : undefined;
}

/** How far beyond the templates' own values parameters may go: the templates are a sample of the population. */
const BEYOND = 1.25;

function limitsOf(rows: readonly Float64Array[], parameters: readonly ModelParameter[]) {
  const low = new Float64Array(parameters.length);
  const high = new Float64Array(parameters.length);
  for (const [p, { min, max }] of parameters.entries()) {
    let [least, most] = [Infinity, -Infinity];
    for (const row of rows) [least, most] = [Math.min(least, row[p]), Math.max(most, row[p])];
    const isFixed = least === most;
    low[p] = isFixed ? least : Math.max(min, least > 0 ? least / BEYOND : least * BEYOND);
    high[p] = isFixed ? most : Math.min(max, most > 0 ? most * BEYOND : most / BEYOND);
  }
  return { low, high };
}

/** Models on one photon grid, each bound once, whatever the responses: binding takes milliseconds. */
export class GridModels {
  private readonly bound = new Map<string, BoundModel>();

  /** @param edges keV */
  constructor(readonly edges: ReadonlyFloat64Array) {}

  get bins(): number {
    return this.edges.length - 1;
  }

  evaluate(expression: string, parameters: ReadonlyFloat64Array): Float64Array {
    let bound = this.bound.get(expression);
    if (!bound) {
      bound = model(expression).bind(this.edges.slice(0, -1), this.edges.slice(1));
      this.bound.set(expression, bound);
    }
    return bound.evaluate(parameters);
  }
}

/** Shapes of models with any parameters, through one response by groups of channels. */
export class ModelShapes {
  /** @param through the response on the grid of the models, by groups */
  constructor(
    private readonly through: NativeResponse,
    private readonly models: GridModels,
    private readonly groups: number,
  ) {}

  open({ expression, values, low, high, tiedTo }: TemplateModel): OpenModel {
    return { values, low, high, tiedTo, shapes: (parameters, count) => this.shapes(expression, parameters, count) };
  }

  private shapes(expression: string, parameters: Float64Array, count: number): Float64Array {
    const { bins } = this.models;
    const photons = this.models.evaluate(expression, parameters);
    const out = new Float64Array(count * this.groups);
    for (let i = 0; i < count; i++) {
      const shape = out.subarray(i * this.groups, (i + 1) * this.groups);
      this.through.applyResponse(photons.subarray(i * bins, (i + 1) * bins), 1, shape);
      this.through.clearSlightlyNegative(shape);
      const sum = shape.reduce((total, value) => total + value, 0);
      for (let g = 0; sum > 0 && g < shape.length; g++) shape[g] /= sum;
    }
    return out;
  }
}

/** The response on another photon grid and by groups of channels. */
export const regrouped = (response: NativeResponse, edges: ReadonlyFloat64Array, groupOf: Int32Array, groups: number) =>
  new (addon().Response)(response, edges, groupOf, groups);
