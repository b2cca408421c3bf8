import { MismatchError } from '../base/index.js';
import type { SourceGroup, SourceTable } from '../population/index.js';

/** @throws MismatchError unless every row of the table is in exactly one group, with a parameter set. */
export function checkSources(sources: SourceTable, population: string): void {
  const seen = new Uint8Array(sources.count);
  for (const { model, index, parameters } of sources.groups) {
    for (let i = 0; i < index.length; i++) {
      const row = index[i];
      if (row >= sources.count || seen[row]++) {
        const what = row >= sources.count ? `row ${row} of ${sources.count}` : `row ${row} twice`;
        throw new MismatchError(`population ${population} gave ${what} in its group ${model}`, {
          what: 'sources',
          expected: 'each row once',
          found: what,
        });
      }
    }
    if (index.length > 0 && parameters.length % index.length !== 0) {
      throw new MismatchError(
        `population ${population} gave ${parameters.length} parameters for ${index.length} sources in its group ${model}`,
        { what: 'sources', expected: 'a parameter set each', found: parameters.length },
      );
    }
  }
  const missing = seen.indexOf(0);
  if (missing >= 0)
    throw new MismatchError(`population ${population} gave no model for row ${missing}`, {
      what: 'sources',
      expected: 'each row once',
      found: `no row ${missing}`,
    });
}

/** Tables of consecutive sources as one: rows follow each other, groups of one model become one group. */
export function joinSources(tables: SourceTable[]): SourceTable {
  const count = tables.reduce((sum, table) => sum + table.count, 0);
  const properties: Record<string, Float64Array> = {};
  const groupsOf = new Map<string, SourceGroup[]>();
  let start = 0;
  for (const table of tables) {
    for (const [name, values] of Object.entries(table.properties)) {
      // NaN where another part of the table does not have the property.
      properties[name] ??= new Float64Array(count).fill(Number.NaN);
      properties[name].set(values, start);
    }
    for (const group of table.groups) {
      const index = group.index.map((row) => row + start);
      const list = groupsOf.get(group.model);
      if (list) list.push({ ...group, index });
      else groupsOf.set(group.model, [{ ...group, index }]);
    }
    start += table.count;
  }
  return { count, properties, groups: [...groupsOf].map(([model, groups]) => joinGroups(model, groups)) };
}

function joinGroups(model: string, groups: SourceGroup[]): SourceGroup {
  const total = (field: 'index' | 'parameters') => groups.reduce((sum, group) => sum + group[field].length, 0);
  const index = new Uint32Array(total('index'));
  const parameters = new Float64Array(total('parameters'));
  let [row, value] = [0, 0];
  for (const group of groups) {
    index.set(group.index, row);
    parameters.set(group.parameters, value);
    row += group.index.length;
    value += group.parameters.length;
  }
  return { model, index, parameters };
}
