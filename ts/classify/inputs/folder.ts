import { realpathSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { FileError, ParameterError, systemReason } from '../../base/index.js';
import { type LeftOutReason, sortByBytes, spectraAmong } from './names.js';

/** What is taken from a folder or an archive, paths from its top. */
export interface FolderContent {
  files: string[];
  leftOut: [string, LeftOutReason][];
}

/**
 * The spectra in a folder and the folders in it, in the order of the bytes of their paths. Names with a leading dot are passed over.
 * Links to folders are followed, except into a folder that they are in.
 *
 * @param include see {@link ListSourcesOptions.include}
 * @throws FileError if one of the folders cannot be read: its spectra would be missing
 */
export async function spectraInFolder(folder: string, include?: string): Promise<FolderContent> {
  const content: FolderContent = { files: [], leftOut: [] };
  const isIncluded = include === undefined ? undefined : await matcherOf(include);
  await walk({ folder, inner: '', above: new Set([realpathSync(folder)]) }, isIncluded, content);
  return content;
}

// The libraries of patterns are loaded when there is one.
const loadPicomatch = async () => (await import('picomatch')).default;

type Matcher = (name: string, path: string) => boolean;

/** A pattern without a slash is of names in any folder, as in `find -name` and .gitignore. */
async function matcherOf(include: string): Promise<Matcher> {
  const matches = (await loadPicomatch())(include, { dot: false });
  return include.includes('/') ? (_, path) => matches(path) : (name) => matches(name);
}

interface Place {
  folder: string;
  /** Path from the top, with a slash at its end, or empty. */
  inner: string;
  /** Real paths of this folder and those that it is in. */
  above: ReadonlySet<string>;
}

async function walk(place: Place, isIncluded: Matcher | undefined, content: FolderContent): Promise<void> {
  const { folder, inner, above } = place;
  const { files, folders } = await entriesOf(folder);
  const included = isIncluded && files.filter((name) => isIncluded(name, inner + name));
  const { taken, leftOut } = included ? { taken: included, leftOut: [] } : spectraAmong(files);
  for (const [name, reason] of leftOut) content.leftOut.push([inner + name, reason]);
  // A folder comes where the bytes of its path say, with the slash.
  const isFolder = new Set(folders.map((name) => `${name}/`));
  for (const name of sortByBytes([...taken, ...isFolder])) {
    if (!isFolder.has(name)) {
      content.files.push(inner + name);
      continue;
    }
    const within = join(folder, name);
    const real = realpathSync(within);
    if (above.has(real)) continue;
    await walk({ folder: within, inner: inner + name, above: new Set([...above, real]) }, isIncluded, content);
  }
}

async function entriesOf(folder: string): Promise<{ files: string[]; folders: string[] }> {
  const files: string[] = [];
  const folders: string[] = [];
  try {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (entry.name.startsWith('.')) continue;
      const isLink = entry.isSymbolicLink();
      // A link to nothing is a file that cannot be read, which its row will say.
      const isFolder = isLink
        ? statSync(join(folder, entry.name), { throwIfNoEntry: false })?.isDirectory()
        : entry.isDirectory();
      if (isFolder) folders.push(entry.name);
      else if (isLink || entry.isFile()) files.push(entry.name);
    }
  } catch (cause) {
    throw new FileError(folder, `cannot be read: ${systemReason(cause)}`, { cause });
  }
  return { files, folders };
}

/** Whether a name has letters that stand for others in a glob. */
export const mayBeGlob = (input: string): boolean => /[*?[\]{}()!]/.test(input);

export const isGlob = async (input: string): Promise<boolean> =>
  mayBeGlob(input) && (await loadPicomatch()).scan(input).isGlob === true;

/** The files that a quoted glob matches, in the order of the bytes of their paths. @throws ParameterError if there are none. */
export async function filesOfGlob(pattern: string): Promise<string[]> {
  const { glob } = await import('tinyglobby');
  const { base, glob: within } = (await loadPicomatch()).scan(pattern);
  const found = await glob(within, { cwd: base || '.', dot: false, onlyFiles: true, expandDirectories: false });
  if (found.length === 0) throw new ParameterError('inputs', `no file matches ${pattern} (seen from ${process.cwd()})`);
  return sortByBytes(found.map((name) => (base ? join(base, name) : name)));
}
