import { ParameterError } from '../../base/index.js';
import type { Column, ColumnType, Row } from '../../table/index.js';
import type { ClassifySource } from './types.js';

/** Numbers, each type holding those before it. */
const numbers: readonly ColumnType[] = ['int32', 'int64', 'float64'];

function commonType(name: string, a: ColumnType, b: ColumnType): ColumnType {
  if (a === b) return a;
  const [i, k] = [a, b].map((type) => numbers.indexOf(type === 'float32' ? 'float64' : type));
  if (i >= 0 && k >= 0) return numbers[Math.max(i, k)];
  throw new ParameterError(
    'files',
    `column ${name} is of type ${a} in one table and ${b} in another; give it one name for one thing, or classify them one after the other`,
  );
}

/**
 * The passed columns of several lists and tables as one: equal names are one column, whose cells are empty where a table lacks it.
 *
 * @throws ParameterError for a column that is text in one table and a number in another
 */
export function unitedColumns(tables: readonly (readonly Column[])[]): Column[] {
  const united = new Map<string, Column>();
  for (const column of tables.flat()) {
    const known = united.get(column.name);
    united.set(column.name, known ? { ...known, type: commonType(column.name, known.type, column.type) } : column);
  }
  return [...united.values()];
}

/** Puts the cells of a source, which are of the columns `from`, into the places of the columns `to`. */
export function placedCells(
  from: readonly Column[],
  to: readonly Column[],
): (source: ClassifySource) => ClassifySource {
  const places = to.map(({ name }) => from.findIndex((column) => column.name === name));
  if (places.every((place, i) => place === i) && from.length === to.length) return (source) => source;
  const placed = (cells: Row): Row => places.map((place) => (place < 0 ? undefined : cells[place]));
  return (source) => {
    if ('open' in source) {
      const none: readonly Row[] = Array.from({ length: source.count }, () => []);
      return { ...source, passed: (source.passed ?? none).map(placed) };
    }
    return { ...source, passed: placed(source.passed ?? []) };
  };
}
