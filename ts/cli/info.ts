import type { Command } from 'commander';
import { describeFile, type FileDescription, type FileFacts } from '../doctor/index.js';
import { XsiftError } from '../index.js';
import { stepTable } from './sources.js';
import { formatPairs } from './table.js';

/** Adds `xsift info FILE...` to the program. */
export function infoCommand(program: Command): void {
  program
    .command('info')
    .summary('what a PHA, RMF, ARF, library, model or catalogue file holds')
    .description(
      'What a PHA, RMF, ARF, library or model file holds, or a catalogue (COUP, CDFS) with what the filters of the paper remove. ' +
        'The kind is found by content, not by name; units are in brackets.',
    )
    .argument('<file...>', 'files, gzip or not')
    .option('--json', 'a JSON array instead of tables')
    .addHelpText('after', '\nExample:\n  xsift info spectra/*pha* s.rmf s.arf model.safetensors')
    .action((files: string[], { json }: { json?: boolean }) => showInfo(files, json));
}

function showInfo(files: string[], json = false): void {
  const found: (FileDescription | { file: string; error: string })[] = [];
  for (const file of files) {
    try {
      found.push(...describeFile(file));
    } catch (error) {
      if (!(error instanceof XsiftError)) throw error;
      process.exitCode = 1;
      found.push({ file, error: error.message });
    }
  }
  if (json) process.stdout.write(`${JSON.stringify(found, undefined, 2)}\n`);
  else for (const entry of found) printEntry(entry);
}

const kindNames: Record<FileDescription['kind'], string> = {
  pha: 'spectrum (PHA, type I)',
  phaII: 'spectra (PHA, type II)',
  rmf: 'redistribution matrix (RMF)',
  arf: 'effective area (ARF)',
  library: 'library of labelled spectra',
  model: 'trained classifier',
  coup: 'catalogue of young stars (COUP, Getman et al. 2005)',
  cdfs: 'catalogue of AGN (CDFS, Tozzi et al. 2006)',
};

function printEntry(entry: FileDescription | { file: string; error: string }): void {
  if ('error' in entry) {
    console.error(`xsift: ${entry.error}`);
    return;
  }
  const facts = Object.entries(entry.facts).filter(([, value]) => value !== undefined);
  const inWords = (value: FileFacts[string]) => (typeof value === 'boolean' ? (value ? 'yes' : 'no') : value);
  process.stdout.write(
    `${formatPairs(
      `${entry.file}: ${kindNames[entry.kind]}`,
      facts.map(([name, value]) => [name, inWords(value)]),
    )}\n`,
  );
  if (entry.filters) process.stdout.write(`${stepTable(entry.filters).replaceAll(/^/gm, '  ')}\n`);
}
