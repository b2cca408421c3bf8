// Whole lists by the command: formats, threads, shards, outputs that are there, runs that are stopped.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { lock } from '../../ts/classify/run/lock.js';
import { readTable } from '../../ts/table/index.js';
import { writeCatalogue } from './catalogueFiles.js';
import { readCsv, start, testFolder, xsift, xsiftAll } from './xsift.js';

const { folder, at } = testFolder();
const fast = ['--method', 'network'];
const run = (...args: string[]) => xsift(folder, 'classify', ...fast, ...args);
const content = (name: string) => readFileSync(at(name));
const beside = (name: string) => readdirSync(folder).filter((other) => other.startsWith(`${name}.`));
let names: string[] = [];

beforeAll(async () => {
  names = writeCatalogue(folder, 120);
  writeFileSync(at('list.txt'), `${names.join('\n')}\nnothing.pha\n`);
  await run('--files', 'list.txt', '--out', 'v.csv', '--threads', '1');
});

describe('the table', () => {
  test('has the same bytes with any number of threads, and a row for every line of the list', async () => {
    const rows = readCsv(content('v.csv').toString());
    expect(rows.map(({ FILE }) => FILE)).toEqual([...names, 'nothing.pha']);
    expect(rows[120]).toMatchObject({ ERROR: expect.stringContaining('no such file'), COUNTS: '', VERDICT: '' });
    for (const threads of ['2', '3']) {
      const { code, err } = await run('--files', 'list.txt', '--out', `t${threads}.csv`, '--threads', threads);
      expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(/^t\d\.csv: 121 spectra: .*1 failed/) });
      expect(content(`t${threads}.csv`).equals(content('v.csv'))).toBe(true);
    }
    expect(beside('v.csv')).toEqual([]);
  });

  test('is written in the format of its extension, with units and what made it', async () => {
    const formats = ['ecsv', 'jsonl', 'fits', 'vot', 'parquet'];
    await xsiftAll(
      folder,
      formats.map((format) => ['classify', ...fast, '--files', 'list.txt', '--out', `f.${format}`]),
    );
    const csv = readCsv(content('v.csv').toString());
    for (const format of formats) {
      const { columns, rows, meta } = await readTable(at(`f.${format}`));
      const all: unknown[][] = [];
      for await (const row of rows) all.push([...row]);
      const place = (name: string) => columns.findIndex((column) => column.name === name);
      expect(all.length, format).toBe(121);
      for (const name of ['FILE', 'VERDICT', 'ERROR'])
        expect(
          all.map((row) => row[place(name)] ?? ''),
          `${format} ${name}`,
        ).toEqual(csv.map((row) => row[name]));
      const p = all.map((row) => row[place('P_AGN')] as number);
      for (const [i, row] of csv.entries()) if (row.P_AGN) expect(p[i], format).toBeCloseTo(Number(row.P_AGN), 6);
      if (format === 'jsonl') continue;
      expect(columns[place('EXPOSURE')], format).toMatchObject({ unit: 's', ucd: 'time.duration;obs.exposure' });
      expect(JSON.stringify(meta.params), format).toContain('xsift classify --files list.txt --method network');
      expect(JSON.stringify(meta.params), format).toContain('star-agn');
    }
  });

  test('another extension is a usage error, as are options that exclude each other', async () => {
    for (const [args, said] of [
      [['--out', 'v.txt'], 'v.txt: the extension stands for no table format; those known are .csv'],
      [['--out', 'v'], 'stands for no table format'],
      [['--overwrite', '--append', '--out', 'w.csv'], '--overwrite and --append exclude each other'],
      [['--resume'], '--resume needs --out'],
      [['--shard', '1/2'], '--shard needs --out'],
      [['--shard', '3/2', '--out', 'w.csv'], 'i from 1 to n'],
      [['--json', '--out', 'w.csv'], 'use --out NAME.jsonl'],
      [['--band', '0.5-7', '--out', 'w.csv'], '--band is for --method bank'],
      [['--out', 'w_%a.csv'], '%a is the number of a Slurm'],
    ] as const) {
      const { code, err } = await run('0000.pha', ...args);
      expect({ code, err }, args.join(' ')).toEqual({ code: 2, err: expect.stringContaining(said) });
    }
    expect((await xsift(folder, 'classify')).code).toBe(2);
    expect(existsSync(at('w.csv'))).toBe(false);
  });

  test('has the columns that are chosen, and those of the list', async () => {
    const list = ['pha,ID,RA,Dec,COUNTS', '0001.pha,7,10.5,-3.25,99', '0002.pha,8,,,98'];
    writeFileSync(at('list.csv'), `${list.join('\n')}\n`);
    const rows = readCsv((await run('--files', 'list.csv')).out);
    expect(rows[0]).toMatchObject({ FILE: '0001.pha', RA: '10.5', DEC: '-3.25', ID: '7', LIST_COUNTS: '99' });
    expect(Object.keys(rows[0]).filter((name) => /^(RA|DEC)$/i.test(name))).toEqual(['RA', 'DEC']);
    expect(rows[1]).toMatchObject({ RA: '', ID: '8' });
    const chosen = await run('--files', 'list.csv', '--columns', 'p_agn,ID,verdict');
    expect(chosen.out.split('\n')[0]).toBe('P_AGN,ID,VERDICT');
    expect(chosen.out.split('\n')[1]).toBe(`${rows[0].P_AGN},7,${rows[0].VERDICT}`);
    const wrong = await run('--files', 'list.csv', '--columns', 'P_QSO');
    expect(wrong).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('columns names P_QSO; the columns are FILE, ROW'),
    });
  });

  test('--min-counts leaves out faint spectra and says how many', async () => {
    const counts = readCsv(content('v.csv').toString()).map(({ COUNTS }) => Number(COUNTS || NaN));
    const least = [...counts].sort((a, b) => a - b)[40];
    const few = counts.filter((n) => n < least).length;
    const { out, err } = await run('--files', 'list.txt', '--min-counts', String(least));
    expect(readCsv(out).length).toBe(121 - few);
    expect(err).toContain(`${few} more spectra have fewer counts than --min-counts, and no row`);
  });

  test('--band is what the bank looks at', async () => {
    const [all, part] = await Promise.all(
      [[], ['--band', '1-4']].map((band) => xsift(folder, 'classify', '--method', 'bank', ...band, '0001.pha')),
    );
    const [whole, band] = [readCsv(all.out)[0], readCsv(part.out)[0]];
    expect(Number(band.COUNTS)).toBeLessThan(Number(whole.COUNTS));
    expect(band.P_AGN).not.toBe(whole.P_AGN);
  });
});

describe('an output that is there', () => {
  test('is refused, replaced, or added to', async () => {
    writeFileSync(at('old.csv'), 'x\n');
    const refused = await run('0000.pha', '--out', 'old.csv');
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('old.csv: is there already; --overwrite') });
    expect(content('old.csv').toString()).toBe('x\n');
    expect(await run('0000.pha', '--out', 'old.csv', '--append')).toMatchObject({
      code: 1,
      err: expect.stringContaining('has other columns'),
    });
    expect((await run('0000.pha', '--out', 'old.csv', '--overwrite')).code).toBe(0);
    for (const format of ['csv', 'fits', 'vot']) {
      const out = `added.${format}`;
      await run('0000.pha', '--out', out);
      expect((await run('0001.pha', '0002.pha', '--out', out, '--append')).code, format).toBe(0);
      const { rows } = await readTable(at(out), { columns: ['FILE'] });
      const files: unknown[] = [];
      for await (const [file] of rows) files.push(file);
      expect(files, format).toEqual(['0000.pha', '0001.pha', '0002.pha']);
      expect(beside(out), format).toEqual([]);
    }
  });

  test('Ctrl-C keeps what is done, says how it goes on, and it does', async () => {
    const args = ['--files', 'list.txt', '--out', 'stopped.csv', '--threads', '1', '--resume'];
    const { child, done } = start(folder, ['classify', ...fast, ...args]);
    const header = content('v.csv').indexOf('\n') + 1;
    const size = () => statSync(at('stopped.csv.part'), { throwIfNoEntry: false })?.size ?? 0;
    while (size() <= header && child.exitCode === null) await pause(1);
    child.kill('SIGSTOP'); // the signal is there as soon as the process goes on
    child.kill('SIGINT');
    child.kill('SIGCONT');
    const { code, err: stopped } = await done;
    expect(code).toBe(130);
    expect(stopped).toMatch(
      /^stopped\.csv: \d+ of 121 are done and kept \(stopped\.csv\.part\); the same command with --resume/m,
    );
    const other = await run(...args, '--threshold', '0.9');
    expect(other).toMatchObject({ code: 1, err: expect.stringContaining('threshold was 0.5, now 0.9') });
    const again = await run('--files', 'list.txt', '--out', 'stopped.csv');
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('has an unfinished run') });
    const { err } = await run(...args);
    expect(err).toMatch(/^stopped\.csv: goes on after \d+ of 121$/m);
    expect(content('stopped.csv').equals(content('v.csv'))).toBe(true);
    expect(beside('stopped.csv')).toEqual([]);
  });

  test('two processes do not write one output', async () => {
    const first = start(folder, ['classify', ...fast, '--files', 'list.txt', '--out', 'both.csv']);
    while (!existsSync(at('both.csv.lock')) && first.child.exitCode === null) await pause(5);
    first.child.kill('SIGSTOP'); // or it may be done before the second begins
    const second = await run('--files', 'list.txt', '--out', 'both.csv');
    first.child.kill('SIGCONT');
    expect(second).toMatchObject({
      code: 1,
      err: expect.stringContaining(`is being written by process ${first.child.pid}`),
    });
    await first.done;
    expect(content('both.csv').equals(content('v.csv'))).toBe(true);
  });
});

describe('standard input and output', () => {
  test('a list on standard input, with line feeds or NULs; -- out -', async () => {
    const piped = (input: string, ...args: string[]) => {
      const { child, done } = start(folder, ['classify', ...fast, '--files', '-', '--out', '-', ...args], 'pipe');
      child.stdin!.end(input);
      return done;
    };
    const expected = content('v.csv').toString();
    expect((await piped(`${names.join('\n')}\nnothing.pha\n`)).out).toBe(expected);
    expect((await piped(`${names.join('\0')}\0nothing.pha\0`, '-0')).out).toBe(expected);
  });

  test('a reader that leaves ends the run without noise', async () => {
    const many = Array.from({ length: 40 }, () => names.join('\n')).join('\n');
    writeFileSync(at('many.txt'), many);
    const begin = performance.now();
    const { child, done } = start(folder, ['classify', ...fast, '--files', 'many.txt', '--threads', '1']);
    child.stdout!.once('data', () => child.stdout!.destroy());
    const { code, err } = await done;
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const left = performance.now() - begin;
    expect(left).toBeLessThan(60_000);
  });
});

describe('shards', () => {
  test('of a Slurm array of four tasks, merged in every format: the table of a run that was not divided', async () => {
    mkdirSync(at('array'));
    const task = (id: number) =>
      new Promise<number | null>((resolve) => {
        const environment = { SLURM_ARRAY_TASK_ID: `${id}`, SLURM_ARRAY_TASK_COUNT: '4', SLURM_ARRAY_TASK_MIN: '1' };
        const { child } = start(
          folder,
          ['classify', ...fast, '--files', 'list.txt', '--out', 'array/v_%a.csv'],
          'ignore',
          environment,
        );
        child.on('close', resolve);
      });
    expect(await Promise.all([task(1), task(2)])).toEqual([0, 0]);
    expect(await Promise.all([task(3), task(4)])).toEqual([0, 1]);
    const shards = [4, 2, 3, 1].map((id) => `array/v_${id}.csv`);
    for (const format of ['csv', 'fits', 'parquet']) {
      const out = `whole.${format}`;
      const { code, err } = await xsift(folder, 'merge', out, ...shards);
      expect({ code, err }).toEqual({ code: 0, err: `${out}: 121 rows of 4 shards, 1 of them with an ERROR\n` });
      await run('--files', 'list.txt', '--out', `undivided.${format}`);
      expect(content(out).equals(content(`undivided.${format}`)), format).toBe(true);
    }
    expect((await xsift(folder, 'merge', 'whole.csv', ...shards)).err).toContain('is there already');
    const release = lock(at('m.csv'));
    const locked = await xsift(folder, 'merge', 'm.csv', ...shards);
    expect(locked).toMatchObject({
      code: 1,
      err: expect.stringContaining(`m.csv: is being written by process ${process.pid}`),
    });
    release();
    const missing = await xsift(folder, 'merge', 'm.csv', ...shards.slice(1));
    expect(missing).toMatchObject({ code: 1, err: expect.stringContaining('of 4 shards 4 is missing') });
    writeFileSync(at(shards[0]), content(shards[0]).toString().replace('agn', 'AGN'));
    const changed = await xsift(folder, 'merge', 'm.csv', ...shards);
    expect(changed).toMatchObject({ code: 1, err: expect.stringContaining('array/v_4.csv: was changed since') });
    expect(existsSync(at('m.csv'))).toBe(false);
  });

  test('an array whose tasks would write one file is refused', async () => {
    const { done } = start(folder, ['classify', ...fast, '--files', 'list.txt', '--out', 'one.csv'], 'ignore', {
      SLURM_ARRAY_TASK_ID: '2',
    });
    expect(await done).toMatchObject({ code: 2, err: expect.stringContaining('put %a in the name') });
  });
});
