export { type ClassifyFilesOptions, classifyFiles } from './classifyFiles.js';
export { type ClassifyItem, type ClassifyStreamOptions, classifyStream } from './classifyStream.js';
export {
  type ClassifySource,
  type CountsSource,
  type FileInput,
  type LeftOut,
  type ListSourcesOptions,
  listSources,
  type SourceList,
  type SpectrumSource,
} from './inputs/index.js';
export type { Method, VerdictFlag } from './judge.js';
export type { ClassifyUsing } from './methods.js';
export { type CatalogueOptions, type CatalogueSummary, classifyCatalogue } from './run/catalogue.js';
export { type MergeOptions, mergeShards } from './run/merge.js';
export type { IfExists } from './run/output.js';
export type { Purity, Sample } from './run/sample.js';
export { placed, type Shard } from './run/shards.js';
export { classifyAsText, type TextOptions } from './run/text.js';
export type { Tally } from './tally.js';
export type { SourceVerdict } from './verdict.js';
