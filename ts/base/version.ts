import { readFileSync } from 'node:fs';

/** Version of this package, recorded in the files that it writes. */
export const packageVersion: string = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
).version;
