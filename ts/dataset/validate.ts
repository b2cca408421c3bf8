import { checkList, checkObject, checkWhole, ParameterError } from '../base/index.js';
import { checkDescriptor } from './descriptor.js';
import type { Dataset, Spectra } from './types.js';

function fail(field: string, message: string): never {
  throw new ParameterError(field, `${field} ${message}`);
}

function checkLength(field: string, array: unknown, length: number, shape: string): void {
  checkList(field, array);
  if (array.length !== length) fail(field, `has ${array.length} values; ${shape} needs ${length}`);
}

/**
 * Checks that spectra can be kept where counts are 16 bits wide and all channels are good, as in a library.
 *
 * @throws ParameterError for observed spectra that cannot
 */
export function checkNarrow({ counts, backgroundCounts, quality }: Dataset, name: string): void {
  for (const [field, values] of Object.entries({ counts, backgroundCounts }))
    if (values && !(values instanceof Uint16Array))
      fail(
        `${name}.${field}`,
        `are numbers of ${values.BYTES_PER_ELEMENT * 8} bits; here they must be whole and at most 65535: leave out the spectra with others`,
      );
  checkGood({ quality }, name);
}

/** @throws ParameterError for spectra with bad channels, where only such without can be used. */
export function checkGood({ quality }: Pick<Spectra, 'quality'>, name: string): void {
  for (let i = 0; quality && i < quality.length; i++)
    if (quality[i] !== 0)
      fail(
        `${name}.quality`,
        'says that channels are bad or not stored; here all must be good: leave such spectra out',
      );
}

/**
 * Checks that the arrays of spectra fit each other. The counts themselves are not checked: that would take as long as
 * most operations.
 *
 * @param name what the argument is called in messages
 * @throws ParameterError naming the field.
 */
export function checkSpectra(given: Spectra, name = 'spectra'): void {
  checkObject(name, given, 'an object with count, channels, eMin, eMax and counts', 'counts', 'eMin', 'eMax');
  const { count, channels, eMin, eMax, counts, backgroundCounts, backgroundScale, quality, exposure } = given;
  checkWhole(`${name}.count`, count);
  checkWhole(`${name}.channels`, channels, 1);
  for (const [field, energies] of Object.entries({ eMin, eMax }))
    checkLength(`${name}.${field}`, energies, channels, `one for each of ${channels} channels`);
  const matrix = `${count} spectra x ${channels} channels`;
  checkLength(`${name}.counts`, counts, count * channels, matrix);
  if (quality) checkQuality(given, name);
  if (exposure) checkLength(`${name}.exposure`, exposure, count, `one for each of ${count} spectra`);
  if ((backgroundCounts === undefined) !== (backgroundScale === undefined))
    fail(`${name}.backgroundScale`, 'and backgroundCounts go together: give both or neither');
  checkDescriptor(given, name);
  if (!backgroundCounts) return;
  checkLength(`${name}.backgroundCounts`, backgroundCounts, count * channels, matrix);
  checkLength(`${name}.backgroundScale`, backgroundScale, count, `one for each of ${count} spectra`);
}

/**
 * Checks that the parts of a dataset fit each other.
 *
 * @param name what the argument is called in messages
 * @returns the dataset itself.
 * @throws ParameterError naming the field (and row) that does not fit.
 */
export function validateDataset(dataset: Dataset, name = 'dataset'): Dataset {
  const what = 'a dataset (readLibrary, datasetFromSimulation, datasetFromPha)';
  checkObject(name, dataset, what, 'counts', 'labels', 'source', 'exposure', 'classes', 'properties', 'provenance');
  checkSpectra(dataset, name);
  checkWhole(`${name}.firstChannel`, dataset.firstChannel);
  checkColumns(dataset, name);
  for (const field of ['expectedCounts', 'expectedBackgroundCounts'] as const)
    if (dataset[field]) {
      const matrix = `${dataset.count} spectra x ${dataset.channels} channels`;
      checkLength(`${name}.${field}`, dataset[field], dataset.count * dataset.channels, matrix);
    }
  checkEnergies(dataset, name);
  checkValues(dataset, name);
  return dataset;
}

/** @throws ParameterError unless all numbers are rows of the dataset. */
export function checkRows(name: string, rows: ArrayLike<number>, { count }: Pick<Spectra, 'count'>): void {
  checkList(name, rows, 'a list of row numbers');
  for (let i = 0; i < rows.length; i++)
    if (!Number.isInteger(rows[i]) || rows[i] < 0 || rows[i] >= count)
      throw new ParameterError(name, `${name}[${i}] is ${rows[i]}; the dataset has rows 0 to ${count - 1}`);
}

/** Counts in bad channels would count in every sum that does not ask for the quality. */
function checkQuality({ count, channels, quality, counts, backgroundCounts }: Spectra, name: string): void {
  checkLength(`${name}.quality`, quality, count * channels, `${count} spectra x ${channels} channels`);
  for (let i = 0; i < count * channels; i++)
    if (quality![i] !== 0 && (counts[i] !== 0 || (backgroundCounts && backgroundCounts[i] !== 0)))
      fail(
        `${name}.quality`,
        `is ${quality![i]} in channel index ${i % channels} of spectrum ${Math.floor(i / channels)}, which has counts; counts of bad ` +
          'channels must be 0',
      );
}

function checkColumns(dataset: Dataset, name: string): void {
  const { count: spectra, properties } = dataset;
  const perSpectrum = `one for each of ${spectra} spectra`;
  for (const field of ['exposure', 'labels', 'source'] as const)
    checkLength(`${name}.${field}`, dataset[field], spectra, perSpectrum);
  for (const [property, values] of Object.entries(properties))
    checkLength(`${name}.properties.${property}`, values, spectra, perSpectrum);
  for (const field of ['classes', 'provenance'] as const) checkList(`${name}.${field}`, dataset[field]);
}

function checkEnergies({ channels, eMin, eMax }: Dataset, name: string): void {
  for (let i = 0; i < channels; i++)
    if (!(eMin[i] >= 0 && eMax[i] > eMin[i] && Number.isFinite(eMax[i])))
      fail(
        `${name}.eMin`,
        `and eMax of channel index ${i} are ${eMin[i]} and ${eMax[i]} keV; they must be 0 <= eMin < eMax`,
      );
}

function checkValues({ count: spectra, classes, labels, exposure, backgroundScale }: Dataset, name: string): void {
  if (new Set(classes).size !== classes.length) fail(`${name}.classes`, `has a name twice: ${classes.join(', ')}`);
  if (classes.length > 256) fail(`${name}.classes`, `has ${classes.length} names; labels are bytes, so at most 256`);
  for (let row = 0; row < spectra; row++) {
    if (labels[row] >= classes.length)
      fail(
        `${name}.labels`,
        `row ${row} is ${labels[row]}, but there are ${classes.length} classes (${classes.join(', ')})`,
      );
    if (exposure[row] <= 0 || exposure[row] === Infinity)
      fail(`${name}.exposure`, `row ${row} is ${exposure[row]} s; it must be above 0, or NaN where it is not known`);
    if (backgroundScale && !(backgroundScale[row] >= 0 && backgroundScale[row] < Infinity))
      fail(`${name}.backgroundScale`, `row ${row} is ${backgroundScale[row]}; it must be 0 or more`);
  }
}
