import { readFileSync } from 'node:fs';

/** Version of this package, for files that record what wrote them. */
export const packageVersion: string = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
).version;
