import { type Column, metaEntries, type TableMeta } from './types.js';

/** The names of types in ECSV, which are NumPy's. */
const dataTypes: Readonly<Partial<Record<Column['type'], string>>> = { boolean: 'bool' };

/** A text in double quotes is the same in JSON and YAML, but for characters that break lines or are not allowed there. */
const quoted = (content: string): string =>
  JSON.stringify(content).replaceAll(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

const flow = (fields: readonly (readonly [string, unknown])[]): string =>
  `{${fields
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${quoted(key)}: ${typeof value === 'string' ? quoted(value) : value}`)
    .join(', ')}}`;

/**
 * The YAML of an ECSV header (https://docs.astropy.org/en/stable/io/ascii/ecsv.html, version 1.0): units, descriptions
 * and UCDs of the columns, and what is said of the table. astropy keeps the same lines in Parquet files, as
 * `table_meta_yaml`.
 */
export function ecsvYaml(columns: readonly Column[], meta: TableMeta): string[] {
  const entries = metaEntries(meta).map((entry) => `- ${flow([entry])}`);
  return [
    'datatype:',
    ...columns.map(
      ({ name, type, unit, ucd, description }) =>
        `- ${flow([
          ['name', name],
          ['unit', unit],
          ['datatype', dataTypes[type] ?? type],
          ['description', description],
        ]).replace(/\}$/, ucd === undefined ? '}' : `, "meta": ${flow([['ucd', ucd]])}}`)}`,
    ),
    ...(entries.length > 0 ? ['meta: !!omap', ...entries] : []),
    'schema: astropy-2.0',
  ];
}

/** The comment lines at the head of an ECSV file. */
export const ecsvHeader = (columns: readonly Column[], meta: TableMeta): string =>
  ['%ECSV 1.0', '---', "delimiter: ','", ...ecsvYaml(columns, meta)].map((line) => `# ${line}\n`).join('');
