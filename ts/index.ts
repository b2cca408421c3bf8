export {
  type Band,
  bandChannels,
  concatenate,
  type Dataset,
  defaultBand,
  netCounts,
  type Provenance,
  selectRows,
  shuffledSources,
  splitBySource,
  validateDataset,
} from './dataset/index.js';
export { FileError, MismatchError, ParameterError, type RunOptions, threadBudget, XsiftError } from './native/index.js';
