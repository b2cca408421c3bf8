import { checkObject, checkWhole, MismatchError, ParameterError, wordsFor } from '../../base/index.js';
import { TableWriter, tablePieces } from '../../ogip/fits/tableWriter.js';
import { primaryHeader, writeFits, writeFitsPieces } from '../../ogip/fits/write.js';
import { checkGrid, selectRows } from '../rows.js';
import type { Dataset } from '../types.js';
import { validateDataset } from '../validate.js';
import { columnNames } from './format.js';
import { energyTable, spectrumTable } from './tables.js';

/**
 * Writes a dataset as a library: an OGIP type II spectrum file with a class and properties for each spectrum (usual
 * suffix .xsl; gzip if the name ends in .gz). XSPEC, astropy and TOPCAT read it as any type II file. The file is written
 * to a temporary name and renamed, piece by piece: no second copy of the counts is made.
 *
 * @throws ParameterError for a dataset whose parts do not fit, without spectra, or with a property whose name is that of
 *   another column; FileError if the file cannot be written.
 */
export function writeLibrary(file: string, dataset: Dataset): void {
  validateDataset(dataset);
  if (dataset.count === 0) throw new ParameterError('dataset', `there are no spectra to write to ${file}`);
  checkNames(dataset);
  writeFits(file, [spectrumTable(dataset, 0), energyTable(dataset)]);
}

/**
 * Writes a library of any size shard after shard, so that memory holds only the shards that are at work: the same file, byte
 * for byte, as {@link writeLibrary} writes of all in one. It has its name when it is complete; before that, or after an
 * error, there is none (an old file of that name then stays).
 *
 * @example
 * async function* shards() {
 *   for await (const part of simulateShards(population('star'), 1e6, response, { exposure: 1e5, seed: 1 }))
 *     yield datasetFromSimulation(part);
 * }
 * await writeLibraryStream('stars.xsl', 1e6, shards());
 *
 * @param spectra of all shards together
 * @param shards datasets of the same channels, classes, properties and provenance, in the order of the file; an error that they
 *   throw, such as an abort's, comes through as it is
 * @throws MismatchError for a shard that differs from the first, or another number of spectra than `spectra`; ParameterError
 *   and FileError as {@link writeLibrary}.
 */
export async function writeLibraryStream(
  file: string,
  spectra: number,
  shards: AsyncIterable<Dataset> | Iterable<Dataset>,
): Promise<void> {
  checkWhole('spectra', spectra, 1, 2 ** 31 - 1);
  checkObject('shards', shards, 'datasets one after the other');
  if (!(Symbol.asyncIterator in shards || Symbol.iterator in shards))
    throw new ParameterError('shards', `shards is ${wordsFor(shards)}; datasets one after the other are needed`);
  await writeFitsPieces(file, libraryPieces(spectra, shards));
}

async function* libraryPieces(spectra: number, shards: AsyncIterable<Dataset> | Iterable<Dataset>) {
  let opened: { outline: Dataset; table: TableWriter } | undefined;
  let [done, number] = [0, 0];
  for await (const shard of shards) {
    const name = `shard ${++number}`;
    validateDataset(shard, name);
    const data = spectrumTable(shard, done);
    if (opened) checkShard(opened.outline, shard, name);
    else {
      checkNames(shard);
      opened = { outline: selectRows(shard, []), table: new TableWriter(data, spectra) };
      yield primaryHeader();
      yield opened.table.head;
    }
    done += shard.count;
    if (done > spectra)
      throw new MismatchError(`${name} brings the library to ${done} spectra or more; it was to have ${spectra}`, {
        what: 'spectra',
        expected: spectra,
        found: done,
      });
    yield* opened.table.part(data.columns);
  }
  if (!opened || done < spectra)
    throw new MismatchError(`the shards hold ${done} spectra; the library was to have ${spectra}`, {
      what: 'spectra',
      expected: spectra,
      found: done,
    });
  yield* opened.table.tail();
  yield* tablePieces(energyTable(opened.outline));
}

/** Throws unless what is written once for the whole library is the same in a shard as in the first. */
function checkShard(first: Dataset, shard: Dataset, name: string): void {
  checkGrid(first, shard, { first: 'the first', other: name });
  for (const [what, of] of [
    ['classes', ({ classes }: Dataset) => classes],
    ['properties', ({ properties }: Dataset) => Object.keys(properties)],
    ['provenance', ({ provenance }: Dataset) => provenance],
  ] as const) {
    const [other, one] = [of(shard), of(first)].map((value) => JSON.stringify(value));
    if (other !== one)
      throw new MismatchError(`${name} has the ${what} ${other}, the first has ${one}`, {
        what,
        expected: one,
        found: other,
        remedy: 'the shards of a library share them',
      });
  }
}

/** FITS finds columns by name without regard to case. */
function checkNames({ properties }: Dataset): void {
  const taken = new Set<string>(Object.values(columnNames));
  for (const name of Object.keys(properties)) {
    if (taken.has(name.toUpperCase()) || name.trim() !== name || name === '')
      throw new ParameterError(
        `dataset.properties.${name}`,
        `the property '${name}' cannot be a column of a library: the name is blank or belongs to another column`,
      );
    taken.add(name.toUpperCase());
  }
}
