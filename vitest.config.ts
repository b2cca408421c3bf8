import { defineConfig } from 'vitest/config';

// forks: a crash in native code ends one worker process with a message, not the whole run.
export default defineConfig({
  test: { pool: 'forks', include: ['test/**/*.test.ts'], testTimeout: 30_000 },
});
