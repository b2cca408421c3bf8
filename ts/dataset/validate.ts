import { ParameterError } from '../native/index.js';
import type { Dataset } from './types.js';

function fail(field: string, message: string): never {
  throw new ParameterError(`dataset.${field}`, `dataset.${field} ${message}`);
}

function checkLength(field: string, array: ArrayLike<unknown>, length: number, shape: string): void {
  if (array.length !== length) fail(field, `has ${array.length} values; ${shape} needs ${length}`);
}

/**
 * Checks that the parts of a dataset fit each other.
 *
 * @returns the dataset itself.
 * @throws ParameterError naming the field (and row) that does not fit.
 */
export function validateDataset(dataset: Dataset): Dataset {
  const { spectra, channels, firstChannel } = dataset;
  if (!Number.isInteger(spectra) || spectra < 0) fail('spectra', `is ${spectra}; it must be a whole number`);
  if (!Number.isInteger(channels) || channels < 1) fail('channels', `is ${channels}; it must be 1 or more`);
  if (!Number.isInteger(firstChannel) || firstChannel < 0)
    fail('firstChannel', `is ${firstChannel}; usual are 0 and 1`);
  checkShapes(dataset);
  checkEnergies(dataset);
  checkRows(dataset);
  return dataset;
}

function checkShapes(dataset: Dataset): void {
  const { spectra, channels, backgroundCounts, backgroundScale } = dataset;
  const matrix = `${spectra} spectra x ${channels} channels`;
  checkLength('counts', dataset.counts, spectra * channels, matrix);
  if ((backgroundCounts === undefined) !== (backgroundScale === undefined))
    fail('backgroundScale', 'and backgroundCounts go together: give both or neither');
  if (backgroundCounts) checkLength('backgroundCounts', backgroundCounts, spectra * channels, matrix);
  const perSpectrum = `one for each of ${spectra} spectra`;
  if (backgroundScale) checkLength('backgroundScale', backgroundScale, spectra, perSpectrum);
  for (const field of ['exposure', 'labels', 'source'] as const)
    checkLength(field, dataset[field], spectra, perSpectrum);
  for (const [name, values] of Object.entries(dataset.properties))
    checkLength(`properties.${name}`, values, spectra, perSpectrum);
}

function checkEnergies({ channels, eMin, eMax }: Dataset): void {
  checkLength('eMin', eMin, channels, `one for each of ${channels} channels`);
  checkLength('eMax', eMax, channels, `one for each of ${channels} channels`);
  for (let i = 0; i < channels; i++)
    if (!(eMin[i] >= 0 && eMax[i] > eMin[i] && Number.isFinite(eMax[i])))
      fail('eMin', `and eMax of channel index ${i} are ${eMin[i]} and ${eMax[i]} keV; they must be 0 <= eMin < eMax`);
}

function checkRows({ spectra, classes, labels, exposure, backgroundScale }: Dataset): void {
  if (new Set(classes).size !== classes.length) fail('classes', `has a name twice: ${classes.join(', ')}`);
  if (classes.length > 256) fail('classes', `has ${classes.length} names; labels are bytes, so at most 256`);
  for (let row = 0; row < spectra; row++) {
    if (labels[row] >= classes.length)
      fail('labels', `row ${row} is ${labels[row]}, but there are ${classes.length} classes (${classes.join(', ')})`);
    if (!(exposure[row] > 0 && exposure[row] < Infinity))
      fail('exposure', `row ${row} is ${exposure[row]} s; it must be above 0`);
    if (backgroundScale && !(backgroundScale[row] >= 0 && backgroundScale[row] < Infinity))
      fail('backgroundScale', `row ${row} is ${backgroundScale[row]}; it must be 0 or more`);
  }
}
