import { createHash, type Hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installation } from '../../doctor/index.js';

let known: string | undefined;

/**
 * A digest of the running code: of all files of the build (or of the sources, if those run), of the native addon and of
 * the embedded tables. Stored results of other code are not read back, even if the package's version is the same.
 */
export function buildHash(): string {
  known ??= digest();
  return known;
}

function digest(): string {
  const here = fileURLToPath(import.meta.url);
  // Hashes the bundled files beside this one, or all sources if this is a source file.
  const isSource = here.endsWith('.ts');
  const code = hashCode(isSource ? join(dirname(here), '../..') : dirname(here), isSource);
  const { native, data } = installation();
  if ('file' in native) code.update(readFileSync(native.file));
  for (const { name, digest: content } of data) code.update(`${name} ${content}`);
  return code.digest('hex').slice(0, 16);
}

/** A hash of all scripts in a folder, to which more data can be added. */
export function hashCode(folder: string, isRecursive: boolean): Hash {
  const hash = createHash('sha256');
  const names = readdirSync(folder, { recursive: isRecursive }) as string[];
  for (const name of names.filter((file) => /\.(ts|js)$/.test(file)).sort())
    hash.update(`${name}\n`).update(readFileSync(join(folder, name)));
  return hash;
}
