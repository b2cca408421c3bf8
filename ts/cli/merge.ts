import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { mergeShards } from '../classify/index.js';
import { FileError, ParameterError } from '../index.js';
import { tableFormatOf } from '../table/index.js';
import { grouped, note, runAction } from './context.js';
import { checkInputs } from './output.js';

const help = `
The shards are the outputs of xsift classify --shard i/n (or of a Slurm array
with %a), in any order, each with its .run.json beside it. They must be all the
shards of one run, as they were written; anything else is an error that says
which is missing, twice, changed, or of another run. The table has the same
bytes as that of a run that was not divided, in any format.

Examples:
  xsift classify --files list.txt --shard 1/2 --out part1.csv
  xsift classify --files list.txt --shard 2/2 --out part2.csv
  xsift merge verdicts.fits part1.csv part2.csv`;

export function mergeCommand(program: Command): void {
  const command = program
    .command('merge')
    .summary('make one table of the shards of a classification')
    .description('Make one table of the shards that xsift classify has written: all of one run, once each.')
    .argument('<out>', 'the table to write: .csv, .ecsv, .jsonl, .fits, .vot or .parquet')
    .argument('<shards...>', 'the shards')
    .option('--overwrite', 'replace an output that is there')
    .addHelpText('after', help);
  command.action((out: string, shards: string[], { overwrite }: { overwrite?: boolean }) => {
    try {
      tableFormatOf(out);
    } catch (error) {
      if (error instanceof ParameterError) command.error(`error: ${error.message}`);
      throw error;
    }
    return runAction(async (signal) => {
      if (existsSync(out) && !overwrite)
        throw new FileError(out, 'is there already; --overwrite replaces it, or give it another name');
      checkInputs(out, shards);
      const { rows, failed } = await mergeShards(out, shards, { signal });
      note(
        `${out}: ${grouped(rows)} rows of ${shards.length} shards${failed ? `, ${grouped(failed)} of them with an ERROR` : ''}`,
      );
    });
  });
}
