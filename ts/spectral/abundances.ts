import { readFileSync } from 'node:fs';
import { NativeAbsorber, ParameterError } from '../native/index.js';

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

/** The absorber of an abundance table, made on first use. */
export function absorberOf(name: AbundanceTable = 'wilm'): NativeAbsorber {
  let absorber = absorbers.get(name);
  if (!absorber) {
    absorber = new NativeAbsorber(abundances(name));
    absorbers.set(name, absorber);
  }
  return absorber;
}
