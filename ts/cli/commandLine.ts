import { Command } from 'commander';
import { packageVersion } from '../index.js';
import { benchCommand } from './bench.js';
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

/** The command line: all commands, none of them run. */
export function commandLine(): Command {
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
    benchCommand,
    doctorCommand,
  ])
    register(program);
  return program;
}
