// Many spectra, by one thread and by several, in blocks and one by one.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { listSources } from '../../ts/classify/index.js';
import { setupOf } from '../../ts/classify/parallel/setup.js';
import { Threads } from '../../ts/classify/parallel/threads.js';
import {
  agn,
  Classifier,
  type ClassifyItem,
  type ClassifyStreamOptions,
  type ClassifyUsing,
  classifyFiles,
  classifyStream,
  datasetFromSimulation,
  embeddedResponse,
  loadSpectrum,
  type SourceVerdict,
  selectRows,
  simulate,
  stars,
  templateBank,
  writeLibrary,
} from '../../ts/index.js';
import { writeCatalogue } from '../cli/catalogueFiles.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
const folder = mkdtempSync(join(tmpdir(), 'xsift-stream-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);

const network = Classifier.load();
const bank = templateBank([stars(), agn()], { templates: 100 });
const both = { network, bank };
let files: string[] = [];
beforeAll(() => {
  files = writeCatalogue(folder, 90).map(at);
  files.splice(50, 0, at('nothing.pha'));
});

async function verdicts(
  items: Iterable<ClassifyItem> | AsyncIterable<ClassifyItem>,
  using: ClassifyUsing = both,
  options: ClassifyStreamOptions = {},
): Promise<SourceVerdict[]> {
  const rows: SourceVerdict[] = [];
  for await (const row of classifyStream(items, using, options)) rows.push(row);
  return rows;
}

describe('the same bits', () => {
  test('one by one, in blocks, and by any number of threads', async () => {
    const single: SourceVerdict[] = [];
    for (const file of files) single.push(...(await verdicts([file], both, { threads: 1 })));
    expect(single.map(({ error }) => error !== undefined)).toEqual(files.map((file) => file.includes('nothing')));
    expect(new Set(single.map(({ method }) => method)).size).toBe(3);
    for (const threads of [1, 2, 3]) {
      const rows = await verdicts(files, both, { threads, total: files.length });
      expect(rows, `${threads} threads`).toEqual(single);
    }
  });

  test('from paths, bytes, and spectra that were read already', async () => {
    const some = files.slice(0, 45);
    const expected = await verdicts(some, both, { threads: 1 });
    const items = some.map((file, i): ClassifyItem => {
      if (i % 3 === 0) return loadSpectrum(file);
      if (i % 3 === 1) return { file };
      const named = { rmf: at('s.rmf'), arf: at(`${Math.floor(i / 40)}.arf`) };
      return { file, bytes: new Uint8Array(readFileSync(file)), ...named };
    });
    expect(await verdicts(items, both, { threads: 2 })).toEqual(expected);
  });

  test('of populations of the user, whose functions do not cross to other threads', async () => {
    const own = { ...agn(), name: 'qso', identity: 'own 1' };
    const mine = templateBank([stars(), own], { templates: 50, band: [0.5, 7] });
    const [one, two] = [1, 2].map((threads) => verdicts(files, mine, { threads, total: files.length }));
    expect(await two).toEqual(await one);
    expect((await one)[1].verdict).toMatch(/^(star|qso)$/);
  });
});

describe('counts', () => {
  const count = 1500;
  const dataset = (async () =>
    datasetFromSimulation(
      await simulate(agn(), count, embeddedResponse(), { exposure: 5e4, seed: 3, background: undefined }),
    ))();

  test('of a library: the numbers of the methods, for each block and thread', async () => {
    writeLibrary(at('agn.xsl'), await dataset);
    const { predict } = { predict: await network.predict(await dataset) };
    const through = await bank.through(embeddedResponse());
    const posteriors = await through.classify(await dataset);
    for (const threads of [1, 2]) {
      const list = await listSources([at('agn.xsl')]);
      expect(list.total).toBe(count);
      const byNetwork = await verdicts(list.sources, network, { threads, total: count });
      expect(byNetwork.map(({ probabilities }) => probabilities[1])).toEqual(
        Array.from({ length: count }, (_, i) => predict.probabilities[2 * i + 1]),
      );
      expect(byNetwork.map(({ row }) => row)).toEqual(Array.from({ length: count }, (_, i) => i + 1));
      const byBank = await verdicts(list.sources, bank, { threads, total: count });
      expect(byBank.flatMap(({ probabilities }) => probabilities)).toEqual([...posteriors.probabilities]);
      expect(byBank[7]).toMatchObject({ telescope: 'CHANDRA', exposure: 5e4, netCounts: predict.netCounts[7] });
      expect(byBank[7].flags).toContain('no-background');
    }
  });

  test('of an unknown response: the network alone, if it need not be told it; damaged ones have a row each', async () => {
    const few = selectRows(await dataset, [0, 1, 2]);
    const { responseDescriptor: _, responseDescriptorNames: __, ...plain } = few;
    const unknown = { ...plain, provenance: few.provenance.map((origin) => ({ ...origin, response: 'unknown' })) };
    const source = { file: 't.csv', first: 0, count: 3, open: async () => unknown, passed: [['a'], ['b'], ['c']] };
    const rows = await verdicts([source], both);
    expect(rows.map(({ error }) => error)).toEqual(
      Array(3).fill(
        't.csv: the response of these spectra is not known (unknown); name its files with --rmf and --arf (options rmf, arf)'.slice(
          7,
        ),
      ),
    );
    expect(rows[1]).toMatchObject({ row: 2, passed: ['b'], exposure: 5e4, verdict: undefined });
    const named = await verdicts([source], both, { rmf: at('s.rmf'), arf: at('3.arf') });
    expect(named.map(({ method }) => method)).not.toContain(undefined);
    const paper = await verdicts([source], { network: Classifier.embedded('paper'), bank });
    expect(paper.map(({ method }) => method)).toEqual(['network', 'network', 'network']);
  });
});

describe('a stream', () => {
  /** Paths one after the other, with how many were taken. */
  function counted(most = Infinity) {
    const seen = { taken: 0, returned: false };
    async function* paths() {
      try {
        for (let i = 0; i < most; i++) {
          seen.taken++;
          yield files[i % 40];
        }
      } finally {
        seen.returned = true;
      }
    }
    return { seen, paths: paths() };
  }

  test.for([1, 2])(
    'by %i threads is read no further than a few chunks ahead, and ends when the loop ends',
    async (threads) => {
      const { seen, paths } = counted();
      let rows = 0;
      for await (const _ of classifyStream(paths, network, { threads })) {
        if (++rows < 100) continue;
        await pause(200);
        expect(seen.taken).toBeLessThan(100 + 32 * (4 * threads + 2));
        break;
      }
      expect(seen.returned).toBe(true);
      const { taken } = seen;
      await pause(50);
      expect(seen.taken).toBe(taken);
    },
  );

  test('gives the result of a spectrum before the next is there', async () => {
    let next: ((path: string) => void) | undefined;
    async function* asked() {
      for (let i = 0; i < 3; i++)
        yield await new Promise<string>((resolve) => {
          next = resolve;
        });
    }
    const rows = classifyStream(asked(), network);
    for (const file of files.slice(0, 3)) {
      const row = rows.next();
      while (!next) await pause(1);
      const give = next;
      next = undefined;
      give(file);
      expect((await row).value).toMatchObject({ file });
    }
    expect((await rows.next()).done).toBe(true);
  });

  test.for([1, 2])('by %i threads stops when it is aborted, also while it waits for the next', async (threads) => {
    const stop = new AbortController();
    const { paths } = counted();
    const run = (async () => {
      for await (const { file } of classifyStream(paths, network, { threads, signal: stop.signal }))
        if (file === files[39]) stop.abort(new Error('enough'));
    })();
    await expect(run).rejects.toThrow('enough');
    const waiting = new AbortController();
    async function* never() {
      await new Promise(() => undefined);
      yield files[0];
    }
    setTimeout(() => waiting.abort(new Error('no longer')), 30);
    await expect(verdicts(never(), network, { threads, signal: waiting.signal })).rejects.toThrow('no longer');
  });

  test('errors of the source come through; items that are none are refused', async () => {
    async function* broken() {
      yield files[0];
      throw new Error('the list broke off');
    }
    await expect(verdicts(broken())).rejects.toThrow('the list broke off');
    await expect(verdicts([files[0], 7 as never])).rejects.toThrow('a file is 7; its path, its bytes');
    await expect(verdicts(7 as never)).rejects.toThrow('sources is 7; a list or stream');
    await expect(verdicts([], network, { minCounts: -1 })).rejects.toThrow('minCounts');
  });

  test('a thread that ends is an error that says so', async () => {
    const setup = { ...setupOf({ classes: [], countBand: [0.3, 8] }, {}) };
    const threads = new Threads(setup, 1);
    const work = { kind: 'spectra' as const, begin: 0, sources: [{ file: 'a.pha' }, { file: 'b.pha' }] };
    await expect(threads.run(work, '')).rejects.toThrow(
      /^a worker thread ended while it classified a\.pha to b\.pha: .*a Classifier.*with 1 to find the file/,
    );
    await expect(threads.run(work, '')).rejects.toThrow('a worker thread ended');
    await threads.close();
  });
});

describe('selections', () => {
  test('spectra of few counts have no result', async () => {
    const all = await verdicts(files, network, { threads: 1 });
    const counts = all.map((row) => row.counts).filter((n) => !Number.isNaN(n));
    const least = counts.sort((a, b) => a - b)[30];
    const kept = await verdicts(files, network, { threads: 2, minCounts: least });
    // What could not be counted is told all the same.
    expect(kept).toEqual(all.filter((row) => !(row.counts < least)));
    expect(kept.length).toBe(all.length - 30 + counts.filter((n, i) => i < 30 && n === least).length);
  });

  test('with strict a flag is an error, and nothing else is lost', async () => {
    const [plain] = await verdicts([files[0]]);
    expect(plain.flags).toContain('no-background');
    const [strict] = await verdicts([files[0]], both, { strict: true });
    expect(strict).toEqual({
      ...{ ...plain, probabilities: [NaN, NaN], verdict: undefined, method: undefined },
      error: `flagged ${plain.flags.join(', ')}; without --strict (option strict) it has a verdict`,
    });
    const clean = (await verdicts(files.slice(0, 20))).findIndex(({ flags }) => flags.length === 0);
    expect(await verdicts([files[clean]], both, { strict: true })).toEqual(await verdicts([files[clean]]));
  });

  test('shares that are estimated from all are those of one thread', async () => {
    const run = async (threads: number) => {
      const rows: SourceVerdict[] = [];
      for await (const row of classifyFiles(files, both, { prior: 'estimate', threads })) rows.push(row);
      return rows;
    };
    expect(await run(2)).toEqual(await run(1));
  });
});
