export { type ClassifyFilesOptions, classifyFiles } from './classifyFiles.js';
export { type ClassifyItem, type ClassifyStreamOptions, classifyStream } from './classifyStream.js';
export type { ClassifySource, CountsSource, SourceList, SpectrumSource } from './inputs/types.js';
export type { Method, VerdictFlag } from './judge.js';
export type { ClassifyUsing } from './methods.js';
export type { SourceVerdict } from './verdict.js';
