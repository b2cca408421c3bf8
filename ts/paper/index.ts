// The entry point xsift/paper: Hebbar & Heinke 2023, repeated.
export { checkConfig, fullConfig, quickConfig, type ReproduceConfig } from './run/config.js';
export type { ReproduceProgress } from './run/progress.js';
export { type ReproduceOptions, reproduce } from './run/reproduce.js';
