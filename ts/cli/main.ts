#!/usr/bin/env node
import { commandLine } from './commandLine.js';

// A closed pipe (xsift ... | head) is no error and must not end a training: the run goes on without output.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });

try {
  await commandLine().parseAsync();
} catch (error) {
  // commander has printed its message already. --help and --version also end here, with exit code 0. Wrong usage has
  // exit code 2.
  const code = (error as { exitCode?: number }).exitCode;
  if (code === undefined) throw error;
  process.exitCode = code === 0 ? 0 : 2;
}
