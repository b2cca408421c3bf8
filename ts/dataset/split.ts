import { ParameterError, streams, uniforms } from '../native/index.js';
import type { Dataset } from './types.js';

/**
 * The rows of each source, the sources of each class in random order: `groups[label][i]` are the rows of one source.
 * All spectra of a source must stay on one side of a split, or the classifier is tested on what it was trained on. The
 * order depends on the seed and on the sources alone, not on the order of the rows.
 */
export function shuffledSources(dataset: Dataset, seed: number): Uint32Array[][] {
  return dataset.classes.map((_, label) => {
    const rowsOf = new Map<number, number[]>();
    for (let row = 0; row < dataset.spectra; row++) {
      if (dataset.labels[row] !== label) continue;
      const rows = rowsOf.get(dataset.source[row]);
      if (rows) rows.push(row);
      else rowsOf.set(dataset.source[row], [row]);
    }
    const sources = [...rowsOf.keys()].sort((a, b) => a - b);
    // Each class draws its own stretch of the stream: 2^32 items are more than a class can have sources.
    const order = uniforms(seed, streams.split, label * 2 ** 32, sources.length, 1);
    return sources
      .map((source, i) => ({ rows: Uint32Array.from(rowsOf.get(source)!), order: order[i] }))
      .sort((a, b) => a.order - b.order)
      .map(({ rows }) => rows);
  });
}

/**
 * Divides a dataset in two, class by class, so that both sides have the classes in the same proportion and no source is
 * on both sides.
 *
 * @param share the part of each class's spectra that is held out, above 0 and below 1; reached to within one source,
 *   with at least one source of each class on each side
 * @param seed same seed, same split
 * @returns rows of each side, ascending
 * @throws ParameterError for a share out of its limits or a class with a single source.
 */
export function splitBySource(
  dataset: Dataset,
  share: number,
  seed: number,
): { train: Uint32Array; heldOut: Uint32Array } {
  if (!(share > 0 && share < 1))
    throw new ParameterError('share', `share is ${share}; the part to hold out must be above 0 and below 1`);
  const train: number[] = [];
  const heldOut: number[] = [];
  shuffledSources(dataset, seed).forEach((sources, label) => {
    if (sources.length === 1)
      throw new ParameterError(
        'dataset',
        `class '${dataset.classes[label]}' has spectra of one source only; a split by source needs two or more`,
      );
    const target = share * sources.reduce((sum, rows) => sum + rows.length, 0);
    let held = 0;
    sources.forEach((rows, i) => {
      const closer = Math.abs(held + rows.length - target) < Math.abs(held - target);
      const hold = i === 0 || (closer && i < sources.length - 1);
      if (hold) held += rows.length;
      for (const row of rows) (hold ? heldOut : train).push(row);
    });
  });
  return { train: Uint32Array.from(train).sort(), heldOut: Uint32Array.from(heldOut).sort() };
}
