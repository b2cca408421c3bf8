import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Third-party files that some tests read and that are not part of the project; see README, "Tests". */
export const sharedFolder = process.env.XSIFT_SHARED ?? fileURLToPath(new URL('../../shared', import.meta.url));
export const hasShared = existsSync(sharedFolder);
if (!hasShared)
  console.log(`skipping the tests that need third-party files: ${sharedFolder} not found (set XSIFT_SHARED)`);

/** The path of a third-party file; use inside `describe.skipIf(!hasShared)`. */
export const sharedFile = (path: string): string => `${sharedFolder}/data/${path}`;
