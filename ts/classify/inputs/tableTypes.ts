export type ColumnType = 'string' | 'float64' | 'float32' | 'int32' | 'int64' | 'boolean';
export interface Column {
  name: string;
  type: ColumnType;
  unit?: string;
  ucd?: string;
  description?: string;
}
export type Cell = string | number | boolean | null | undefined;
export type Row = readonly Cell[];
