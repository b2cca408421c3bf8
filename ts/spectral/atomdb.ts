import { checkObject, FileError, type ReadonlyFloat64Array } from '../base/index.js';
import { type FitsHdu, type FitsTable, type Ragged, readFits, type Source } from '../ogip/index.js';
import { abundances } from './abundances.js';
import { embeddedPlasma, keVPerKelvin, type PlasmaTable } from './plasma.js';

const keVAngstrom = 12.398419843;

/** One file's EMISSIVITY tables, one a temperature, and the temperatures of its PARAMETERS table, keV. */
interface AtomDbFile {
  file: string;
  kT: Float64Array;
  tables: FitsTable[];
}

/**
 * Reads a plasma table from AtomDB's files apec_v*_line.fits and apec_v*_coco.fits (format: AtomDB documentation, "APEC
 * output files"; Smith, Brickhouse, Liedahl & Raymond 2001, ApJ 556, L91), for `bind(..., { plasma })`.
 *
 * The files' emissivities include the abundances of Anders & Grevesse 1989 and are divided by them. Lines (Lambda in A,
 * Epsilon in photons cm3/s) go whole into the bins of `embeddedPlasma`; continuum and pseudo-continuum (photons
 * cm3/s/keV at E_Cont, E_Pseudo) are integrated over the bins, linear between their points.
 *
 * @param files paths or bytes of both files of one version
 * @returns a table for `bind(..., { plasma })`, in the bins of `embeddedPlasma` up to the end of the files' continua
 * @throws FileError for a file without these tables and columns, or when both files' temperatures differ.
 */
export function loadPlasma(files: { line: Source; coco: Source }): PlasmaTable {
  checkObject('files', files, "the paths of AtomDB's files, { line, coco }", 'line', 'coco');
  const line = open(files.line);
  const coco = open(files.coco);
  const differ = coco.kT.findIndex((kT, k) => Math.abs(kT / line.kT[k] - 1) > 1e-3);
  if (differ >= 0 || coco.kT.length !== line.kT.length) {
    throw new FileError(
      coco.file,
      `its temperatures are not those of ${line.file}; take both files of one AtomDB version`,
    );
  }
  const edges = edgesUpTo(lastEnergy(coco));
  const solar = abundances('angr');
  const present = new Set(coco.tables.flatMap((table) => [...table.read('Z')]));
  for (const table of line.tables) for (const z of table.read('Element')) present.add(z);
  const elements = Int32Array.from(
    [...present].filter((z) => z >= 1 && z <= 30 && solar[z - 1] > 0).sort((a, b) => a - b),
  );
  const place = new Map([...elements].map((z, k) => [z, k]));

  const [nT, nE] = [line.kT.length, edges.length - 1];
  const lines = new Float64Array(elements.length * nT * nE);
  const continuum = new Float64Array(elements.length * nT * nE);
  for (let t = 0; t < nT; t++) {
    const start = (z: number) => (place.get(z)! * nT + t) * nE;
    const scale = (z: number) => 1e14 / solar[z - 1];
    addLines(line.tables[t], edges, lines, (z) => (place.has(z) ? start(z) : undefined), scale);
    addContinua(coco.tables[t], edges, continuum, (z) => (place.has(z) ? start(z) : undefined), scale);
  }
  const emissivities = { lines: Float32Array.from(lines), continuum: Float32Array.from(continuum) };
  return {
    source: `AtomDB: ${line.file}, ${coco.file}`,
    logT: line.kT.map((kT) => Math.log10(kT / keVPerKelvin)),
    edges,
    elements,
    load: () => emissivities,
  };
}

/** The highest energy at which a continuum in equilibrium is given, keV. */
function lastEnergy({ tables, file }: AtomDbFile): number {
  let last = 0;
  for (const table of tables) {
    const [ion, points] = ['rmJ', 'N_Cont'].map((name) => table.read(name));
    const energies = table.ragged('E_Cont');
    for (let row = 0; row < points.length; row++) {
      if (ion[row] !== 0 || points[row] < 2) continue;
      checkPoints(table, energies, row, points[row], 'E_Cont');
      last = Math.max(last, energies.values[energies.start[row] + points[row] - 1]);
    }
  }
  if (!(last > embeddedPlasma().edges[1]))
    throw new FileError(file, 'holds no continuum of elements in X-rays (rmJ 0)');
  return last;
}

/** The embedded table's edges up to an energy: beyond them a plasma's continuum goes on by itself. */
function edgesUpTo(last: number): ReadonlyFloat64Array {
  const { edges } = embeddedPlasma();
  return edges.filter((edge) => edge <= last * (1 + 1e-6));
}

function open(source: Source): AtomDbFile {
  const { file, hdus } = readFits(source);
  const named = (name: string) => hdus.filter((hdu: FitsHdu) => hdu.isTable && hdu.name.toUpperCase() === name);
  const [parameters] = named('PARAMETERS');
  const tables = named('EMISSIVITY').map((hdu) => hdu.table);
  if (!parameters || tables.length === 0) {
    throw new FileError(file, 'is no AtomDB emissivity file: it has no PARAMETERS table followed by EMISSIVITY tables');
  }
  const kT = parameters.table.read('kT');
  if (kT.length !== tables.length) {
    throw new FileError(
      file,
      `PARAMETERS has ${kT.length} temperatures, but there are ${tables.length} EMISSIVITY tables`,
    );
  }
  return { file, kT, tables };
}

type StartOf = (z: number) => number | undefined;

function addLines(
  table: FitsTable,
  edges: ReadonlyFloat64Array,
  out: Float64Array,
  start: StartOf,
  scale: (z: number) => number,
) {
  const [lambda, epsilon, element] = ['Lambda', 'Epsilon', 'Element'].map((name) => table.read(name));
  const bins = edges.length - 1;
  for (let i = 0; i < lambda.length; i++) {
    const energy = keVAngstrom / lambda[i];
    const first = start(element[i]);
    if (first === undefined || !(energy >= edges[0] && energy < edges[bins])) continue;
    out[first + binOf(edges, energy)] += epsilon[i] * scale(element[i]);
  }
}

function addContinua(
  table: FitsTable,
  edges: ReadonlyFloat64Array,
  out: Float64Array,
  start: StartOf,
  scale: (z: number) => number,
) {
  const [z, ion] = ['Z', 'rmJ'].map((name) => table.read(name));
  for (const [count, energies, values] of [
    ['N_Cont', 'E_Cont', 'Continuum'],
    ['N_Pseudo', 'E_Pseudo', 'Pseudo'],
  ]) {
    const points = table.read(count);
    const x = table.ragged(energies);
    const y = table.ragged(values);
    for (let row = 0; row < z.length; row++) {
      const first = start(z[row]);
      // rmJ 0 is the sum over the ions in equilibrium; other rows are single ions.
      if (first === undefined || ion[row] !== 0 || points[row] < 2) continue;
      for (const vector of [x, y]) checkPoints(table, vector, row, points[row], energies);
      const factor = scale(z[row]);
      const pointsOf = (vector: Ragged) => vector.values.subarray(vector.start[row], vector.start[row] + points[row]);
      addIntegral(pointsOf(x), pointsOf(y), edges, (bin, value) => {
        out[first + bin] += factor * value;
      });
    }
  }
}

function checkPoints(table: FitsTable, vector: Ragged, row: number, points: number, name: string) {
  const length = vector.start[row + 1] - vector.start[row];
  if (length < points) throw table.error(`row ${row + 1} announces ${points} points of ${name} but holds ${length}`);
}

/** The integral over each bin of the function that is linear between the points (x rising). */
function addIntegral(
  x: ReadonlyFloat64Array,
  y: ReadonlyFloat64Array,
  edges: ReadonlyFloat64Array,
  add: (bin: number, value: number) => void,
) {
  const bins = edges.length - 1;
  for (let i = 0; i + 1 < x.length; i++) {
    const slope = (y[i + 1] - y[i]) / (x[i + 1] - x[i]);
    const low = Math.max(x[i], edges[0]);
    const high = Math.min(x[i + 1], edges[bins]);
    if (!(low < high)) continue;
    for (let bin = binOf(edges, low); bin < bins && edges[bin] < high; bin++) {
      const [a, b] = [Math.max(low, edges[bin]), Math.min(high, edges[bin + 1])];
      if (b > a) add(bin, (b - a) * (y[i] + slope * ((a + b) / 2 - x[i])));
    }
  }
}

/** The bin that holds an energy of [edges[0], edges[n]). */
function binOf(edges: ReadonlyFloat64Array, energy: number): number {
  let low = 0;
  let high = edges.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (edges[middle] <= energy) low = middle;
    else high = middle;
  }
  return low;
}
