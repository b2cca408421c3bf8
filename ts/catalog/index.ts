export { type CdfsColumns, type CdfsModel, type CdfsRow, filterCdfs, readCdfs } from './cdfs.js';
export { type CoupRow, filterCoup, readCoup } from './coup.js';
export type { FilterStep } from './steps.js';
