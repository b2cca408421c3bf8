// Real spectra, one by one: what the network and the bank through the spectrum's own response say.
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { classifyFiles, createResponse, datasetFromPha, loadSpectrum } from '../../../dist/index.js';
import { sharedFile } from '../reference.mjs';
import { byBank } from './contenders.mjs';

/** What the reference files are, by the beginning of their names, and their class where it is known. */
const known = {
  '3c273': { what: '3C 273, quasar; grating zeroth order, bright and piled up', truth: 'agn' },
  acisf04487: { what: 'T Tauri star in the DG Tau field, behind two absorbers', truth: 'star' },
  acisf01575: { what: 'a source in the field of M31, class not known', truth: null },
};
const folders = { stars: 'star', agn: 'agn' };
const isSpectrum = (name) => /\.(pi|pha|fits)(\.gz)?$/i.test(name) && !/(_bg|_bkg|arf\d*|rmf\d*)\.[^/]*$/i.test(name);

/** Spectrum files in the folders stars, agn and other of a folder. */
export function spectraIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(({ name }) => {
      const inside = join(folder, name);
      return readdirSync(inside)
        .filter(isSpectrum)
        .sort()
        .map((file) => ({ path: join(inside, file), folder: name }));
    });
}

/** RMF and ARF beside a spectrum whose keywords name files that are not there (level-3 products). */
function besides(path) {
  const folder = join(path, '..');
  const start = /^acisf\d+/.exec(basename(path))?.[0];
  if (!start) return {};
  const find = (kind) => readdirSync(folder).find((name) => name.startsWith(start) && name.includes(kind));
  const [rmf, arf] = [find('rmf3'), find('arf3')];
  return rmf && arf ? { rmf: join(folder, rmf), arf: join(folder, arf) } : {};
}

/**
 * @param {any} contenders
 * @param {string} folder
 */
export async function realTable({ bank, networks }, folder = sharedFile('spectra')) {
  const rows = [];
  for (const { path, folder: kind } of spectraIn(folder)) {
    const name = basename(path);
    const about = Object.entries(known).find(([start]) => name.startsWith(start))?.[1];
    const { what, truth } = about ?? { what: `in the folder ${kind}`, truth: folders[kind] ?? null };
    const options = besides(path);
    const spectrum = loadSpectrum(path, options);
    const response = createResponse(/** @type {any} */ (spectrum.rmf), spectrum.arf);
    const banked = await byBank(bank, datasetFromPha([spectrum]), response);
    for await (const verdict of classifyFiles([path], { network: networks.default, bank }, options)) {
      const { object, exposure, netCounts, probabilities, verdict: called, flags, error } = verdict;
      const { method } = /** @type {any} */ (verdict);
      rows.push({
        ...{ file: name, what, truth, object, exposure, netCounts, flags, error },
        ...{ verdict: called ?? null, probability: probabilities[networks.default.classes.indexOf('agn')] },
        method: method ?? 'network',
        bank: banked.agn[0],
        unlike: banked.unlike ? banked.unlike[0] === 1 : null,
        goodness: banked.goodness ? banked.goodness[0] : null,
      });
    }
  }
  return rows;
}
