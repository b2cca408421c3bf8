import * as v from 'valibot';
import { listOf, number, ParameterError, readData, string, whole } from '../base/index.js';
import { addon, type EdgeStructure, type NativeAbsorber } from '../native/index.js';

/** XSPEC's names of abundance tables; references in data/absorption/abundances.json. */
export type AbundanceTable = 'wilm' | 'angr' | 'aspl' | 'grsa' | 'lodd' | 'feld' | 'aneb';

const perElement = v.pipe(listOf(number({ min: 0 })), v.length(30, 'a list of 30'));
const abundanceFile = v.object({ tables: v.record(string, perElement) });
const edgeFile = v.object({
  edges: listOf(
    v.object({
      z: whole(1, 30),
      first: number({ above: 0 }),
      last: number({ above: 0 }),
      sigma: listOf(number({ min: 0 })),
    }),
  ),
});

let tables: Record<string, number[]> | undefined;
const absorbers = new Map<string, NativeAbsorber>();

/**
 * Number of atoms to one of hydrogen, for Z = 1 to 30 at index Z - 1.
 *
 * @param name default 'wilm' (Wilms, Allen & McCray 2000, ApJ 542, 914).
 * @returns 30 numbers of atoms, those of the caller
 * @throws ParameterError for an unknown name, with those that exist.
 */
export function abundances(name: AbundanceTable = 'wilm'): Float64Array {
  tables ??= readData('absorption/abundances.json', abundanceFile).tables;
  if (!Object.hasOwn(tables, name)) {
    const known = Object.keys(tables).join(', ');
    throw new ParameterError('abundances', `there is no abundance table '${name}'; there are ${known}`);
  }
  return Float64Array.from(tables[name]);
}

/** Resonances at O-K, Fe-L and Ne-K; origin, accuracy and layout are in data/absorption/fine-structure.json. */
function edgeStructure(): EdgeStructure[] {
  const { edges } = readData('absorption/fine-structure.json', edgeFile);
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
