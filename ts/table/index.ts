// The entry point xsift/table: typed tables in the formats of the field.
export type { TableContent } from './batches.js';
export { tableHeader, tableRows } from './lines.js';
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
