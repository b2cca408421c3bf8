// --plots and --html: what is made, what is refused, runs that are stopped and go on.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import type { PageHead, RowBlock, SpectrumBlock } from '../../ts/classify/page/payload.js';
import { writeCatalogue } from './catalogueFiles.js';
import { readCsv, start, testFolder, xsift } from './xsift.js';

const { folder, at } = testFolder();
const run = (...args: string[]) => xsift(folder, 'classify', ...args);
const rowsOf = (name: string) => readCsv(readFileSync(at(name), 'utf8'));
const pictures = (name: string) => (existsSync(at(name)) ? readdirSync(at(name)).sort() : []);
/** A whole PNG ends with its chunk IEND. */
const isWhole = (path: string) => readFileSync(path).subarray(-8, -4).toString() === 'IEND';

function pageOf(name: string) {
  const html = readFileSync(at(name), 'utf8');
  const blocks = <T>(kind: string) =>
    [...html.matchAll(new RegExp(`data-${kind}>([^<]*)<`, 'g'))].map(
      ([, data]) => JSON.parse(gunzipSync(Buffer.from(data, 'base64')).toString()) as T,
    );
  const [, head] = /id="head">(.*?)<\/script>/s.exec(html)!;
  return {
    ...{ html, head: JSON.parse(head) as PageHead },
    ...{ rows: blocks<RowBlock>('rows'), spectra: blocks<SpectrumBlock>('spectra') },
  };
}

beforeAll(async () => {
  writeCatalogue(folder, 40);
  mkdirSync(at('other'));
  writeFileSync(at('other/0000.pha'), readFileSync(at('0000.pha')));
  for (const name of ['s.rmf', '0.arf']) writeFileSync(at(`other/${name}`), readFileSync(at(name)));
  writeFileSync(at('few.txt'), ['0000.pha', 'other/0000.pha', 'none.pha', '0001.pha'].join('\n'));
  await run('--files', 'few.txt', '--out', 'plain.csv');
});

describe('pictures and a page', () => {
  test('one of each spectrum that was read, named in the table, which is else the same', async () => {
    const { code, err } = await run('--files', 'few.txt', '--out', 'v.csv', '--plots', 'pics', '--html', 'v.html');
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('v.csv: 4 spectra') });
    expect(pictures('pics')).toEqual(['1_0000.png', '2_0000.png', '4_0001.png']);
    for (const name of pictures('pics')) expect(isWhole(at(`pics/${name}`))).toBe(true);
    const rows = rowsOf('v.csv');
    expect(rows.map(({ PLOT }) => PLOT)).toEqual(['pics/1_0000.png', 'pics/2_0000.png', '', 'pics/4_0001.png']);
    expect(rows.map(({ PLOT: _, ...others }) => others)).toEqual(rowsOf('plain.csv'));
  });

  test('the page has the rows of the table, histograms and spectra with templates, and loads nothing', () => {
    const { html, head, rows, spectra } = pageOf('v.html');
    const csv = rowsOf('v.csv');
    const column = (name: string) =>
      rows[0].cells.map((cells) => cells[head.columns.findIndex((one) => one.name === name)]);
    expect(head.classes).toEqual(['star', 'agn']);
    expect(column('FILE')).toEqual(csv.map(({ FILE }) => FILE));
    expect(column('P_AGN').map((p) => p ?? '')).toEqual(csv.map(({ P_AGN }) => (P_AGN === '' ? '' : Number(P_AGN))));
    expect(column('ERROR')[2]).toContain('no such file');
    expect(rows[0].histograms.map(({ length }) => length)).toEqual([16, 16, 0, 16]);
    expect(rows[0].histograms[0]).toContain('z');
    const [first, , none, last] = spectra[0].spectra;
    expect(none).toBeNull();
    const total = (values: number[]) => values.reduce((a, b) => a + b, 0);
    expect(total(first!.counts)).toBe(Number(csv[0].COUNTS));
    expect(total(last!.background!) * last!.backgroundScale!).toBeCloseTo(Number(csv[3].BACKGROUND), 3);
    // The likeliest source of the class of the verdict has about the net counts.
    for (const [i, spectrum] of [first!, last!].entries()) {
      const row = csv[[0, 3][i]];
      const expected = total(spectrum.likeliest![row.VERDICT]);
      expect(Math.abs(expected - Number(row.NET_COUNTS))).toBeLessThan(4 * Math.sqrt(Number(row.COUNTS)) + 3);
    }
    expect(html.match(/(src|href)="(?!data:)/g)).toBeNull();
  });

  test('a page alone leaves the bytes of the table, also by estimated shares; without --out the table is on stdout', async () => {
    await run('--files', 'few.txt', '--out', 'h.csv', '--html', 'h.html', '--prior', 'estimate');
    await run('--files', 'few.txt', '--out', 'p.csv', '--prior', 'estimate');
    expect(readFileSync(at('h.csv')).equals(readFileSync(at('p.csv')))).toBe(true);
    const p = rowsOf('h.csv').map(({ P_AGN }) => (P_AGN === '' ? null : Number(P_AGN)));
    const { head, rows } = pageOf('h.html');
    expect(rows[0].cells.map((cells) => cells[head.columns.findIndex(({ name }) => name === 'P_AGN')])).toEqual(p);

    const { code, out } = await run('--files', 'few.txt', '--html', 'o.html', '--plots', 'o');
    expect(code).toBe(1);
    expect(readCsv(out).map(({ VERDICT }) => VERDICT)).toEqual(rowsOf('v.csv').map(({ VERDICT }) => VERDICT));
    expect(pageOf('o.html').rows[0].cells).toHaveLength(4);
    expect(pictures('o')).toHaveLength(3);
    const { out: lines } = await run('0000.pha', '--json', '--html', 'o.html', '--overwrite');
    expect(lines).not.toContain('sketch');
  });

  test('the network alone has no templates', async () => {
    await run('0000.pha', '--method', 'network', '--out', 'n.csv', '--html', 'n.html');
    const [spectrum] = pageOf('n.html').spectra[0].spectra;
    expect(spectrum!.likeliest).toBeUndefined();
    expect(spectrum!.counts.length).toBeGreaterThan(20);
  });
});

describe('what is refused', () => {
  test('options that cannot be together are usage errors', async () => {
    for (const [args, said] of [
      [['--plots', 'x', '--prior', 'estimate', '--out', 'x.csv'], '--plots and --prior estimate exclude each other'],
      [['--plots', 'x', '--purity', 'agn=0.9', '--out', 'x.csv'], '--plots and --purity exclude each other'],
      [['--html', 'x.html', '--append', '--out', 'x.csv'], '--html and --append exclude each other'],
      [['--html', 'x.html', '--shard', '1/2', '--out', 'x_%a.csv'], 'put %a in its name'],
      [['--html', 'x_%a.html', '--out', 'x.csv'], '%a is the number of a Slurm'],
      [['--plots', 'x', '--resume'], '--resume needs --out'],
    ] as const) {
      const { code, err } = await run('0000.pha', ...args);
      expect({ code, err }, args.join(' ')).toEqual({ code: 2, err: expect.stringContaining(said) });
    }
    expect([existsSync(at('x')), existsSync(at('x.html'))]).toEqual([false, false]);
  });

  test('files and folders that are there, or are none', async () => {
    writeFileSync(at('file'), '');
    for (const [args, said] of [
      [['--plots', 'file'], 'file: is a file; pictures need a folder'],
      [['--plots', 'file/x'], 'file/x: cannot be made'],
      [['--plots', 'pics'], 'pics/1_0000.png: is there already; --overwrite'],
      [['--html', 'v.html'], 'v.html: is there already; --overwrite'],
      [['--html', 'pics'], 'pics: cannot be written: is not a file'],
      [['--html', 'nowhere/v.html'], 'there is no folder nowhere'],
      [['--html', 'y.csv'], 'y.csv: is the table too'],
      [['--html', '0000.pha', '--overwrite'], '0000.pha: is an input of this command'],
    ] as const) {
      const { code, err } = await run('--files', 'few.txt', '0000.pha', '--out', 'y.csv', ...args);
      expect({ code, err }, args.join(' ')).toEqual({ code: 1, err: expect.stringContaining(said) });
      expect(readdirSync(folder).filter((name) => name.startsWith('y.csv'))).toEqual([]);
    }
  });

  test('threads end the run alike where a picture is there', async () => {
    const names = readdirSync(folder).filter((name) => /^\d+\.pha$/.test(name));
    mkdirSync(at('there'));
    writeFileSync(at('there/30_0029.png'), 'mine');
    const { code, err } = await run(
      ...names,
      '--out',
      't.csv',
      '--plots',
      'there',
      '--threads',
      '2',
      '--method',
      'network',
    );
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('there/30_0029.png: is there already') });
    expect(readFileSync(at('there/30_0029.png'), 'utf8')).toBe('mine');
  });
});

describe('runs in parts', () => {
  const names = () => readdirSync(folder).filter((name) => /^\d+\.pha$/.test(name));
  const options = ['--method', 'network', '--threads', '2'];

  test('one that is stopped leaves whole pictures alone, and goes on to the same table, pictures and page', async () => {
    const all = names();
    const made = (name: string) => [...all, ...options, '--out', `${name}.csv`, '--html', `${name}.html`];
    await run(...made('whole'), '--plots', 'drawn');
    expect(pictures('drawn')).toHaveLength(40);
    const { child, done } = start(folder, ['classify', ...made('cut'), '--plots', 'half']);
    while (pictures('half').length < 6 && child.exitCode === null) await new Promise((r) => setTimeout(r, 20));
    child.kill('SIGINT');
    expect((await done).code).toBe(130);
    const before = pictures('half');
    expect(before.length).toBeLessThan(40);
    for (const name of before) expect({ name, isWhole: isWhole(at(`half/${name}`)) }).toEqual({ name, isWhole: true });
    expect(existsSync(at('cut.html'))).toBe(false);
    const { code } = await run(...made('cut'), '--plots', 'half', '--resume');
    expect(code).toBe(0);
    expect(pictures('half')).toEqual(pictures('drawn'));
    for (const name of pictures('half'))
      expect(readFileSync(at(`half/${name}`)).equals(readFileSync(at(`drawn/${name}`))), name).toBe(true);
    const table = (name: string) => readFileSync(at(name), 'utf8').replaceAll('half/', 'drawn/');
    expect(table('cut.csv')).toBe(table('whole.csv'));
    const rows = pageOf('cut.html').rows.map(({ histograms }) => histograms);
    expect(rows).toEqual(pageOf('whole.html').rows.map(({ histograms }) => histograms));
  });

  test('shards share a folder of pictures, with the names of the whole list, and have a page each', async () => {
    const all = names();
    for (const shard of ['1/2', '2/2'])
      await run(
        ...all,
        ...options,
        '--shard',
        shard,
        '--out',
        'part_%a.csv',
        '--html',
        'part_%a.html',
        '--plots',
        'both',
      );
    expect(pictures('both')).toEqual(pictures('drawn'));
    expect(pageOf('part_2.html').rows[0].cells).toHaveLength(20);
    expect((await xsift(folder, 'merge', 'merged.csv', 'part_1.csv', 'part_2.csv')).code).toBe(0);
    const table = (name: string) => readFileSync(at(name), 'utf8').replaceAll('both/', 'drawn/');
    expect(table('merged.csv')).toBe(table('whole.csv'));
  });

  test('rows of a library have pictures by their numbers', async () => {
    await xsift(folder, 'simulate', '--class', 'agn', '--count', '3', '--out', 'lib.fits');
    const { code, err } = await run('lib.fits', '0000.pha', '--out', 'l.csv', '--plots', 'lib');
    expect({ code, err }).toMatchObject({ code: 0 });
    expect(pictures('lib')).toEqual(['1_lib_1.png', '2_lib_2.png', '3_lib_3.png', '4_0000.png']);
  });
});
