import { concatenate, type Dataset, MismatchError, netCounts, type Provenance, readLibrary } from '../index.js';

/** A library with the name of its file. */
export interface Library {
  file: string;
  dataset: Dataset;
}

export const readLibraries = (files: readonly string[]): Library[] =>
  files.map((file) => ({ file, dataset: readLibrary(file) }));

/** All libraries as one dataset; an error names the file. @throws MismatchError */
export const joinLibraries = (libraries: readonly Library[]): Dataset =>
  concatenate(
    libraries.map(({ dataset }) => dataset),
    { names: libraries.map(({ file }) => file) },
  );

const classNames = (libraries: readonly Library[]): string[] => [
  ...new Set(libraries.flatMap(({ dataset }) => dataset.classes)),
];

/** The libraries that hold spectra of a class. */
const withClass = (libraries: readonly Library[], name: string): Library[] =>
  libraries.filter(({ dataset }) => dataset.labels.includes(dataset.classes.indexOf(name)));

/** Names of classes that no library holds a spectrum of. */
export const missingClasses = (libraries: readonly Library[]): string[] =>
  classNames(libraries).filter((name) => withClass(libraries, name).length === 0);

/** A class with fewer spectra gets a warning: the network has 5302 weights. */
const few = 1000;

/**
 * Checks that there are spectra to learn from.
 *
 * @returns a warning for each class with few spectra.
 * @throws MismatchError for a class without spectra, with its name and the remedy.
 */
export function checkClasses(libraries: readonly Library[], minimumNetCounts: number): string[] {
  const [missing] = missingClasses(libraries);
  if (missing !== undefined)
    throw new MismatchError(
      `there are no ${missing} spectra in ${libraries.map(({ file }) => file).join(', ')}: training needs every class`,
      {
        what: 'classes',
        expected: classNames(libraries),
        found: classNames(libraries).filter((name) => withClass(libraries, name).length > 0),
        remedy: `make a library of them with xsift simulate --class ${missing} and name it as well`,
      },
    );
  const usable = countUsable(libraries, minimumNetCounts);
  const advice = 'simulate more of them or with a longer --exposure, or lower --minimum-net-counts';
  for (const [name, count] of usable)
    if (count === 0)
      throw new MismatchError(`none of the ${name} spectra has more than ${minimumNetCounts} net counts in 0.3-8 keV`, {
        what: 'spectra',
        expected: `more than ${minimumNetCounts} net counts`,
        found: 0,
        remedy: advice,
      });
  return [...usable]
    .filter(([, count]) => count < few)
    .map(
      ([name, count]) =>
        `only ${count} ${name} spectra with more than ${minimumNetCounts} net counts in 0.3-8 keV, few to learn from: ${advice}`,
    );
}

/** The number of spectra of each class that training would use. */
function countUsable(libraries: readonly Library[], minimumNetCounts: number): Map<string, number> {
  const usable = new Map(classNames(libraries).map((name) => [name, 0]));
  for (const { dataset } of libraries)
    netCounts(dataset).forEach((n, i) => {
      const name = dataset.classes[dataset.labels[i]];
      if (n > minimumNetCounts) usable.set(name, usable.get(name)! + 1);
    });
  return usable;
}

/**
 * Warnings of differences between the classes that have nothing to do with the sources (responses, backgrounds,
 * exposures): the network would learn to tell the classes apart by them.
 */
export function differencesOfClasses(libraries: readonly Library[]): string[] {
  const names = classNames(libraries);
  const advice = 'the network may learn that instead of the sources; simulate all classes alike';
  const valuesOf = (values: (dataset: Dataset) => Iterable<string | number>) =>
    names.map((name) =>
      [...new Set(withClass(libraries, name).flatMap(({ dataset }) => [...values(dataset)]))].sort().join(', '),
    );
  const differ = (lists: string[]) => lists.some((list) => list !== lists[0]);
  const warnings: string[] = [];
  for (const [words, field] of [
    ['with different responses', 'response'],
    ['with different backgrounds', 'background'],
  ] as const)
    if (differ(valuesOf(({ provenance }) => provenance.map((origin) => origin[field] ?? 'none'))))
      warnings.push(`the classes ${names.join(' and ')} were simulated ${words}: ${advice}`);
  const exposures = valuesOf(({ exposure }) => new Set(exposure));
  if (differ(exposures)) {
    const exposureList = names.map((name, i) => `${name} ${exposures[i].slice(0, 40)} s`).join(', ');
    warnings.push(`the classes have different exposures (${exposureList}): ${advice}`);
  }
  return warnings;
}

/**
 * Libraries whose sources a classifier has been trained on: same population and seed give the same sources, whatever the
 * response and the exposure.
 */
export function alreadySeen(libraries: readonly Library[], training: readonly Provenance[]): string[] {
  const key = ({ population, seed }: Provenance) => JSON.stringify([population, seed]);
  const known = new Set(training.map(key));
  return libraries
    .filter(({ dataset }) => dataset.provenance.some((origin) => known.has(key(origin))))
    .map(({ file }) => file);
}
