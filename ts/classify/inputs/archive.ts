import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileError } from '../../base/index.js';

/** An archive whose members lie in a folder of their own. */
export interface Archive {
  folder: string;
  remove(): void;
}

/** What the reader of archives says without anything being lost: a leading slash was removed, a member is a device. */
const harmless = ['TAR_ENTRY_INFO', 'TAR_ENTRY_UNSUPPORTED'];

/**
 * Unpacks a tar archive into a new folder below that for temporary files (TMPDIR): its members may be in any order, a spectrum before
 * its response, and need not fit in memory. The folder is removed by `remove`, at the latest when the process exits.
 *
 * @throws FileError if the archive is damaged or cut short, or has members outside of it
 */
export async function unpackArchive(bytes: AsyncIterable<Uint8Array>, file: string): Promise<Archive> {
  const folder = mkdtempSync(join(tmpdir(), 'xsift-archive-'));
  const remove = () => {
    process.removeListener('exit', remove);
    rmSync(folder, { recursive: true, force: true });
  };
  process.on('exit', remove);
  try {
    if ((await unpackInto(folder, bytes)) === 0) throw new FileError(file, 'is an archive without members');
  } catch (cause) {
    remove();
    if (cause instanceof FileError) throw cause;
    const reason = (cause as Error).message.replace(/^TAR_\w+: /, '');
    throw new FileError(file, `the archive cannot be unpacked (${reason}); fetch it or make it again`, { cause });
  }
  return { folder, remove };
}

/** @returns the number of members */
async function unpackInto(folder: string, bytes: AsyncIterable<Uint8Array>): Promise<number> {
  // Loaded when there is an archive.
  const { Unpack } = await import('tar');
  let members = 0;
  let failed: Error | undefined;
  const unpack = new Unpack({
    cwd: folder,
    preserveOwner: false,
    noMtime: true,
    onReadEntry: () => members++,
    onwarn: (code, message) => {
      if (!harmless.includes(code)) failed ??= new Error(String(message));
    },
  });
  const ended = new Promise<void>((resolve, reject) => {
    unpack.on('close', resolve);
    unpack.on('error', (error: Error) => {
      failed ??= error;
      reject(error);
    });
  });
  ended.catch(() => undefined);
  for await (const chunk of bytes) {
    if (failed) throw failed;
    const isFull = !unpack.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
    if (isFull) await Promise.race([new Promise<void>((resolve) => unpack.once('drain', resolve)), ended]);
  }
  unpack.end();
  await ended;
  if (failed) throw failed;
  return members;
}
