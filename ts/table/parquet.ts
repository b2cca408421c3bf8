import { packageVersion } from '../base/index.js';
import { batches, type TableJob } from './batches.js';
import type { CheckedCell } from './cells.js';
import { ecsvYaml } from './ecsv.js';
import type { Column, TableMeta } from './types.js';
import { votableHead, votableTail } from './votable.js';

/** Rows of a row group: few enough that those in memory are some tens of MB. */
const groupRows = 16_384;

const parquetTypes = {
  string: 'BYTE_ARRAY',
  float64: 'DOUBLE',
  float32: 'FLOAT',
  int32: 'INT32',
  int64: 'INT64',
  boolean: 'BOOLEAN',
} as const;

/** The key of a VOTable document without data that describes the columns (IVOA Note VOParquet 1.0, 2025), as STILTS and TOPCAT do. */
export const votableKey = 'IVOA.VOTable-Parquet.content';
/** The key of what ECSV has in its header, as astropy does. */
export const yamlKey = 'table_meta_yaml';

/** Units, UCDs, descriptions and what is said of the table, under the keys that other programs read. */
const keyValues = (columns: readonly Column[], meta: TableMeta): { key: string; value: string }[] => [
  { key: 'IVOA.VOTable-Parquet.version', value: '1.0' },
  { key: votableKey, value: votableHead(columns, meta) + votableTail },
  { key: yamlKey, value: ecsvYaml(columns, meta).join('\n') },
];

/** A Parquet file, compressed by Snappy, of row groups that are written one after the other. */
export async function* parquetPieces(job: TableJob): AsyncGenerator<Uint8Array> {
  const { columns, meta } = job;
  // The library takes longer to load than most commands run.
  const { ByteWriter, ParquetWriter } = await import('hyparquet-writer');
  const writer = new ByteWriter();
  const parquet = new ParquetWriter({
    writer,
    schema: [
      { name: 'schema', num_children: columns.length, repetition_type: 'REQUIRED' },
      ...columns.map(({ name, type }) => ({
        name,
        type: parquetTypes[type],
        repetition_type: 'OPTIONAL' as const,
        ...(type === 'string' ? { converted_type: 'UTF8' as const } : {}),
      })),
    ],
    kvMetadata: keyValues(columns, meta),
    createdBy: `xsift version ${packageVersion}`,
  });
  const taken = () => {
    const bytes = writer.getBytes().slice();
    writer.index = 0;
    return bytes;
  };
  for await (const rows of batches(job, groupRows)) {
    const columnData = columns.map(({ name, type }, k) => ({ name, data: rows.map((row) => encoded(type, row[k])) }));
    parquet.write({ columnData, rowGroupSize: groupRows });
    yield taken();
  }
  parquet.finish();
  yield taken();
}

const encoded = (type: Column['type'], cell: CheckedCell) =>
  cell !== null && type === 'int64' ? BigInt(cell as number) : cell;
