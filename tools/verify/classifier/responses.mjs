// The responses that classifiers are tested through: the embedded ones, real files among the reference files, and those of a
// folder given on the command line (RMF and ARF of one name).
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createResponse, embeddedResponse, responseDescriptor, responseDescriptorNames } from '../../../dist/index.js';
import { readArf, readRmf } from '../../../dist/ogip/index.js';
import { sharedFile } from '../reference.mjs';

/**
 * @typedef {object} TestedResponse
 * @property {string} id
 * @property {string} title
 * @property {'embedded' | 'made from' | 'new'} kind embedded; a file that the family of training responses was made from; any other
 * @property {boolean} isOwn given by --responses
 * @property {() => import('../../../dist/index.js').Response} load
 */

/**
 * Real ACIS files. Where an ARF has no RMF of its own, it is taken with that of the same chip and about its year, its area
 * interpolated at the RMF's energies.
 */
const known = [
  ['cycle0', 'ACIS-I aimpoint, 1999', 'made from', 'acisi_aimpt_cy0.rmf.gz', 'acisi_aimpt_cy0.arf'],
  ['cycle19', 'ACIS-I aimpoint, 2018', 'made from', 'acisi_aimpt_cy18.rmf.gz', 'acisi_aimpt_cy19.arf'],
  ['m33', 'ACIS-I3, M33, 2000', 'made from', 'acis/acis3_m33_2000-07.rmf.gz', 'acis/acis3_m33_2000-07.arf'],
  ['q1127', 'ACIS-S3, Q1127, 2000', 'made from', 'acis/acis7_q1127_2000-05.rmf.gz', 'acis/acis7_q1127_2000-05.arf'],
  ['q0740', 'ACIS-S3, Q0740, 2002', 'made from', 'acis/acis7_q0740_2002-05.rmf.gz', 'acis/acis7_q0740_2002-05.arf'],
  ['pks0745', 'ACIS-S3, PKS 0745', 'made from', 'acis/acis7_pks0745.rmf.gz', 'acis/acis7_pks0745.arf'],
  ['cdfn', 'ACIS-I, deep field north', 'new', 'acisi_aimpt_cy0.rmf.gz', 'acis/acisi_cdfn_aimpoint.arf'],
  ['cycle18', 'ACIS-I aimpoint, 2016', 'new', 'acisi_aimpt_cy18.rmf.gz', 'acis/acisi_aimpt_cy18.arf'],
  ['a85', 'ACIS-I, A85, 2013', 'new', 'acisi_aimpt_cy18.rmf.gz', 'acis/acisi_a85_2013-08.arf'],
  ['gcs28', 'ACIS-I, GCS 28, 2001', 'new', 'acis/acis3_gcs28_2001-07.rmf.gz', 'acis/acis3_gcs28_2001-07.arf'],
  ['a478', 'ACIS-S3, A478, 2001', 'new', 'acis/acis7_q1127_2000-05.rmf.gz', 'acis/acis7_a478_2001-01.arf'],
];

const embedded = [
  { id: 'embedded-1999', title: 'embedded, 1999', name: /** @type {const} */ ('acis-i-cycle0') },
  { id: 'embedded-2018', title: 'embedded, 2018', name: /** @type {const} */ ('acis-i-cycle19') },
];

/**
 * Those whose files are there.
 *
 * @param {{ folder?: string, areRealUsed?: boolean }} options folder of more RMF and ARF files
 * @returns {{ responses: TestedResponse[], missing: string[] }}
 */
export function testedResponses({ folder, areRealUsed = true } = {}) {
  /** @type {TestedResponse[]} */
  const responses = embedded.map(({ id, title, name }) => ({
    ...{ id, title, kind: /** @type {const} */ ('embedded'), isOwn: false },
    load: () => embeddedResponse(name),
  }));
  const missing = [];
  for (const [id, title, kind, rmf, arf] of areRealUsed ? known : []) {
    const paths = [rmf, arf].map((path) => sharedFile(`responses/${path}`));
    if (!paths.every((path) => existsSync(path))) missing.push(title);
    else responses.push({ id, title, kind: /** @type {any} */ (kind), isOwn: false, load: () => loadPair(paths) });
  }
  if (folder !== undefined)
    for (const { name, rmf, arf } of pairsIn(readdirSync(folder)))
      responses.push({
        ...{ id: `own-${name}`, title: name, kind: 'new', isOwn: true },
        load: () => loadPair([join(folder, rmf), join(folder, arf)]),
      });
  return { responses, missing };
}

const suffix = /\.(rmf|arf)(\.gz)?$/i;

/** RMF and ARF files of one name. @throws Error for a folder without a pair. @param {string[]} files */
export function pairsIn(files) {
  /** @type {Record<string, Record<string, string>>} */
  const byName = {};
  for (const file of files.toSorted()) {
    const kind = suffix.exec(file)?.[1].toLowerCase();
    if (kind) (byName[file.replace(suffix, '')] ??= {})[kind] = file;
  }
  const pairs = Object.entries(byName)
    .filter(([, { rmf, arf }]) => rmf && arf)
    .map(([name, { rmf, arf }]) => ({ name, rmf, arf }));
  if (pairs.length === 0) throw new Error('--responses: no NAME.rmf with a NAME.arf (or .gz) is in the folder');
  return pairs;
}

/** @param {string[]} paths */
function loadPair([rmfPath, arfPath]) {
  const [rmf, arf] = [readRmf(rmfPath), readArf(arfPath)];
  const isSame =
    rmf.energLo.length === arf.energLo.length &&
    rmf.energLo.every((low, i) => Math.abs(low - arf.energLo[i]) < 1e-3 * rmf.energHi[i]);
  return createResponse(rmf, isSame ? arf : areaOn(arf, rmf));
}

/** An ARF at other energies: straight lines between the centres of its bins, and no area beyond them. */
export function areaOn(arf, { energLo, energHi }) {
  const centres = Float64Array.from(arf.energLo, (low, i) => (low + arf.energHi[i]) / 2);
  const specResp = Float64Array.from(energLo, (low, i) => {
    const energy = (low + energHi[i]) / 2;
    const above = centres.findIndex((centre) => centre >= energy);
    if (above <= 0) return above === 0 && energy >= arf.energLo[0] ? arf.specResp[0] : 0;
    const share = (energy - centres[above - 1]) / (centres[above] - centres[above - 1]);
    return arf.specResp[above - 1] + share * (arf.specResp[above] - arf.specResp[above - 1]);
  });
  return { ...arf, energLo, energHi, specResp };
}

/** The spectra with the numbers that describe their response, which some classifiers have as inputs. */
export const described = (spectra, response) => ({
  ...spectra,
  responseDescriptor: responseDescriptor(response),
  responseDescriptorNames,
});
