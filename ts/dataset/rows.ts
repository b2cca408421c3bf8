import {
  checkList,
  checkOptions,
  differingEdge,
  MismatchError,
  ParameterError,
  type ReadonlyTypedArray,
} from '../base/index.js';
import { descriptorRows } from './descriptor.js';
import type { Dataset, Provenance } from './types.js';
import { checkRows, validateDataset } from './validate.js';

interface Mutable {
  [index: number]: number;
  set(values: ArrayLike<number>, at?: number): void;
}

/** A new array of the same type as another. */
const emptyLike = <Copy extends Mutable>(array: ReadonlyTypedArray<Copy>, length: number): Copy =>
  new (array.constructor as new (length: number) => Copy)(length);

/** The given rows of an array that has `width` values in each row. */
function pick<Copy extends Mutable>(array: ReadonlyTypedArray<Copy>, rows: ArrayLike<number>, width = 1): Copy {
  const out = emptyLike(array, rows.length * width);
  for (let i = 0; i < rows.length; i++) {
    if (width === 1) out[i] = array[rows[i]];
    else out.set(array.subarray(rows[i] * width, (rows[i] + 1) * width), i * width);
  }
  return out;
}

/**
 * Selects rows, in the given order; a row may be repeated. The classes and the provenance stay as they are.
 *
 * @param rows row numbers of the dataset
 * @returns a dataset of copies
 * @throws ParameterError for a row that the dataset does not have.
 */
export function selectRows(dataset: Dataset, rows: ArrayLike<number>): Dataset {
  validateDataset(dataset);
  checkRows('rows', rows, dataset);
  const { channels, backgroundCounts, backgroundScale, quality, expectedCounts, expectedBackgroundCounts } = dataset;
  const { responseDescriptor, responseDescriptorNames: names } = dataset;
  const isShared = responseDescriptor?.length === names?.length;
  return {
    ...dataset,
    ...(responseDescriptor && !isShared && { responseDescriptor: pick(responseDescriptor, rows, names!.length) }),
    count: rows.length,
    counts: pick(dataset.counts, rows, channels),
    ...(backgroundCounts && { backgroundCounts: pick(backgroundCounts, rows, channels) }),
    ...(backgroundScale && { backgroundScale: pick(backgroundScale, rows) }),
    ...(quality && { quality: pick(quality, rows, channels) }),
    ...(expectedCounts && { expectedCounts: pick(expectedCounts, rows, channels) }),
    ...(expectedBackgroundCounts && { expectedBackgroundCounts: pick(expectedBackgroundCounts, rows, channels) }),
    exposure: pick(dataset.exposure, rows),
    labels: pick(dataset.labels, rows),
    source: pick(dataset.source, rows),
    properties: Object.fromEntries(
      Object.entries(dataset.properties).map(([name, values]) => [name, pick(values, rows)]),
    ),
  };
}

/** Throws unless `other` has the channels of `first`, their energies to a quarter of a channel, and its response the same description. */
export function checkGrid(first: Dataset, other: Dataset, names: { first: string; other: string }): void {
  const remedy = 'simulate both with the same response';
  for (const field of ['channels', 'firstChannel'] as const)
    if (first[field] !== other[field])
      throw new MismatchError(
        `${names.other} has ${field} ${other[field]}, ${names.first} has ${first[field]}: they come from different responses ` +
          'and cannot be one dataset',
        { what: 'channels', expected: first[field], found: other[field], remedy },
      );
  const edge = differingEdge(first, other);
  if (edge) {
    const { field, index } = edge;
    throw new MismatchError(
      `${names.other} has ${field} ${other[field][index]} keV for channel ${index + first.firstChannel}, ${names.first} has ` +
        `${first[field][index]}: they come from different responses`,
      { what: 'channel energies', expected: first[field][index], found: other[field][index], remedy },
    );
  }
  const described = (dataset: Dataset) => dataset.responseDescriptorNames?.join(', ') ?? 'none';
  if (described(first) !== described(other))
    throw new MismatchError(
      `${names.other} has response descriptors ${described(other)}, ${names.first} has ${described(first)}`,
      {
        what: 'response',
        expected: described(first),
        found: described(other),
        remedy: 'describe the responses of both alike, or of neither',
      },
    );
}

/** The numbers of every dataset one after the other; zeros for those that lack them, `width` for each spectrum. */
function joinOrZeros<Copy extends Mutable>(
  datasets: readonly Dataset[],
  numbersOf: (dataset: Dataset) => ReadonlyTypedArray<Copy> | undefined,
  width: number,
): Copy | undefined {
  const like = datasets.map(numbersOf).find((numbers) => numbers !== undefined);
  if (!like) return undefined;
  const zeros = (count: number) => emptyLike(like, count * width) as unknown as ReadonlyTypedArray<Copy>;
  return join(datasets.map((dataset) => numbersOf(dataset) ?? zeros(dataset.count)));
}

function join<Copy extends Mutable>(arrays: readonly ReadonlyTypedArray<Copy>[]): Copy {
  const length = arrays.reduce((sum, array) => sum + array.length, 0);
  // As wide as the widest, so that no count is cut.
  const widest = arrays.reduce((wide, array) => (array.BYTES_PER_ELEMENT > wide.BYTES_PER_ELEMENT ? array : wide));
  const out = emptyLike(widest, length);
  let at = 0;
  for (const array of arrays) {
    out.set(array, at);
    at += array.length;
  }
  return out;
}

/**
 * Joins datasets, one after the other. The result has expected counts if all datasets have them, and a background if any
 * has one: spectra without get background counts of 0 and a scale of 0. Classes are merged by
 * name, in the order in which they first occur; a property that a dataset lacks is NaN for its spectra. Source numbers
 * stay as they are: equal numbers in one class count as one source, so that a split keeps the spectra of a source
 * together when two datasets show the same sources (at two exposures, say).
 *
 * @param options.names a name for each dataset in messages, such as its file; by default its position in the list
 * @returns a dataset of copies
 * @throws MismatchError when channels, energies or the names of response descriptors differ, naming the dataset.
 * @throws ParameterError when the list is empty.
 */
export function concatenate(datasets: readonly Dataset[], options: { names?: readonly string[] } = {}): Dataset {
  checkList('datasets', datasets, 'a list of datasets');
  checkOptions(options);
  const { names } = options;
  if (names !== undefined) checkList('names', names, 'a list of a name for each dataset');
  if (names !== undefined && names.length !== datasets.length)
    throw new ParameterError('names', `there are ${names.length} names for ${datasets.length} datasets; give one each`);
  datasets.forEach((dataset, index) => {
    validateDataset(dataset, `datasets[${index}]`);
  });
  const [first] = datasets;
  if (!first) throw new ParameterError('datasets', 'there is no dataset to concatenate; give one or more');
  datasets.forEach((other, index) => {
    checkGrid(first, other, { first: names?.[0] ?? 'the first', other: names?.[index] ?? `dataset ${index + 1}` });
  });
  const classes = [...new Set(datasets.flatMap((dataset) => dataset.classes))];
  const properties = [...new Set(datasets.flatMap((dataset) => Object.keys(dataset.properties)))];
  const property = (name: string) =>
    join<Float64Array>(
      datasets.map((dataset) => dataset.properties[name] ?? new Float64Array(dataset.count).fill(NaN)),
    );
  const relabel = (dataset: Dataset) => dataset.labels.map((label) => classes.indexOf(dataset.classes[label]));
  const { expectedCounts: _, expectedBackgroundCounts: __, ...common } = first;
  const { channels, responseDescriptorNames } = first;
  const backgroundCounts = joinOrZeros(datasets, (dataset) => dataset.backgroundCounts, channels);
  const backgroundScale = joinOrZeros(datasets, (dataset) => dataset.backgroundScale, 1);
  const hasExpected = datasets.every(
    (dataset) => dataset.expectedCounts && (!dataset.backgroundCounts || dataset.expectedBackgroundCounts),
  );
  const quality = joinOrZeros(datasets, (dataset) => dataset.quality, channels);
  const expectedBackgroundCounts = joinOrZeros(datasets, (dataset) => dataset.expectedBackgroundCounts, channels);
  return {
    ...common,
    ...(hasExpected && {
      expectedCounts: join(datasets.map((dataset) => dataset.expectedCounts!)),
      ...(expectedBackgroundCounts && { expectedBackgroundCounts }),
    }),
    count: datasets.reduce((sum, dataset) => sum + dataset.count, 0),
    counts: join(datasets.map((dataset) => dataset.counts)),
    ...(backgroundCounts && { backgroundCounts, backgroundScale }),
    ...(quality && { quality }),
    ...(responseDescriptorNames && {
      responseDescriptor: join(datasets.map((dataset) => descriptorRows(dataset)!)),
    }),
    exposure: join(datasets.map((dataset) => dataset.exposure)),
    classes,
    labels: join(datasets.map(relabel)),
    properties: Object.fromEntries(properties.map((name) => [name, property(name)])),
    source: join(datasets.map((dataset) => dataset.source)),
    provenance: uniqueProvenance(datasets.flatMap((dataset) => dataset.provenance)),
  };
}

export function uniqueProvenance(entries: Provenance[]): Provenance[] {
  // No key for one alone: it has the identity of the response, for which the numbers of an observed one are hashed.
  if (entries.length === 1) return entries;
  const key = ({ seed, population, response, version, background, fluxScale = 1, plasma }: Provenance) =>
    JSON.stringify([seed, population, response, version, background, fluxScale, plasma]);
  return [...new Map(entries.map((entry) => [key(entry), entry])).values()];
}
