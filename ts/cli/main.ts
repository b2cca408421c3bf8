#!/usr/bin/env node
import { Command } from 'commander';
import { packageVersion } from '../index.js';
import { classifyCommand } from './classify.js';
import { doctorCommand } from './doctor.js';
import { evaluateCommand } from './evaluate.js';
import { exportCommand } from './export.js';
import { fakeitCommand } from './fakeit.js';
import { fitCommand } from './fit.js';
import { importCommand } from './import.js';
import { infoCommand } from './info.js';
import { mergeCommand } from './merge.js';
import { modelCommand } from './model.js';
import { quickstartCommand } from './quickstart.js';
import { reproduceCommand } from './reproduce.js';
import { simulateCommand } from './simulate.js';
import { trainCommand } from './train.js';

const program = new Command('xsift')
  .description('Sort X-ray sources by their spectra: simulate, train, classify.')
  .version(packageVersion)
  .configureHelp({ subcommandTerm: (command) => command.name() })
  .addHelpText(
    'after',
    '\nxsift COMMAND --help explains a command.\nExit codes: 0 done, 1 something failed, 2 wrong usage, 130 stopped by Ctrl-C.',
  )
  .showHelpAfterError('(xsift COMMAND --help explains a command)')
  .exitOverride();

for (const register of [
  quickstartCommand,
  infoCommand,
  classifyCommand,
  mergeCommand,
  modelCommand,
  fitCommand,
  fakeitCommand,
  simulateCommand,
  trainCommand,
  evaluateCommand,
  exportCommand,
  importCommand,
  reproduceCommand,
  doctorCommand,
])
  register(program);

// A closed pipe (xsift ... | head) is no error and must not end a training: the run goes on without output.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });

try {
  await program.parseAsync();
} catch (error) {
  // commander has printed its message already. --help and --version also end here, with exit code 0. Wrong usage has
  // exit code 2.
  const code = (error as { exitCode?: number }).exitCode;
  if (code === undefined) throw error;
  process.exitCode = code === 0 ? 0 : 2;
}
