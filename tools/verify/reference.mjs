// Reading of the reference files, which are third parties' and no part of the project, and what several comparisons share.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Folder of the third-party files: XSIFT_SHARED, by default beside the project. */
export const sharedFolder = process.env.XSIFT_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url));
export const sharedFile = (path) => `${sharedFolder}/data/${path}`;

/** Those of the files that are not there. */
export const missingFiles = (paths) => paths.map(sharedFile).filter((path) => !existsSync(path));

/** A CSV table of numbers: its names, and each column by name. */
export function readCsv(path) {
  const [head, ...rows] = readFileSync(sharedFile(path), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  const columns = new Map(head.map((name, k) => [name, Float64Array.from(rows, (row) => Number(row[k]))]));
  const column = (name) => {
    const values = columns.get(name);
    if (!values) throw new Error(`${path} has no column ${name}`);
    return values;
  };
  return { names: head, column };
}

/** A one-dimensional array of float64 in NumPy's format, little-endian. */
export function readNpy(path) {
  const bytes = readFileSync(sharedFile(path));
  const header = bytes.toString('latin1', 10, 10 + bytes.readUInt16LE(8));
  const length = Number(/'descr': '<f8'.*'shape': \((\d+),\)/.exec(header)?.[1]);
  if (!length) throw new Error(`${path} is not a one-dimensional array of little-endian float64`);
  const start = bytes.byteOffset + bytes.length - 8 * length;
  return new Float64Array(bytes.buffer.slice(start, start + 8 * length));
}

/** The numbers in a column's name such as G1.4_Ec0_rel-1.0, by the letters before them. */
export const numbersInName = (name) =>
  Object.fromEntries(
    [...name.matchAll(/([A-Za-z]+)(-?\d+(?:\.\d+)?(?:e\d+)?)/g)].map(([, key, value]) => [key, value]),
  );

/** `bins` + 1 edges at even steps from `low` to `high`, as two arrays of lower and upper ends. */
export function evenGrid(low, high, bins) {
  return toBins(Float64Array.from({ length: bins + 1 }, (_, i) => low + ((high - low) * i) / bins));
}

/** The same at even steps of the logarithm. */
export function logGrid(low, high, bins) {
  return toBins(Float64Array.from({ length: bins + 1 }, (_, i) => low * (high / low) ** (i / bins)));
}

/** @param {Float64Array} edges @returns {[Float64Array, Float64Array]} */
const toBins = (edges) => [edges.slice(0, -1), edges.slice(1)];

export const sum = (values) => values.reduce((total, value) => total + value, 0);
export const largest = (values) => values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
export const smallest = (values) => values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);

/** A share as per cent with the given digits behind the point. */
export const percent = (share, digits = 2) => `${(100 * share).toFixed(digits)} %`;
