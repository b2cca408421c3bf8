import { checkFloat64, checkOptions, ParameterError, type ReadonlyFloat64Array, wordsFor } from '../base/index.js';
import { addon, type NativeModel } from '../native/index.js';
import { type AbundanceTable, absorberOf } from './abundances.js';
import type { ComponentDefinition, ParameterDefinition } from './components/index.js';
import { type ComponentNode, parseExpression, type Step } from './expression.js';
import { expressionOf, type ModelObject } from './object.js';
import { embeddedPlasma, type PlasmaTable, plasmaElementsOf, plasmaOf, reachOf } from './plasma.js';
import type { TableComponent } from './tables.js';

/** A parameter of a model: `component` is its component's name, `number` that component's place in the expression (from 1). */
export interface ModelParameter extends ParameterDefinition {
  component: string;
  number: number;
}

/** Options of {@link model}. */
export interface ModelOptions {
  /** False lets every `norm` be negative, for a part that takes away; default true, XSPEC's hard limits. Other parameters keep theirs. */
  limits?: boolean;
}

/** Options of {@link SpectralModel.bind}. */
export interface BindOptions {
  /** Default 'wilm', as the paper sets it. */
  abundances?: AbundanceTable;
  /**
   * Whether tbabs and ztbabs have the resonances at the K edges of oxygen and neon and the L edges of iron that XSPEC's have;
   * default true. False leaves Verner's smooth fits.
   */
  fineStructure?: boolean;
  /** Emissivities for apec and vapec; default the embedded CHIANTI table. `loadPlasma` reads AtomDB's files. */
  plasma?: PlasmaTable;
}

/**
 * Reads a model expression in XSPEC's grammar, with XSPEC's component names: `tbabs(0.1)*powerlaw(1.7, 1e-4)`,
 * `tbabs*(apec+apec)`, `cflux(0.5,10,-14)*tbabs*ztbabs*pegpwrlw`. Values in parentheses set parameters in XSPEC's order;
 * those left out keep XSPEC's defaults. Upper case and unambiguous beginnings of names do too: `TBabs*po`. An object says the same with parameters by name, and becomes such an expression:
 * `model({ product: [{ tbabs: { nH: 0.1 } }, { sum: [{ apec: { kT: 1 } }, { apec: { kT: 3 } }] }] }).expression` is
 * `tbabs(0.1)*(apec(1) + apec(3))`. `atable{FILE}`, `mtable{FILE}` and `etable{FILE}` are the table models of a file (OGIP 92-009);
 * as an object, `{ atable: { file: 'FILE', kT: 1 } }`.
 *
 * @param expression text in XSPEC's grammar, or an object of the same
 * @param options `limits: false` for norms that may be negative
 * @returns a model with its parameters and values, to be bound to energies
 * @throws ParameterError pointing at the character, or giving the path in the object, for what cannot be read, and with value
 * and limits for a value outside its parameter's limits; FileError for the file of a table that cannot be read.
 */
export function model(expression: string | ModelObject, options: ModelOptions = {}): SpectralModel {
  return new SpectralModel(expression, options);
}

/** A model expression with its parameters and their values; made by {@link model}, evaluated after {@link bind}. */
export class SpectralModel {
  /** As it was given, or made of the object that was. */
  readonly expression: string;
  /** P parameters in the order of the expression. */
  readonly parameters: readonly ModelParameter[];
  /** Their P values, as written or XSPEC's defaults. */
  readonly values: ReadonlyFloat64Array;
  /** Postfix program for the native core: names and operators, with each step's first parameter. @internal */
  readonly program: readonly string[];
  private readonly offsets: Int32Array;
  private readonly components: readonly ComponentDefinition[];
  /** The components that are tables of files, in the order of the program, with their first parameters. */
  private readonly tables: readonly { component: TableComponent; offset: number }[];

  /** Use `model(expression)`. @internal */
  constructor(expression: string | ModelObject, options: ModelOptions = {}) {
    checkOptions(options);
    const { limits = true } = options;
    if (typeof limits !== 'boolean')
      throw new ParameterError('limits', `limits is ${wordsFor(limits)}; it must be true or false`);
    const isObject = typeof expression === 'object' && expression !== null && !Array.isArray(expression);
    if (typeof expression !== 'string' && !isObject)
      throw new ParameterError('expression', `expression is ${wordsFor(expression)}; a model expression is needed`);
    const written = isObject ? expressionOf(expression, limits) : undefined;
    this.expression = written?.expression ?? (expression as string);
    const { nodes, steps } = parseExpression(this.expression, written?.placeOf);
    this.components = nodes.map((node) => node.component);
    this.parameters = nodes.flatMap((node, index) =>
      node.component.parameters.map((p) => ({
        ...(limits ? p : withoutLimits(p)),
        component: node.component.name,
        number: index + 1,
      })),
    );
    this.values = Float64Array.from(
      nodes.flatMap((node) => node.component.parameters.map((p, k) => node.values[k] ?? p.value)),
    );
    this.program = steps.map((step) => ('node' in step ? step.node.component.name : step.operator));
    this.offsets = Int32Array.from(offsetsOf(nodes, steps));
    this.tables = steps.flatMap((step, k) =>
      'node' in step && isTable(step.node.component)
        ? [{ component: step.node.component, offset: this.offsets[k] }]
        : [],
    );
    this.values.forEach((value, k) => {
      const { min, max } = this.parameters[k];
      if (!(value >= min && value <= max)) throw this.limitError(k, value, '');
    });
  }

  /**
   * Binds the model to an energy grid, bin edges in keV (an ARF's or RMF's ENERG_LO and ENERG_HI): tables are brought
   * onto the grid here, once. Where the band of a cflux, as its values stand in the expression, leaves the grid, the model is
   * evaluated on more bins below and above (they go on with the width of the neighbouring bin, beyond a factor of two in
   * energy in proportion to it), and the grid's own are given out.
   *
   * @param options.abundances XSPEC's name of the abundance table, for absorption and plasma alike as XSPEC's `abund` sets both.
   * @throws ParameterError for a grid that is empty, starts at 0 keV, does not rise or has gaps.
   */
  bind(energLo: ReadonlyFloat64Array, energHi: ReadonlyFloat64Array, options: BindOptions = {}): BoundModel {
    checkFloat64('energLo', energLo);
    checkFloat64('energHi', energHi);
    checkOptions(options);
    const { fineStructure } = options;
    if (fineStructure !== undefined && typeof fineStructure !== 'boolean')
      throw new ParameterError(
        'fineStructure',
        `fineStructure is ${wordsFor(fineStructure)}; it must be true or false`,
      );
    const needs = new Set(this.components.map((component) => component.needs));
    const absorber = needs.has('absorber') ? absorberOf(options.abundances, fineStructure) : undefined;
    const hasPlasma = needs.has('plasma') || needs.has('elements');
    const table = hasPlasma ? (options.plasma ?? embeddedPlasma()) : undefined;
    const plasma = table && plasmaOf(table, options.abundances);
    const elements = table && needs.has('elements') ? plasmaElementsOf(table, options.abundances) : undefined;
    const parameters = this.parametersWithin(table);
    const limits = Float64Array.from(parameters.flatMap((p) => [p.min, p.max]));
    const tables = this.tables.map(({ component }) => component.table.inModel());
    try {
      const handle = new (addon().Model)(
        energLo,
        energHi,
        this.program,
        this.offsets,
        limits,
        this.values,
        absorber,
        plasma,
        elements,
        tables,
      );
      const range = handle.range();
      const warnings = this.tables.flatMap(({ component, offset }) =>
        component.table.warnings(range, component, [...this.values.subarray(offset)]),
      );
      if (table) warnings.unshift(...outside(range, table));
      return new BoundModel(this, parameters, energLo.length, handle, [...new Set(warnings)]);
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause;
      throw new ParameterError('energLo', `cannot bind ${this.expression}: ${cause.message}`, { cause });
    }
  }

  /** The parameters, with kT of plasmas within a table's temperatures. @internal */
  parametersWithin(table?: PlasmaTable): readonly ModelParameter[] {
    return this.parameters.map((p) => {
      const { needs } = this.components[p.number - 1];
      const isPlasma = p.name === 'kT' && (needs === 'plasma' || needs === 'elements');
      if (!isPlasma) return p;
      const { low, high } = reachOf(table ?? embeddedPlasma());
      return { ...p, min: Math.max(p.min, low), max: Math.min(p.max, high) };
    });
  }

  /** Names of the tables' files that change when a file does. @internal */
  get files(): string[] {
    return this.tables.map(({ component }) => component.table.key);
  }

  /** The error for a value outside its limits; `where` names the row, or is empty. @internal */
  limitError(k: number, value: number, where: string, parameters = this.parameters): ParameterError {
    const { component, number, name, unit, min, max } = parameters[k];
    const twice = this.parameters.some((p) => p.component === component && p.number !== number);
    const label = `${name} of ${component}${twice ? ` (component ${number})` : ''}`;
    const isNarrowed = min !== this.parameters[k].min || max !== this.parameters[k].max;
    const [least, most] = [min, max].map((limit) => Number(limit.toPrecision(7)));
    const limits = `its limits${isNarrowed ? ' with this plasma table' : ''} are ${least} to ${most}${unit ? ` ${unit}` : ''}`;
    return new ParameterError(name, `${this.expression}: ${label} is ${value}${where}; ${limits}`);
  }
}

const isTable = (component: ComponentDefinition): component is TableComponent => component.needs === 'table';

/** A norm may be negative; formulas bear no other parameter beyond its limits. */
const withoutLimits = (parameter: ParameterDefinition): ParameterDefinition =>
  parameter.name === 'norm' ? { ...parameter, min: -parameter.max } : parameter;

/** Warns of a grid that reaches beyond a plasma table; what a redshift moves there is known with the parameters only. */
function outside([low, high]: [number, number], { edges }: PlasmaTable): string[] {
  const [first, last] = [edges[0], edges.at(-1)!];
  const reach = `the energy grid reaches from ${low} to ${high} keV, the plasma table from ${first} to ${last} keV`;
  const warnings: string[] = [];
  if (low < first * (1 - 1e-6)) warnings.push(`${reach}: no plasma emits below the table`);
  if (high > last * (1 + 1e-6))
    warnings.push(`${reach}: above it plasmas emit a continuum alone, which goes on as E^-1.35 exp(-E / kT)`);
  return warnings;
}

function offsetsOf(nodes: ComponentNode[], steps: Step[]): number[] {
  const offsets = new Map<ComponentNode, number>();
  let next = 0;
  for (const node of nodes) {
    offsets.set(node, next);
    next += node.component.parameters.length;
  }
  return steps.map((step) => ('node' in step ? offsets.get(step.node)! : 0));
}

/** A model on an energy grid, made by {@link SpectralModel.bind}. */
export class BoundModel {
  readonly model: SpectralModel;
  /** The model's parameters, kT of plasmas limited to the temperatures of the plasma table. */
  readonly parameters: readonly ModelParameter[];
  /** Bins of the energy grid, E. */
  readonly energies: number;
  /** @internal */
  readonly native: NativeModel;
  /** What a user should know about this model on this grid, such as a plasma table that ends inside it. */
  readonly warnings: readonly string[];

  /** Use `SpectralModel.bind`. @internal */
  constructor(
    spectralModel: SpectralModel,
    parameters: readonly ModelParameter[],
    energies: number,
    handle: NativeModel,
    warnings: readonly string[],
  ) {
    this.model = spectralModel;
    this.parameters = parameters;
    this.energies = energies;
    this.native = handle;
    this.warnings = warnings;
  }

  /**
   * The model's spectra, n x E, photons/cm2/s in each bin.
   *
   * @param parameters n x P values in the order of `model.parameters`; the model's own values when left out.
   * @throws ParameterError naming row, parameter, value and limits.
   */
  evaluate(parameters: ReadonlyFloat64Array = this.model.values): Float64Array {
    this.check(parameters);
    const flux = new Float64Array((parameters.length / this.model.parameters.length) * this.energies);
    try {
      this.native.evaluate(parameters, flux);
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause;
      throw new ParameterError('parameters', `${this.model.expression}: ${cause.message}`, { cause });
    }
    return flux;
  }

  /**
   * Checks n x P parameters, as {@link evaluate} does first.
   *
   * @throws ParameterError naming row, parameter, value and limits.
   */
  check(parameters: ReadonlyFloat64Array): void {
    checkFloat64('parameters', parameters);
    const count = this.model.parameters.length;
    if (parameters.length % count !== 0) {
      const message = `${this.model.expression} has ${count} parameters; ${parameters.length} values are not whole sets of them`;
      throw new ParameterError('parameters', message);
    }
    const found = this.native.check(parameters);
    if (!found) return;
    const where = parameters.length > count ? ` in row ${found.row}` : '';
    if (!found.message)
      throw this.model.limitError(
        found.parameter,
        parameters[found.row * count + found.parameter],
        where,
        this.parameters,
      );
    const name = this.model.parameters[found.parameter].name;
    throw new ParameterError(name, `${this.model.expression}: ${found.message}${where}`);
  }
}
