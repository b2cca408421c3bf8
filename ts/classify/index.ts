export { type ClassifyFilesOptions, classifyFiles, type SourceVerdict } from './classifyFiles.js';
export {
  type ChannelGrid,
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
