export { readArf } from './arf.js';
export { type CardValue, type FitsCard, FitsHeader } from './fits/header.js';
export { type FitsFile, type FitsHdu, readFits } from './fits/read.js';
export type { FitsColumn, FitsTable, NumberArray, NumberArrayType, Ragged } from './fits/table.js';
export { readPha } from './pha.js';
export { readRmf } from './rmf.js';
export type { Arf, Pha, Rmf, Source } from './types.js';
