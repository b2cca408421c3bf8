import { readFileSync } from 'node:fs';
import { ParameterError, sha256 } from '../../base/index.js';
import type { SourceList } from './types.js';

/** Paths as they are given, and those of a list. */
export async function listSources(
  inputs: readonly string[],
  options: { include?: string; files?: string; nul?: boolean } = {},
): Promise<SourceList> {
  const { files, nul } = options;
  const paths = [...inputs];
  if (files !== undefined) {
    let content = '';
    if (files === '-') for await (const piece of process.stdin.setEncoding('utf8')) content += piece;
    else content = readFileSync(files, 'utf8');
    paths.push(...content.split(nul ? '\0' : /\r?\n/).filter((path) => path !== ''));
  }
  if (paths.length === 0)
    throw new ParameterError('inputs', 'there is nothing to classify; name files, or a list of them (--files)');
  return {
    passedColumns: [],
    total: paths.length,
    sources: (async function* () {
      for (const file of paths) yield { file };
    })(),
    identity: sha256().update(paths.join('\0')).digest('hex'),
  };
}
