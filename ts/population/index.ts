export type { Population, SourceGroup, SourceTable } from './types.js';
