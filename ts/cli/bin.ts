#!/usr/bin/env node
// The command as it is started. What goes wrong while xsift itself is loaded (no native part for this machine, an
// XSIFT_FORCE_ISA that it lacks) is said in a line: by then there is no program yet that could.
try {
  await import('./main.js');
} catch (error) {
  const { name, message } = error as Error;
  if (name !== 'XsiftError' && name !== 'ParameterError') throw error;
  console.error(`xsift: ${message}`);
  process.exitCode = 1;
}
