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
export {
  type Arf,
  type FitsColumn,
  type FitsFile,
  type FitsHdu,
  FitsHeader,
  type FitsTable,
  type Pha,
  type Ragged,
  type Rmf,
  readArf,
  readFits,
  readPha,
  readRmf,
  type Source,
} from './ogip/index.js';
export {
  BoundModel,
  type ComponentDefinition,
  components,
  type ModelParameter,
  model,
  type ParameterDefinition,
  SpectralModel,
} from './spectral/index.js';
