import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  type ClassifySource,
  type ListSourcesOptions,
  listSources,
  openSource,
  type SourceList,
  type SpectrumSource,
} from '../../../ts/classify/inputs/index.js';
import { writeFits, writePha } from '../../../ts/ogip/index.js';
import { smallArf, smallPha, smallRmf } from '../../ogip/fixtures.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'xsift-inputs-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});
const at = (name: string) => join(folder, name);

/** Empty files: listing opens none of them. */
function touch(...names: string[]): void {
  for (const name of names) {
    mkdirSync(dirname(at(name)), { recursive: true });
    writeFileSync(at(name), '');
  }
}

async function sourcesOf(list: SourceList): Promise<ClassifySource[]> {
  const sources: ClassifySource[] = [];
  for await (const source of list.sources) sources.push(source);
  return sources;
}

const list = (inputs: string[], options: ListSourcesOptions = {}) => listSources(inputs, options);
const filesOf = async (inputs: string[], options?: ListSourcesOptions) =>
  (await sourcesOf(await list(inputs, options))).map(({ file }) => file);

async function* chunks(...given: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of given) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
}

describe('files and folders', () => {
  test('files in their order, also such as do not exist, and rows of a type II file', async () => {
    const sources = await sourcesOf(await list([at('z.pi'), at('a.pha{3}'), at('gone'), at('odd{2}')]));
    expect(sources).toEqual([
      { file: at('z.pi') },
      { file: at('a.pha'), row: 3 },
      { file: at('gone') },
      { file: at('odd'), row: 2 },
    ]);
  });

  test('a folder: by the bytes of the paths, with what is left out', async () => {
    touch(
      's/b.pi',
      's/a/x.pi',
      's/a.pi',
      's/a-b.pi',
      's/B.pi',
      's/x_bkg.pi',
      's/a/x_grp.pi',
      's/a/.hid.pi',
      's/.git/x.pi',
      's/x.arf',
    );
    const found = await list([at('s')]);
    // '-' is before '.', which is before '/'.
    const names = ['B.pi', 'a-b.pi', 'a.pi', 'a/x.pi', 'b.pi'];
    expect((await sourcesOf(found)).map(({ file }) => file)).toEqual(names.map((name) => at(`s/${name}`)));
    expect(found.total).toBe(5);
    expect(found.leftOut).toEqual([
      { reason: 'background', count: 1, first: at('s/x_bkg.pi') },
      { reason: 'copy', count: 1, first: at('s/a/x_grp.pi') },
    ]);
    expect(await filesOf([`${at('s')}/`])).toEqual(names.map((name) => at(`s/${name}`)));
  });

  test('--include takes what matches, backgrounds too', async () => {
    touch('s/a.pi', 's/a_bkg.pi', 's/sub/a.fits', 's/sub/deep/b.fits');
    expect(await filesOf([at('s')], { include: '*.{pi,fits}' })).toEqual(
      ['a.pi', 'a_bkg.pi', 'sub/a.fits', 'sub/deep/b.fits'].map((name) => at(`s/${name}`)),
    );
    expect(await filesOf([at('s')], { include: 'sub/*.fits' })).toEqual([at('s/sub/a.fits')]);
    expect((await list([at('s')], { include: '*.pi' })).leftOut).toEqual([]);
  });

  test('links: to files and folders, once around a circle, and to nothing', async () => {
    touch('s/in/a.pi', 'else/b.pi');
    symlinkSync(at('else'), at('s/linked'));
    symlinkSync(at('s'), at('s/in/circle'));
    symlinkSync(at('nothing'), at('s/broken.pi'));
    expect(await filesOf([at('s')])).toEqual(['broken.pi', 'in/a.pi', 'linked/b.pi'].map((name) => at(`s/${name}`)));
  });

  test.skipIf(process.getuid?.() === 0)('a folder that cannot be read is an error, not a gap', async () => {
    touch('s/in/a.pi');
    chmodSync(at('s/in'), 0);
    await expect(list([at('s')])).rejects.toThrow(`${at('s/in')}`);
    chmodSync(at('s/in'), 0o755);
  });

  test('quoted globs take all that match, in order; one that matches nothing is an error', async () => {
    touch('g/b/x.dat', 'g/a/x.dat', 'g/a/x_bkg.pi', 'g/a/c.txt');
    expect(await filesOf([`${folder}/g/*/*.{dat,pi}`])).toEqual(
      ['a/x.dat', 'a/x_bkg.pi', 'b/x.dat'].map((name) => at(`g/${name}`)),
    );
    expect(await filesOf([`${folder}/g/**/x.dat`])).toEqual([at('g/a/x.dat'), at('g/b/x.dat')]);
    await expect(list([`${folder}/g/*.nil`])).rejects.toThrow(`no file matches ${folder}/g/*.nil`);
    // A file that is there is itself, whatever letters its name has.
    touch('g/[a].dat');
    expect(await filesOf([at('g/[a].dat')])).toEqual([at('g/[a].dat')]);
  });

  test('the identity is that of the names and their order, the same each time', async () => {
    touch('s/a.pi', 's/b.pi');
    const identity = async (inputs: string[], options?: ListSourcesOptions) => (await list(inputs, options)).identity;
    const first = await identity([at('s')]);
    writeFileSync(at('s/a.pi'), 'other content');
    expect(await identity([at('s')])).toBe(first);
    touch('s/c.pi');
    expect(await identity([at('s')])).not.toBe(first);
    const [ab, ba] = [await identity([at('a.pi'), at('b.pi')]), await identity([at('b.pi'), at('a.pi')])];
    expect(ab).not.toBe(ba);
    expect(await identity([at('a.pi{1}')])).not.toBe(await identity([at('a.pi{2}')]));
    // No two lists are taken for one because their names join to the same text.
    touch('one/s/a', 'one/s/b', 'two/s/as/b');
    const before = process.cwd();
    const identityIn = async (place: string) => {
      process.chdir(at(place));
      return identity(['s'], { include: '*' }).finally(() => process.chdir(before));
    };
    expect(await identityIn('one')).not.toBe(await identityIn('two'));
  });

  test('bad arguments', async () => {
    await expect(list('a.pi' as unknown as string[])).rejects.toThrow('a list of paths is needed');
    await expect(list([''])).rejects.toThrow('inputs[0] is the text ""; a path is needed');
    await expect(list(['-', '-'])).rejects.toThrow('standard input (-) is given 2 times');
    await expect(list(['-'], { files: '-' })).rejects.toThrow('standard input (-) is given 2 times');
  });
});

describe('plain lists', () => {
  test('names are seen from the folder of the list; blanks, comments, line ends of Windows', async () => {
    touch('l/list.txt');
    writeFileSync(at('l/list.txt'), '\ufeffa.pi\r\n\n# a comment\nsub/b c.pi \r\n/abs/c.pha{2}\nlast.pi');
    const found = await list([at('first.pi')], { files: at('l/list.txt') });
    expect(found.total).toBe(5);
    const files = [{ file: at('first.pi') }, { file: at('l/a.pi') }, { file: at('l/sub/b c.pi ') }];
    expect(await sourcesOf(found)).toEqual([...files, { file: '/abs/c.pha', row: 2 }, { file: at('l/last.pi') }]);
    // The second time around it is the same.
    expect(await sourcesOf(found)).toHaveLength(5);
  });

  test('NUL after each name: names may hold lines and begin with #', async () => {
    writeFileSync(at('list'), '#a.pi\0b\nc.pi\0');
    expect(await filesOf([], { files: at('list'), nul: true })).toEqual([at('#a.pi'), at('b\nc.pi')]);
    await expect(list([], { files: at('list') })).rejects.toThrow(`${at('list')}: line 1 holds a NUL`);
    writeFileSync(at('list'), 'a.pi\nb.pi\0');
    await expect(list([], { files: at('list') })).rejects.toThrow('line 2 holds a NUL');
  });

  test('on standard input names are as they are', async () => {
    const stdin = chunks('a.pi\nsub', '/b.pi\n');
    expect(await filesOf([], { files: '-', stdin })).toEqual(['a.pi', 'sub/b.pi']);
  });

  test('a list that is not there is an error with its name', async () => {
    await expect(list([], { files: at('nil') })).rejects.toThrow(`${at('nil')}: the list cannot be read: no such file`);
  });

  test('the digest is of the list, and of the folder that its names are seen from', async () => {
    const identity = async (text: string, name: string) => {
      touch(name);
      writeFileSync(at(name), text);
      return (await list([], { files: at(name) })).identity;
    };
    const first = await identity('a.pi\n', 'x/list');
    expect(await identity('a.pi\n', 'x/other')).toBe(first);
    expect(await identity('b.pi\n', 'x/list')).not.toBe(first);
    expect(await identity('a.pi\n', 'y/list')).not.toBe(first);
  });

  test('300,000 names', async () => {
    writeFileSync(at('list'), Array.from({ length: 300_000 }, (_, i) => `s/${i}.pi\n`).join(''));
    const found = await list([], { files: at('list') });
    expect(found.total).toBe(300_000);
    let count = 0;
    let last = '';
    for await (const { file } of found.sources) [count, last] = [count + 1, file];
    expect([count, last]).toEqual([300_000, at('s/299999.pi')]);
  });
});

describe('archives and standard input', () => {
  /** A spectrum with its response, which the archive holds after it. */
  function archived(...options: string[]): Buffer {
    mkdirSync(at('t/obs'), { recursive: true });
    writePha(at('t/obs/s.pi'), smallPha({ respFile: '../r.rmf', ancrFile: 'gone/a.arf', backFile: 's_bkg.pi' }));
    writePha(at('t/obs/s_bkg.pi'), smallPha({ backScal: 4 }));
    writeFits(at('t/r.rmf'), smallRmf());
    writeFits(at('t/obs/a.arf'), smallArf());
    return execFileSync('tar', [
      '-C',
      at('t'),
      ...options,
      '-cf',
      '-',
      'obs/s.pi',
      'obs/s_bkg.pi',
      'obs/a.arf',
      'r.rmf',
    ]);
  }

  test.each([
    ['plain', (bytes: Buffer) => bytes],
    ['gzip', (bytes: Buffer) => gzipSync(bytes)],
  ])('%s: members with their companions, under the name of the archive', async (_, pack) => {
    writeFileSync(at('all.tar'), pack(archived()));
    const found = await list([at('all.tar')]);
    rmSync(at('t'), { recursive: true });
    expect(found.leftOut).toEqual([{ reason: 'background', count: 1, first: `${at('all.tar')}/obs/s_bkg.pi` }]);
    const [source, ...others] = (await sourcesOf(found)) as SpectrumSource[];
    expect([source.file, others, found.total]).toEqual([`${at('all.tar')}/obs/s.pi`, [], 1]);
    const opened = openSource(source);
    const { pha, rmf, arf, background, warnings } = opened.companions(opened.read());
    expect([pha.file, rmf?.detChans, arf?.specResp.length, background?.backScal]).toEqual([source.file, 4, 3, 4]);
    // The warning that the ARF lies beside the spectrum has the archive's name, and no folder of ours.
    expect(warnings?.map(({ file }) => file)).toEqual([source.file]);
    expect(warnings?.[0].message).toContain(`${at('all.tar')}/obs/a.arf, beside the spectrum`);
    const unpackedTo = dirname(dirname(source.path!));
    expect(existsSync(unpackedTo)).toBe(true);
    found.close();
    expect(existsSync(unpackedTo)).toBe(false);
  });

  test('what a member lacks is said with the name of the archive', async () => {
    writePha(at('s.pi'), smallPha({ respFile: 'gone.rmf' }));
    execFileSync('tar', ['-C', folder, '-cf', at('a.tar'), 's.pi']);
    const found = await list([at('a.tar')]);
    const [source] = (await sourcesOf(found)) as SpectrumSource[];
    const opened = openSource(source);
    expect(() => opened.companions(opened.read())).toThrow(
      `${at('a.tar')}/s.pi: RESPFILE is gone.rmf, but there is no such file (tried ${at('a.tar')}/gone.rmf, `,
    );
    found.close();
  });

  test('on standard input members have their own names, in pieces of any size', async () => {
    const bytes = gzipSync(archived());
    const pieces = Array.from({ length: Math.ceil(bytes.length / 100) }, (_, i) =>
      bytes.subarray(100 * i, 100 * i + 100),
    );
    const found = await list(['-'], { stdin: chunks(...pieces), include: '*.pi' });
    expect((await sourcesOf(found)).map(({ file }) => file)).toEqual(['obs/s.pi', 'obs/s_bkg.pi']);
    found.close();
  });

  const ours = () => readdirSync(tmpdir()).filter((name) => name.startsWith('xsift-archive-'));

  test('an archive that is cut short, or reaches out of its folder, is an error that leaves nothing behind', async () => {
    const before = ours();
    const bytes = archived();
    writeFileSync(at('cut.tar'), bytes.subarray(0, 7000));
    await expect(list([at('cut.tar')])).rejects.toThrow(`${at('cut.tar')}: the archive cannot be unpacked (Truncated`);
    writeFileSync(at('cut.tgz'), gzipSync(bytes).subarray(0, 700));
    await expect(list([at('cut.tgz')])).rejects.toThrow('damaged or cut short');
    writePha(at('out.pi'), smallPha());
    execFileSync('tar', ['-C', at('t'), '-P', '-cf', at('out.tar'), '../out.pi'], { stdio: 'pipe' });
    await expect(list([at('out.tar')])).rejects.toThrow("(path contains '..')");
    symlinkSync('../../../etc/hostname', at('link.pi'));
    execFileSync('tar', ['-C', folder, '-cf', at('link.tar'), 'link.pi']);
    await expect(list([at('link.tar')])).rejects.toThrow('(linkpath escapes extraction directory)');
    expect(ours()).toEqual(before);
  });

  test('links inside an archive are followed', async () => {
    archived();
    mkdirSync(at('t/two'));
    symlinkSync('../r.rmf', at('t/two/r.rmf'));
    writePha(at('t/two/s.pi'), smallPha({ respFile: 'r.rmf' }));
    execFileSync('tar', ['-C', at('t'), '-cf', at('a.tar'), '.']);
    const found = await list([at('a.tar')]);
    const source = ((await sourcesOf(found)) as SpectrumSource[]).find(({ file }) => file.endsWith('two/s.pi'))!;
    const opened = openSource(source);
    expect(opened.companions(opened.read()).rmf?.detChans).toBe(4);
    found.close();
  });

  test('a PHA on standard input, gzip or not, has no folder', async () => {
    writePha(at('s.pi'), smallPha({ respFile: 'r.rmf' }));
    const bytes = readFileSync(at('s.pi'));
    for (const given of [bytes, gzipSync(bytes)]) {
      const [source] = (await sourcesOf(await list(['-'], { stdin: chunks(given) }))) as SpectrumSource[];
      const opened = openSource(source);
      const pha = opened.read();
      expect([pha.file, [...pha.counts]]).toEqual(['-', [3, 0, 7, 1]]);
      expect(() => opened.companions(pha)).toThrow(
        '-: RESPFILE is r.rmf, and bytes have no folder to find it in; name',
      );
    }
    await expect(list(['-'], { stdin: chunks('a.pi\n') })).rejects.toThrow('a list of files is given by --files -');
    await expect(list(['-'], { stdin: chunks() })).rejects.toThrow('(standard input): is empty');
  });
});
