import { type LibraryRows, openLibrary } from '../../dataset/index.js';
import { checkSameGrid, type SharedResponse } from './grid.js';
import type { CountsSource } from './types.js';

/** Spectra that are read at a time: a block of 1024 channels with background is 4 MB. */
export const blockRows = 1024;

/** The spectra of a library of `xsift simulate`, block by block, and the response that they are said to be seen through. */
export function* libraryBlocks(library: LibraryRows, shared?: SharedResponse): Generator<CountsSource> {
  for (let first = 0; first < library.count; first += blockRows) {
    const end = Math.min(first + blockRows, library.count);
    const open = async () => {
      const dataset = library.read(first, end);
      if (shared) checkSameGrid(library.file, dataset, shared);
      return dataset;
    };
    yield {
      file: library.file,
      first,
      count: end - first,
      ...(shared?.response && { response: shared.response }),
      open,
    };
  }
}

/** @returns undefined for a file that is no library: no FITS file, say, which the row of the spectrum will tell */
export function libraryOf(file: string): LibraryRows | undefined {
  try {
    return openLibrary(file);
  } catch {
    return undefined;
  }
}
