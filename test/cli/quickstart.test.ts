import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { Classifier } from '../../ts/index.js';
import { readArf, readPha, readRmf } from '../../ts/ogip/index.js';
import { type Outcome, readCsv, testFolder, xsift } from './xsift.js';

const { folder, at } = testFolder();
let outcome: Outcome;

beforeAll(async () => {
  outcome = await xsift(folder, 'quickstart', '--count', '300');
});

test('the shares with their spread, and the verdicts, are printed', () => {
  const { code, out, err } = outcome;
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('simulated 300 stars and 300 AGN: ACIS-I of 1999-2000, 1 Ms, no background, seed 1\n');
  expect(out).toMatch(
    /^trained 5 networks \(527-10-2 nodes\), each on 80 % of the \d+ spectra with more than 100 net/m,
  );
  for (const name of ['accuracy', 'recall', 'TNR', 'precision', 'NPV']) {
    const [, mean, sd] = new RegExp(`^${name}.* (\\d+\\.\\d\\d) +(\\d+\\.\\d\\d)$`, 'm').exec(out)!.map(Number);
    expect(mean).toBeGreaterThan(60);
    expect(mean).toBeLessThanOrEqual(100);
    expect(sd).toBeGreaterThan(0);
  }
});

test('the folder holds a model, plots, and verdicts on spectra that can be read', async () => {
  const results = at('xsift-quickstart');
  expect(readdirSync(results).sort()).toEqual(
    [
      'mean-spectra.png',
      'mean-spectra.svg',
      'model.safetensors',
      'probabilities.png',
      'probabilities.svg',
      'spectra',
    ].concat('verdicts.csv'),
  );
  expect(readFileSync(`${results}/mean-spectra.png`).subarray(1, 4).toString()).toBe('PNG');
  const svg = readFileSync(`${results}/mean-spectra.svg`, 'utf8');
  for (const label of ['star', 'agn', 'Fe']) expect(svg).toContain(label);
  expect(Classifier.load(`${results}/model.safetensors`).classes).toEqual(['star', 'agn']);
  const rows = readCsv(readFileSync(`${results}/verdicts.csv`, 'utf8'));
  expect(rows).toHaveLength(8);
  for (const { FILE, COUNTS, VERDICT } of rows) {
    expect(['star', 'agn']).toContain(VERDICT);
    const { counts, respFile } = readPha(at(FILE));
    expect(respFile).toBe('response.rmf');
    expect(Number(COUNTS)).toBeLessThanOrEqual(counts.reduce((sum, n) => sum + n, 0));
    expect(Number(COUNTS)).toBeGreaterThan(100);
  }
  expect(readRmf(`${results}/spectra/response.rmf`).detChans).toBe(1024);
  expect(readArf(`${results}/spectra/response.arf`).specResp.length).toBeGreaterThan(900);
  // The same classifier, asked again by file.
  const again = await xsift(
    folder,
    'classify',
    ...['--method', 'network', '--model', 'xsift-quickstart/model.safetensors'],
    ...rows.map((row) => row.FILE),
  );
  expect(readCsv(again.out)).toEqual(rows);
});

test('a folder with anything else in it is left alone, and so is a file', async () => {
  mkdirSync(at('work'));
  writeFileSync(at('work/thesis.tex'), 'text');
  const refused = await xsift(folder, 'quickstart', '--count', '100', '--out', 'work');
  expect(refused).toMatchObject({ code: 1, out: '', err: expect.stringContaining('such as thesis.tex') });
  expect(readdirSync(at('work'))).toEqual(['thesis.tex']);
  const file = await xsift(folder, 'quickstart', '--count', '100', '--out', 'work/thesis.tex');
  expect(file).toMatchObject({ code: 1, out: '', err: expect.stringContaining('is a file; give --out the name of a') });
});
