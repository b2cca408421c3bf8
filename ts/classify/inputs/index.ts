export type { ChannelGrid } from './grid.js';
export { listSources } from './listSources.js';
export { type FileInput, type OpenedSource, openSource, sourceOf } from './openSource.js';
export type { ClassifySource, CountsSource, LeftOut, ListSourcesOptions, SourceList, SpectrumSource } from './types.js';
