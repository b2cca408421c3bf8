export { type ClassifyFilesOptions, classifyFiles, type SourceVerdict } from './classifyFiles.js';
export type { Method, VerdictFlag } from './judge.js';
export type { ClassifyUsing } from './methods.js';
