// The entry point xsift/ogip: FITS, PHA, RMF and ARF files. Other folders import what is not public from its files.
export { readArf } from './arf.js';
export type { HeaderEntry } from './fits/cards.js';
export type { ColumnData } from './fits/columns.js';
export type { CardValue, FitsCard, FitsHeader } from './fits/header.js';
export { type FitsFile, type FitsHdu, readFits } from './fits/read.js';
export type { FitsColumn, FitsTable, NumberArray, NumberArrayType, Ragged } from './fits/table.js';
export type { FitsTableData } from './fits/tableWriter.js';
export { type WriteFitsOptions, writeFits } from './fits/write.js';
export { groupChannels, sumGroups } from './grouping.js';
export { groupMin } from './groupMin.js';
export { type LoadedSpectrum, type LoadOptions, loadSpectrum } from './load.js';
export { readPha } from './pha.js';
export { type FileWarning, type Repair, type RepairName, repairs, warningText } from './repairs.js';
export { type ReadRmfOptions, readRmf } from './rmf.js';
export { readTableModel, type TableModelFile, type TableParameter } from './tableModel.js';
export type { Arf, Pha, Rmf, Source } from './types.js';
export { type PhaData, writePha } from './writePha.js';
export { writeArf, writeRmf } from './writeResponse.js';
