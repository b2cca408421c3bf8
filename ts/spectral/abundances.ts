import { readFileSync } from 'node:fs';
import { ParameterError } from '../base/index.js';
import { addon, type EdgeStructure, type NativeAbsorber } from '../native/index.js';

/** XSPEC's names of abundance tables; references in data/absorption/abundances.json. */
export type AbundanceTable = 'wilm' | 'angr' | 'aspl' | 'grsa' | 'lodd' | 'feld' | 'aneb';

let tables: Record<string, number[]> | undefined;
const absorbers = new Map<string, NativeAbsorber>();

/**
 * Number of atoms to one of hydrogen, for Z = 1 to 30 at index Z - 1.
 *
 * @param name default 'wilm' (Wilms, Allen & McCray 2000, ApJ 542, 914).
 * @throws ParameterError for an unknown name, with those that exist.
 */
export function abundances(name: AbundanceTable = 'wilm'): Float64Array {
  const file = new URL('../../data/absorption/abundances.json', import.meta.url);
  tables ??= JSON.parse(readFileSync(file, 'utf8')).tables as Record<string, number[]>;
  if (!Object.hasOwn(tables, name)) {
    const known = Object.keys(tables).join(', ');
    throw new ParameterError('abundances', `there is no abundance table '${name}'; there are ${known}`);
  }
  return Float64Array.from(tables[name]);
}

/** Resonances at O-K, Fe-L and Ne-K; origin, accuracy and layout are in data/absorption/fine-structure.json. */
function edgeStructure(): EdgeStructure[] {
  const file = new URL('../../data/absorption/fine-structure.json', import.meta.url);
  const { edges } = JSON.parse(readFileSync(file, 'utf8')) as {
    edges: { z: number; first: number; last: number; sigma: number[] }[];
  };
  const megabarn = 1e-18;
  return edges.map(({ z, first, last, sigma }) => ({
    z,
    first,
    last,
    sigma: Float64Array.from(sigma, (s) => s * megabarn),
  }));
}

/** The absorber of an abundance table, with or without fine structure of the edges, made on first use. */
export function absorberOf(name: AbundanceTable = 'wilm', hasFineStructure = true): NativeAbsorber {
  const key = `${name} ${hasFineStructure}`;
  let absorber = absorbers.get(key);
  if (!absorber) {
    absorber = new (addon().Absorber)(abundances(name), hasFineStructure ? edgeStructure() : undefined);
    absorbers.set(key, absorber);
  }
  return absorber;
}
