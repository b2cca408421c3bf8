// The entry point xsift/table: typed tables in the formats of the field.
export type { TableContent } from './batches.js';
export { tableHeader, tableRows } from './lines.js';
export type { OpenTable, ReadFormat, ReadOptions } from './read/chosen.js';
export {
  type ParquetColumn,
  type ParquetLayout,
  type ParquetNumbers,
  type ParquetRowGroup,
  parquetLayout,
  readParquetColumns,
} from './read/parquetColumns.js';
export { readTable } from './read/read.js';
export {
  type Cell,
  type Column,
  type ColumnType,
  findColumn,
  isAppendable,
  type Row,
  type TableFormat,
  type TableMeta,
  tableFormatOf,
} from './types.js';
export { writeTable } from './write.js';
