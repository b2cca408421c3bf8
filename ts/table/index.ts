// The entry point xsift/table: typed tables in the formats of the field.
export type { TableContent } from './batches.js';
export { tableHeader, tableRows } from './lines.js';
export type { OpenTable, ReadFormat, ReadOptions } from './read/chosen.js';
export {
  type ParquetColumn,
  type ParquetLayout,
  type ParquetRowGroup,
  parquetLayout,
  readParquetColumns,
} from './read/parquetColumns.js';
export type { ParquetNumbers } from './read/parquetNumbers.js';
export { readTable } from './read/read.js';
export {
  type Column,
  type ColumnType,
  findColumn,
  isAppendable,
  type Row,
  type TableCell,
  type TableFormat,
  type TableMeta,
  tableFormatOf,
} from './types.js';
export { writeTable } from './write.js';
