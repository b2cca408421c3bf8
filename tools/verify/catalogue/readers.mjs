// What is in a table of verdicts, by xsift and by those other programs that are installed.
import { spawnSync } from 'node:child_process';
import { readTable } from '../../../dist/table/index.js';

const has = (command, ...args) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;
const hasAstropy = has('/usr/bin/python3', '-c', 'import astropy');
const hasStilts = has('stilts', '-version');
const astropy = {
  fits: 'from astropy.io import fits; print(len(fits.open(file)[1].data))',
  vot: 'from astropy.io.votable import parse; print(len(parse(file).get_first_table().array))',
};

const stilts = { csv: 'csv', fits: 'fits', vot: 'votable' };

/**
 * @returns {Promise<{ read: number, distinct: number, by: string[] }>} rows, different pairs of FILE and ROW, and who counted the same rows
 * @throws Error where another program counts other rows
 */
export async function rowsRead(file) {
  const { rows } = await readTable(file, { columns: ['FILE', 'ROW'] });
  const names = new Set();
  let read = 0;
  for await (const [name, row] of rows) {
    names.add(`${name} ${row}`);
    read++;
  }
  const by = ['xsift'];
  const format = file.slice(file.lastIndexOf('.') + 1);
  const agree = (program, words, pattern) => {
    const { status, stdout, stderr } = spawnSync(words[0], words.slice(1), { encoding: 'utf8' });
    const counted = Number(pattern.exec(stdout)?.[1]);
    if (status !== 0 || counted !== read)
      throw new Error(`${program} reads ${counted} rows of ${file}, xsift ${read}: ${stderr.slice(-500)}`);
    by.push(program);
  };
  if (hasAstropy && astropy[format])
    agree('astropy', ['/usr/bin/python3', '-c', `file = ${JSON.stringify(file)}; ${astropy[format]}`], /^(\d+)/);
  if (hasStilts && stilts[format])
    agree('STILTS', ['stilts', 'tpipe', `ifmt=${stilts[format]}`, `in=${file}`, 'omode=count'], /rows: (\d+)/);
  if (hasStilts && format === 'vot') {
    const { status, stdout, stderr } = spawnSync('stilts', ['votlint', file], { encoding: 'utf8' });
    if (status !== 0 || /WARNING|ERROR/.test(stdout + stderr))
      throw new Error(`votlint: ${(stdout + stderr).slice(0, 500)}`);
    by.push('votlint');
  }
  return { read, distinct: names.size, by };
}
