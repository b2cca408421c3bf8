import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { AsyncBuffer, Compressors, FileMetaData, SchemaTree } from 'hyparquet';
import { FileError, ParameterError, systemReason, wordsFor } from '../../base/index.js';

/** A Parquet file of which the footer has been read. */
export interface ParquetFile {
  readonly file: string;
  readonly buffer: AsyncBuffer;
  readonly metadata: FileMetaData;
  /** Its children are the columns. */
  readonly tree: SchemaTree;
  readonly compressors: Compressors;
  /** Rows of each row group. */
  readonly groupRows: readonly number[];
}

/** Opens a Parquet file, or its bytes. @throws FileError if it is none. */
export async function openParquet(source: string | Uint8Array): Promise<ParquetFile> {
  if (typeof source !== 'string' && !(source instanceof Uint8Array))
    throw new ParameterError(
      'source',
      `source is ${wordsFor(source)}; a file's path or its bytes (a Uint8Array) are needed`,
    );
  const file = typeof source === 'string' ? source : '(bytes)';
  const buffer = typeof source === 'string' ? onDisk(source) : inMemory(source);
  // The libraries take longer to load than most commands run.
  const [{ parquetMetadataAsync, parquetSchema }, { compressors }] = await Promise.all([
    import('hyparquet'),
    import('hyparquet-compressors'),
  ]);
  const { metadata, tree } = await failing(file, async () => {
    const found = await parquetMetadataAsync(buffer, { geoparquet: false });
    return { metadata: found, tree: parquetSchema(found) };
  });
  const groupRows = metadata.row_groups.map(({ num_rows }) => Number(num_rows));
  return { file, buffer, metadata, tree, compressors, groupRows };
}

/** Gives errors of the library the name of the file. */
export async function failing<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof FileError) throw cause;
    throw new FileError(file, `cannot be read as Parquet: ${(cause as Error).message}`, { cause });
  }
}

const inMemory = (bytes: Uint8Array): AsyncBuffer => ({
  byteLength: bytes.length,
  // A Buffer's slice would be a view of what may be a larger buffer.
  slice: (start, end) => new Uint8Array(bytes.subarray(start, end)).buffer,
});

function onDisk(file: string): AsyncBuffer {
  const read = <T>(use: (descriptor: number) => T): T => {
    try {
      const descriptor = openSync(file, 'r');
      try {
        return use(descriptor);
      } finally {
        closeSync(descriptor);
      }
    } catch (cause) {
      if (cause instanceof FileError) throw cause;
      throw new FileError(file, `cannot be read: ${systemReason(cause)}`, { cause });
    }
  };
  const byteLength = read((descriptor) => fstatSync(descriptor).size);
  const slice = (start: number, end = byteLength): ArrayBuffer =>
    read((descriptor) => {
      const bytes = new Uint8Array(end - start);
      let done = 0;
      for (let count = 1; count > 0 && done < bytes.length; done += count)
        count = readSync(descriptor, bytes, done, bytes.length - done, start + done);
      if (done < bytes.length) throw new FileError(file, 'became shorter while it was read');
      return bytes.buffer;
    });
  return { byteLength, slice };
}
