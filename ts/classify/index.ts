// The entry point xsift/classify: whole catalogues, their inputs and outputs.
export { type ClassifyFilesOptions, classifyFiles } from './classifyFiles.js';
export { type ClassifyItem, type ClassifyStreamOptions, classifyStream } from './classifyStream.js';
export type { ConcludeOptions } from './conclude.js';
export type {
  ChannelGrid,
  ClassifySource,
  CountsSource,
  LeftOut,
  ListSourcesOptions,
  SourceList,
  SpectrumSource,
} from './inputs/index.js';
export { listSources } from './inputs/listSources.js';
export type { FileInput } from './inputs/openSource.js';
export type { Method, VerdictFlag } from './judge.js';
export type { ClassifyUsing } from './methods.js';
export { type CatalogueOptions, type CatalogueSummary, classifyCatalogue } from './run/catalogue.js';
export type { DrawingOptions } from './run/drawing.js';
export { type MergeOptions, mergeShards } from './run/merge.js';
export type { IfExists } from './run/output.js';
export type { Purity, Sample, SampleOptions, SampleSelection } from './run/sample.js';
export { type Placed, placed, type Shard, type ShardRange, type SlurmVariables, shardRange } from './run/shards.js';
export { classifyAsText, type TextOptions } from './run/text.js';
export type { Tally } from './tally.js';
export type { SourceVerdict } from './verdict.js';
