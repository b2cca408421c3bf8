import { checkObject, checkWhole, MismatchError, ParameterError, wordsFor } from '../../base/index.js';
import { TableWriter, tablePieces } from '../../ogip/fits/tableWriter.js';
import { primaryHeader, writeFits, writeFitsPieces } from '../../ogip/fits/write.js';
import { checkGrid, selectRows } from '../rows.js';
import type { Dataset } from '../types.js';
import { checkNarrow, validateDataset } from '../validate.js';
import { columnNames } from './format.js';
import { energyTable, spectrumTable } from './tables.js';

/**
 * Writes a dataset as a library: an OGIP type II spectrum file with a class and properties for each spectrum (usual
 * suffix .xsl; compressed if the name ends in .gz). XSPEC, astropy and TOPCAT read it like any type II file. The file
 * is written piece by piece, without a second copy of the counts, to a temporary name, and then renamed.
 *
 * @throws ParameterError for a dataset whose parts do not fit each other, without spectra, with counts that are not whole and at most
 *   65,535, with bad channels, or with a property that is named like another column; FileError if the file cannot be written.
 */
export function writeLibrary(file: string, dataset: Dataset): void {
  validateDataset(dataset);
  checkNarrow(dataset, 'dataset');
  if (dataset.count === 0) throw new ParameterError('dataset', `there are no spectra to write to ${file}`);
  checkNames(dataset);
  writeFits(file, [spectrumTable(dataset, 0), energyTable(dataset)]);
}

/**
 * Writes a library of any size shard by shard, so that only a few shards are in memory. The file is byte for byte the
 * one that {@link writeLibrary} makes of all shards joined. It gets its name when it is complete; until then, and after
 * an error, an old file of that name stays as it is.
 *
 * @example
 * async function* shards() {
 *   for await (const part of simulateShards(population('star'), 1e6, response, { exposure: 1e5, seed: 1 }))
 *     yield datasetFromSimulation(part);
 * }
 * await writeLibraryStream('stars.xsl', 1e6, shards());
 *
 * @param spectra number of spectra in all shards together
 * @param shards datasets with the same channels, classes, properties and provenance, all or none with a background, in
 *   the order of the file; an error
 *   that the iteration throws, such as an abort, is rethrown unchanged
 * @throws MismatchError for a shard that does not match the first, or if the shards hold more or fewer than `spectra`;
 *   ParameterError and FileError as {@link writeLibrary}.
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
  const primary = primaryHeader();
  let [done, number] = [0, 0];
  for await (const shard of shards) {
    const name = `shard ${++number}`;
    validateDataset(shard, name);
    checkNarrow(shard, name);
    const data = spectrumTable(shard, done);
    if (opened) checkShard(opened.outline, shard, name);
    else {
      checkNames(shard);
      opened = { outline: selectRows(shard, []), table: new TableWriter(data, spectra) };
      yield primary;
      yield opened.table.head;
    }
    done += shard.count;
    if (done > spectra)
      throw new MismatchError(`${name} brings the library to ${done} spectra or more; it was to have ${spectra}`, {
        what: 'spectra',
        expected: spectra,
        found: done,
      });
    yield* opened.table.body(data.columns);
  }
  if (!opened || done < spectra)
    throw new MismatchError(`the shards hold ${done} spectra; the library was to have ${spectra}`, {
      what: 'spectra',
      expected: spectra,
      found: done,
    });
  yield* opened.table.tail();
  yield { at: primary.length, bytes: opened.table.sealedHead };
  const energies = energyTable(opened.outline);
  yield* tablePieces(new TableWriter(energies), energies.columns, primary.length + opened.table.size);
}

/**
 * Throws unless a shard has the same channels, classes, properties and provenance as the first, and a background if that
 * has one: these are written once
 * for the whole library.
 */
function checkShard(first: Dataset, shard: Dataset, name: string): void {
  checkGrid(first, shard, { first: 'the first', other: name });
  for (const [what, factOf] of [
    ['classes', ({ classes }: Dataset) => classes],
    ['properties', ({ properties }: Dataset) => Object.keys(properties)],
    ['provenance', ({ provenance }: Dataset) => provenance],
    ['background', ({ backgroundCounts }: Dataset) => (backgroundCounts ? 'there' : 'none')],
  ] as const) {
    const [found, expected] = [factOf(shard), factOf(first)].map((value) => JSON.stringify(value));
    if (found !== expected)
      throw new MismatchError(`${name} has the ${what} ${found}, the first has ${expected}`, {
        what,
        expected: expected,
        found: found,
        remedy: 'the shards of a library share them',
      });
  }
}

/** FITS does not distinguish upper and lower case in column names. */
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
