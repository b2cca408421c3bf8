import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, normalize } from 'node:path';
import { Unpack } from 'tar';
import { FileError } from '../../base/index.js';

/** An archive whose members lie in a folder of their own. */
export interface Archive {
  folder: string;
  remove(): void;
}

/** Whether a member lies inside of the archive, and a link points to such a one. */
function isInside(entry: { path: string; type?: string; linkpath?: string }): boolean {
  const outward = /^(\/|\.\.(\/|$))/;
  if (outward.test(normalize(entry.path))) return false;
  if (entry.type === 'Link') return !outward.test(normalize(entry.linkpath ?? ''));
  return entry.type !== 'SymbolicLink' || !outward.test(normalize(join(entry.path, '..', entry.linkpath ?? '')));
}

const kept = new Set(['File', 'OldFile', 'ContiguousFile', 'Directory', 'GNUDumpDir', 'Link', 'SymbolicLink']);

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
  let members = 0;
  let outside: string | undefined;
  const filter = (path: string, entry: object): boolean => {
    const { type = 'File', linkpath } = entry as { type?: string; linkpath?: string };
    members++;
    if (!isInside({ path, type, linkpath })) outside ??= path;
    return outside === undefined && kept.has(type);
  };
  try {
    const unpack = new Unpack({ cwd: folder, strict: true, preserveOwner: false, noMtime: true, filter });
    await fed(unpack, bytes, () => outside !== undefined);
  } catch (cause) {
    remove();
    if (cause instanceof FileError) throw cause;
    const reason = (cause as Error).message;
    throw new FileError(file, `the archive is damaged or cut short (${reason}); fetch it again`, { cause });
  }
  if (members > 0 && outside === undefined) return { folder, remove };
  remove();
  const fault =
    members === 0 ? 'is an archive without members' : `its member ${outside} lies outside of it, or links to what does`;
  throw new FileError(file, fault);
}

/** Writes the bytes, as fast as the members reach the disk. */
async function fed(unpack: Unpack, bytes: AsyncIterable<Uint8Array>, isRefused: () => boolean): Promise<void> {
  let failed: Error | undefined;
  const ended = new Promise<void>((resolve, reject) => {
    unpack.on('close', resolve);
    unpack.on('error', (error: Error) => {
      failed = error;
      reject(error);
    });
  });
  ended.catch(() => undefined);
  for await (const chunk of bytes) {
    if (failed || isRefused()) break;
    if (!unpack.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)))
      await Promise.race([new Promise<void>((resolve) => unpack.once('drain', resolve)), ended]);
  }
  if (!failed) unpack.end();
  await (isRefused() ? ended.catch(() => undefined) : ended);
}
