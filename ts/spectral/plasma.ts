import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import {
  dataFile,
  listOf,
  number,
  type ReadonlyFloat32Array,
  type ReadonlyFloat64Array,
  type ReadonlyInt32Array,
  readData,
  string,
  whole,
  zlib,
} from '../base/index.js';
import { addon, type NativePlasma, type NativePlasmaElements } from '../native/index.js';
import { type AbundanceTable, abundances } from './abundances.js';

/** Emissivities of a plasma in collisional equilibrium: the embedded table or `loadPlasma`'s. */
export interface PlasmaTable {
  /** Where the numbers come from. */
  readonly source: string;
  /** nT temperatures, log10 K. */
  readonly logT: ReadonlyFloat64Array;
  /** nE + 1 energies, keV. Nothing is emitted below; above, the continuum goes on (native/core/spectral/plasma.h). */
  readonly edges: ReadonlyFloat64Array;
  /** nZ atomic numbers. */
  readonly elements: ReadonlyInt32Array;
  /** nZ x nT x nE numbers, photons/cm2/s/bin at XSPEC's norm 1 and one atom to one of hydrogen. */
  load(): { lines: ReadonlyFloat32Array; continuum: ReadonlyFloat32Array };
}

/** CODATA 2018. */
export const keVPerKelvin = 8.617333262e-8;

const positive = number({ above: 0 });
const headerFile = v.object({
  source: v.object({ table: string }),
  file: string,
  logT: listOf(positive),
  // Even bins from first to last, and the upper ends of those above.
  edges: v.object({ first: positive, last: positive, bins: whole(1), above: listOf(positive) }),
  elements: listOf(whole(1, 30)),
  floor: positive,
  ratio: number({ above: 1 }),
});
type Header = v.InferOutput<typeof headerFile>;

let embedded: PlasmaTable | undefined;

/**
 * The table that xsift ships: CHIANTI 10.1; its origin, accuracy and layout are in data/plasma/chianti.json.
 *
 * @returns one and the same table at each call; its emissivities are unpacked when `load` is called
 */
export function embeddedPlasma(): PlasmaTable {
  if (embedded) return embedded;
  const header = readData('plasma/chianti.json', headerFile);
  const { first, last, bins, above } = header.edges;
  const even = Array.from({ length: bins + 1 }, (_, i) => (first * (bins - i) + last * i) / bins);
  embedded = {
    source: header.source.table,
    logT: Float64Array.from(header.logT),
    edges: Float64Array.of(...even, ...above),
    elements: Int32Array.from(header.elements),
    load: () => unpack(header),
  };
  return embedded;
}

/** The lowest and highest kT of a table, keV: so little inside it that the native table, whose powers differ by a rounding, has both. */
export function reachOf({ logT }: PlasmaTable): { low: number; high: number } {
  const [first, last] = [logT[0], logT.at(-1)!].map((value) => keVPerKelvin * 10 ** value);
  return { low: first * (1 + 1e-12), high: last * (1 - 1e-12) };
}

/** The inverse of tools/plasma/pack.mjs, which describes the layout. */
function unpack(header: Header): { lines: Float32Array; continuum: Float32Array } {
  const packed = zlib().brotliDecompressSync(readFileSync(dataFile(`plasma/${header.file}`)));
  const [nT, nE] = [header.logT.length, header.edges.bins + header.edges.above.length];
  const block = nT * nE;
  const high = packed.subarray(packed.length / 2);
  // By multiplication alone, so that the values are the same on every machine.
  const values = new Float32Array(65536);
  for (let code = 1, value = header.floor; code < 65536; code++, value *= header.ratio) values[code] = value;

  const codes = new Uint16Array(block);
  const emissivities = [0, 1].map(() => new Float32Array(header.elements.length * block));
  for (let z = 0; z < header.elements.length; z++) {
    emissivities.forEach((emissivity, kind) => {
      const from = (2 * z + kind) * block;
      const to = z * block;
      for (let i = 0; i < block; i++) {
        const zigzag = packed[from + i] | (high[from + i] << 8);
        const isFirst = i % nE === 0;
        const left = isFirst ? 0 : codes[i - 1];
        const above = i < nE ? 0 : codes[i - nE];
        const corner = isFirst || i < nE ? 0 : codes[i - nE - 1];
        codes[i] = left + above - corner + ((zigzag >>> 1) ^ -(zigzag & 1));
        emissivity[to + i] = values[codes[i]];
      }
    });
  }
  return { lines: emissivities[0], continuum: emissivities[1] };
}

type NativeTables = { Plasma?: NativePlasma; PlasmaElements?: NativePlasmaElements };
const made = new WeakMap<PlasmaTable, Map<AbundanceTable, NativeTables>>();

/** A native table of a plasma with an abundance table, made on first use. */
function nativeTable(kind: keyof NativeTables, table: PlasmaTable, name: AbundanceTable): object {
  const byAbundances = made.get(table) ?? new Map<AbundanceTable, NativeTables>();
  made.set(table, byAbundances);
  const tables = byAbundances.get(name) ?? {};
  byAbundances.set(name, tables);
  if (tables[kind] === undefined) {
    const { lines, continuum } = table.load();
    const Native = addon()[kind];
    tables[kind] = new Native(table.logT, table.edges, table.elements, lines, continuum, abundances(name));
  }
  return tables[kind];
}

/** The rows of apec (about 0.2 s). */
export const plasmaOf = (table: PlasmaTable, name: AbundanceTable = 'wilm'): NativePlasma =>
  nativeTable('Plasma', table, name);

/** The emissivities of single elements, for vapec (about 0.2 s). */
export const plasmaElementsOf = (table: PlasmaTable, name: AbundanceTable = 'wilm'): NativePlasmaElements =>
  nativeTable('PlasmaElements', table, name);
