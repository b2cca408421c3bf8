import { type BigIntStats, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { FileError, ParameterError, systemReason } from '../base/index.js';
import { addon, type NativeTableModel, type TableInModel } from '../native/index.js';
import { readTableModel, type TableModelFile } from '../ogip/index.js';
import { readTableRows } from '../ogip/tableRows.js';
import type { ComponentDefinition, ParameterDefinition } from './components/index.js';
import { norm, parameter } from './components/parameter.js';

/** The native core keeps no more numbers of a table than this (4 GiB). */
const MOST_NUMBERS = 2 ** 30;

/** A table model's file. Its spectra are read when a model with it is first bound. */
export class TableFile {
  /** Path, time and size: another one when the file was written anew. */
  readonly key: string;
  readonly description: TableModelFile;
  #native?: NativeTableModel;
  readonly #warnings: string[];

  constructor(path: string, key: string) {
    this.key = key;
    this.description = readTableModel(path);
    this.#warnings = [...this.description.warnings];
  }

  /** The table with its spectra, read at the first call. */
  inModel(): TableInModel {
    const { lowLimit = Number.NaN, highLimit = Number.NaN } = this.description;
    this.#native ??= this.#load();
    return { table: this.#native, low: lowLimit, high: highLimit };
  }

  #load(): NativeTableModel {
    const { file, edges, parameters, rows, rowLength, hasEscale, hasRedshift } = this.description;
    if (rows * rowLength > MOST_NUMBERS)
      throw new FileError(
        file,
        `extension SPECTRA holds ${rows * rowLength} numbers; ${MOST_NUMBERS} (4 GiB) are the most: make a table of fewer parameter values or energies`,
      );
    if (keyOf(file) !== this.key)
      throw new FileError(file, 'changed since its parameters were read; make the model anew');
    const axes = parameters.filter(({ values }) => values);
    let [axis, additional] = [0, 0];
    const roles = Int32Array.from(parameters, ({ values }) => (values ? axis++ : -1 - additional++));
    let native: NativeTableModel | undefined;
    const start = (unit: number) => {
      native = new (addon().TableModel)(
        edges,
        Float64Array.from(axes.flatMap(({ values }) => [...values!])),
        Int32Array.from(axes, ({ values }) => values!.length),
        Int32Array.from(axes, ({ isLogarithmic }) => Number(isLogarithmic)),
        roles,
        hasEscale,
        hasRedshift,
        unit,
      );
    };
    const warnings = readTableRows(file, this.description, start, ({ places, values }) => native!.fill(places, values));
    this.#warnings.push(...warnings);
    return native!;
  }

  /** What is unusual about the file, and where its energies end inside those of a grid, for values of its parameters. */
  warnings([low, high]: [number, number], component: ComponentDefinition, values: readonly number[]): string[] {
    const { file, edges, lowLimit, highLimit, hasEscale, hasRedshift } = this.description;
    const current = (name: string) => values[component.parameters.findIndex((p) => p.name === name)];
    const scale = (hasEscale ? current('Escale') : 1) / (hasRedshift ? 1 + current('z') : 1);
    const [first, last] = [edges[0] * scale, edges[edges.length - 1] * scale];
    const named = this.#warnings.map((warning) => warning.replace(': ', `: ${file}: `));
    if (low >= first * (1 - 1e-6) && high <= last * (1 + 1e-6)) return named;
    const outside = component.kind === 'additive' ? 0 : 1;
    const [below, above] = [lowLimit ?? outside, highLimit ?? outside];
    const beyond = below === above ? `${below} beyond` : `${below} below and ${above} above`;
    const keV = (energy: number) => Number(energy.toPrecision(6));
    return [
      ...named,
      `table-energies: ${file}: its energies are ${keV(first)} to ${keV(last)} keV here, the model's ${keV(low)} to ${keV(high)}: ${component.name} is ${beyond}`,
    ];
  }
}

/** Files in use, by their key; one that no model holds any more is forgotten. */
const known = new Map<string, WeakRef<TableFile>>();

function keyOf(path: string): string {
  let status: BigIntStats;
  try {
    status = statSync(path, { bigint: true });
  } catch (cause) {
    throw new FileError(path, `cannot be read: ${systemReason(cause)}`, { cause });
  }
  return [resolve(path), status.ino, status.size, status.mtimeNs].join(' ');
}

function tableFile(path: string): TableFile {
  const key = keyOf(path);
  const found = known.get(key)?.deref();
  if (found) return found;
  for (const [old, reference] of known) if (!reference.deref()) known.delete(old);
  const made = new TableFile(path, key);
  known.set(key, new WeakRef(made));
  return made;
}

/** A component whose parameters are those of its file. */
export interface TableComponent extends ComponentDefinition {
  table: TableFile;
}

/**
 * The component atable, mtable or etable of a file: the file's parameters in its order, then Escale and z where it has them, and
 * norm.
 *
 * Names are the file's, with `_` for what is no letter, digit or `_`.
 *
 * @throws FileError as `readTableModel`, and for a file of the other kind (ADDMODEL).
 */
export function tableComponent(component: ComponentDefinition, path: string): TableComponent {
  if (!path.trim()) throw new ParameterError('expression', `${component.name}{}: the file is missing`);
  const table = tableFile(path);
  const { description } = table;
  const isAdditive = component.kind === 'additive';
  if (description.isAdditive !== undefined && description.isAdditive !== isAdditive)
    throw new FileError(
      path,
      description.isAdditive
        ? `its primary header has ADDMODEL = T: it holds spectra; use atable{${path}}`
        : `its primary header has ADDMODEL = F: it holds factors; use mtable{${path}}, or etable{${path}} for optical depths`,
    );
  const { hasEscale, hasRedshift } = description;
  const own: ParameterDefinition[] = [
    ...(hasEscale ? [{ ...parameter('Escale', '', 1, 1e-6, 1e6), isFrozen: true }] : []),
    ...(hasRedshift ? [{ ...parameter('z', '', 0, -0.999, 10), isFrozen: true }] : []),
    ...(isAdditive ? [norm(description.unit || 'photons/cm2/s')] : []),
  ];
  const taken = new Set(['file', ...own.map(({ name }) => name)]);
  const parameters = description.parameters.map(({ name, unit, value, min, max, isFrozen }) => {
    const definition = { name: unused(name, taken), unit, value, min, max, ...(isFrozen && { isFrozen }) };
    taken.add(definition.name);
    return definition;
  });
  return { ...component, parameters: [...parameters, ...own], table };
}

function unused(name: string, taken: ReadonlySet<string>): string {
  const plain = name.replaceAll(/\W+/g, '_').replaceAll(/^_+|_+$/g, '') || 'par';
  if (!taken.has(plain)) return plain;
  for (let k = 2; ; k++) if (!taken.has(`${plain}_${k}`)) return `${plain}_${k}`;
}
