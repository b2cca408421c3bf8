import * as v from 'valibot';
import { listOf, number, ParameterError, type ReadonlyFloat64Array, readData, string, whole } from '../base/index.js';
import type { Arf, Rmf } from '../ogip/index.js';
import { lineSpread, spreadKnot } from './lineSpread.js';
import { createResponse, type Response } from './response.js';

/** The embedded responses: the epoch says how much the optical filter was contaminated. */
export type EmbeddedName = 'acis-i-cycle0' | 'acis-i-cycle19';
/** All names that {@link embeddedResponse} knows. */
export const embeddedNames: readonly EmbeddedName[] = ['acis-i-cycle0', 'acis-i-cycle19'];

const positive = number({ above: 0 });
const bins = v.object({ first: positive, width: positive, count: whole(1) });

/** A parametric response, as tools/response writes it to data/response. Energies in keV, areas in cm^2. */
const responseFile = v.object({
  name: string,
  version: whole(1),
  source: listOf(string),
  /** Photon-energy bins: `count` of equal `width` from `first`. */
  energies: bins,
  /** EBOUNDS: channels 1 to `count` of equal `width` from zero; the first begins at `first`. */
  channels: bins,
  /** Effective area at bin centres: straight lines in log area over log energy between the knots. */
  area: v.object({ energy: listOf(positive), specResp: listOf(positive) }),
  /** Channels below `lowest` (keV) get nothing, and rows are normalised above it; what falls above `highest` is lost. */
  lines: v.object({ lowest: number({ min: 0 }), highest: positive, knots: listOf(spreadKnot) }),
});
export type ParametricResponse = v.InferOutput<typeof responseFile>;
export type ParametricLines = ParametricResponse['lines'];

/** Elements below this share of a photon are left out, and the rest is scaled up to the row's sum. */
const THRESHOLD = 1e-6;

const cache = new Map<EmbeddedName, { rmf: Rmf; arf: Arf; response?: Response }>();

/** The parameters of an embedded response. */
export const parametricResponse = (name: EmbeddedName): ParametricResponse =>
  readData(`response/${name}.json`, responseFile);

/**
 * A parametric ACIS-I aimpoint response: `acis-i-cycle0` (1999-2000, the clean filter; the default) or `acis-i-cycle19` (2018).
 * 1024 channels of 14.6 eV; photon energies 0.1-11 keV (937 bins) and 0.255-12 keV (1024 bins).
 * Made from the files named in its `source`; docs/embedded-data.md says how close it is. A real file is always better.
 * {@link embeddedResponseTables} gives it as RMF and ARF.
 *
 * @throws ParameterError for another name.
 */
export function embeddedResponse(name: EmbeddedName = 'acis-i-cycle0'): Response {
  const entry = embeddedEntry(name);
  entry.response ??= createResponse(entry.rmf, entry.arf);
  return entry.response;
}

/**
 * RMF and ARF of {@link embeddedResponse}: to be written as files, or changed before `createResponse`.
 *
 * @throws ParameterError for another name.
 */
export function embeddedResponseTables(name: EmbeddedName = 'acis-i-cycle0'): { rmf: Rmf; arf: Arf } {
  const { rmf, arf } = embeddedEntry(name);
  return { rmf, arf };
}

function embeddedEntry(name: EmbeddedName): { rmf: Rmf; arf: Arf; response?: Response } {
  if (!embeddedNames.includes(name)) {
    throw new ParameterError(
      'name',
      `no embedded response "${name}"; there are ${embeddedNames.join(' and ')}; for other instruments give RMF and ARF files`,
    );
  }
  let entry = cache.get(name);
  if (!entry) {
    entry = responseOf(parametricResponse(name));
    cache.set(name, entry);
  }
  return entry;
}

/** Builds the matrix and the area from their parameters. */
export function responseOf(parametric: ParametricResponse): { rmf: Rmf; arf: Arf } {
  const { area, lines, name } = parametric;
  const { width, count } = parametric.channels;
  const names = { file: `embedded:${name}`, telescope: 'CHANDRA', instrument: 'ACIS', detector: 'ACIS-I' };
  const rmf = matrixOf(parametric, names, (energy) =>
    keptRow(lineSpread(lines.knots, energy, width, count), lines, width),
  );
  const { energLo, energHi } = rmf;
  return { rmf, arf: { ...names, energLo, energHi, specResp: areaAt(area, energLo, energHi) } };
}

/** The matrix whose row at a photon energy (keV, the centre of its bin) `rowAt` gives. */
export function matrixOf(
  { energies, channels }: Pick<ParametricResponse, 'energies' | 'channels'>,
  names: { file: string; telescope: string; instrument: string; detector: string },
  rowAt: (energy: number) => Float64Array,
): Rmf {
  const edge = (i: number) => energies.first + i * energies.width;
  const energLo = Float64Array.from({ length: energies.count }, (_, i) => edge(i));
  const energHi = Float64Array.from({ length: energies.count }, (_, i) => edge(i + 1));
  const eMin = Float64Array.from({ length: channels.count }, (_, i) => (i === 0 ? channels.first : i * channels.width));
  const eMax = Float64Array.from({ length: channels.count }, (_, i) => (i + 1) * channels.width);
  const rows = Array.from(energLo, (low, i) => rowAt((low + energHi[i]) / 2));
  const channel = Int32Array.from({ length: channels.count }, (_, i) => i + 1);
  const shape = { firstChannel: 1, detChans: channels.count, channel, eMin, eMax };
  const kind = { channelType: 'PI', includesArea: false, index: 1, matrices: 1 };
  return { ...names, energLo, energHi, ...shape, ...groupsOf(rows), ...kind };
}

/** One row: the line-spread function between `lowest` and `highest`, small elements dropped, the row's sum kept. */
export function keptRow(
  row: Float64Array,
  { lowest, highest }: Omit<ParametricLines, 'knots'>,
  width: number,
): Float64Array {
  row.fill(0, 0, Math.floor(lowest / width));
  const total = sum(row);
  row.fill(0, Math.round(highest / width));
  const inside = sum(row);
  const cut = THRESHOLD * total;
  const kept = row.map((value) => (value < cut ? 0 : value));
  const scale = inside / total / sum(kept);
  return kept.map((value) => value * scale);
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);

/** The OGIP form (CAL/GEN/92-002, section 7.1): runs of nonzero elements as channel groups, channels from 1. */
function groupsOf(rows: Float64Array[]): Pick<Rmf, 'nGrp' | 'fChan' | 'nChan' | 'matrix'> {
  const nGrp = new Int32Array(rows.length);
  const fChan: number[] = [];
  const nChan: number[] = [];
  const matrix: number[] = [];
  rows.forEach((row, energy) => {
    for (let i = 0; i < row.length; i++) {
      if (row[i] === 0) continue;
      if (i === 0 || row[i - 1] === 0) {
        nGrp[energy]++;
        fChan.push(i + 1);
        nChan.push(0);
      }
      nChan[nChan.length - 1]++;
      matrix.push(row[i]);
    }
  });
  // In single precision, as files hold it: written and read back it is the same, and half of the memory passes through the cache.
  const single = Float64Array.from(matrix, Math.fround);
  return { nGrp, fChan: Int32Array.from(fChan), nChan: Int32Array.from(nChan), matrix: single };
}

/** Area at the bin centres, from knots in log-log. */
function areaAt(
  { energy, specResp }: ParametricResponse['area'],
  lo: ReadonlyFloat64Array,
  hi: ReadonlyFloat64Array,
): Float64Array {
  let next = 1;
  return Float64Array.from(lo, (low, i) => {
    const x = (low + hi[i]) / 2;
    while (next < energy.length - 1 && energy[next] < x) next++;
    const share = Math.log(x / energy[next - 1]) / Math.log(energy[next] / energy[next - 1]);
    return specResp[next - 1] * Math.exp(share * Math.log(specResp[next] / specResp[next - 1]));
  });
}
