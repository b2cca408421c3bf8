import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installation } from '../../doctor/index.js';

let known: string | undefined;

/**
 * A digest of the code that runs: of every file of the build (or of the sources, where those run), of the native part and of the embedded
 * tables. Results that were kept by other code are not read back, whatever the version of the package says.
 */
export function buildHash(): string {
  known ??= digest();
  return known;
}

function digest(): string {
  const hash = createHash('sha256');
  for (const file of codeFiles()) hash.update(readFileSync(file));
  const { native, data } = installation();
  if ('file' in native) hash.update(readFileSync(native.file));
  for (const { name, digest: content } of data) hash.update(`${name} ${content}`);
  return hash.digest('hex').slice(0, 16);
}

/** The bundled files beside this one, or all sources when this is one of them. */
function codeFiles(): string[] {
  const here = fileURLToPath(import.meta.url);
  const isSource = here.endsWith('.ts');
  const folder = isSource ? join(dirname(here), '../..') : dirname(here);
  const names = readdirSync(folder, { recursive: isSource }) as string[];
  return names
    .filter((name) => /\.(ts|js)$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}
