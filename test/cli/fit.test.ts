import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { fitModel } from '../../ts/fit/index.js';
import { createResponse, embeddedResponseTables, fakeIt, loadSpectrum } from '../../ts/index.js';
import { writeArf, writePha, writeRmf } from '../../ts/ogip/index.js';
import { testFolder, xsift, xsiftAll } from './xsift.js';

const { folder, at } = testFolder();
const run = (...args: string[]) => xsift(folder, 'fit', ...args);

beforeAll(() => {
  const { rmf, arf } = embeddedResponseTables();
  writeRmf(at('s.rmf'), rmf);
  writeArf(at('s.arf'), arf);
  const response = createResponse(rmf, arf);
  const exposure = 5e4;
  const drawn = (model: string, seed: number) => Float64Array.from(fakeIt({ model, response, exposure, seed }).counts);
  const { channel } = rmf;
  const files = { respFile: 's.rmf', ancrFile: 's.arf' };
  const background = { channel, exposure, backScal: 4e-6, counts: drawn('powerlaw(0.5, 4e-5)', 2) };
  const source = drawn('tbabs(0.1)*powerlaw(1.7, 1e-4)', 1);
  const inSource = drawn('powerlaw(0.5, 1e-5)', 3);
  const counts = source.map((count, c) => count + inSource[c]);
  writePha(at('s.pha'), { channel, exposure, counts, ...files, backScal: 1e-6, background });
  writePha(at('alone.pha'), { channel, exposure, counts });
  writePha(at('empty.pha'), { channel, exposure, counts: new Float64Array(channel.length), ...files });
});

test('a table of parameters, statistic and fluxes; the numbers of the library function', async () => {
  const { code, out, err } = await run('s.pha', '--model', 'tbabs*powerlaw', '--band', '0.5-7');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const fit = await fitModel(loadSpectrum(at('s.pha')), 'tbabs*powerlaw', { band: [0.5, 7] });
  const [nH, index] = fit.parameters;
  expect(Math.abs(nH.value - 0.1)).toBeLessThan(4 * nH.error);
  const lines = out.split('\n');
  expect(lines[0]).toBe('s.pha: tbabs*powerlaw');
  const row = lines.find((line) => line.startsWith('powerlaw   PhoIndex'))!.split(/ +/);
  expect(Number(row[2])).toBeCloseTo(index.value, 2);
  expect(Number(row[3])).toBeCloseTo(index.error, 3);
  expect(out).toContain(`${fit.statistic}  ${fit.statisticValue.toFixed(2)} for ${fit.bins} bins`);
  expect(out).toMatch(/^0\.5-8 keV +\d\.\d+e-13 /m);
});

test('--json has every number; options freeze, start, and choose statistic and background', async () => {
  const model = ['--model', 'tbabs*powerlaw', '--json'];
  const outcomes = await xsiftAll(folder, [
    ['fit', 's.pha', ...model, '--freeze', 'nH=0.2', '--statistic', 'wstat'],
    ['fit', 's.pha', ...model, '--background', 'none', '--start', 'nH=0.3,PhoIndex=2', '--out', 'fit.json'],
    ['fit', 'alone.pha', ...model, '--rmf', 's.rmf', '--arf', 's.arf'],
  ]);
  expect(outcomes.map(({ code }) => code)).toEqual([0, 0, 0]);
  const frozen = JSON.parse(outcomes[0].out);
  expect(frozen.statistic).toBe('wstat');
  expect(frozen.parameters[0]).toMatchObject({ name: 'nH', value: 0.2, error: null, isFree: false });
  expect(frozen.covariance).toHaveLength(4);
  const alone = JSON.parse(readFileSync(at('fit.json'), 'utf8'));
  expect(alone).toMatchObject({ file: 's.pha', statistic: 'cstat', isConverged: true, totals: { background: 0 } });
  // The same counts without a background, whichever way it is left out; the start differs.
  expect(JSON.parse(outcomes[2].out).statisticValue).toBeCloseTo(alone.statisticValue, 3);
});

test('--plot draws data, model and residuals', async () => {
  const { code, err } = await run('s.pha', '--model', 'tbabs*powerlaw', '--plot', 'fit');
  expect({ code, err }).toEqual({ code: 0, err: 'fit: data, model and residuals\n' });
  const svg = readFileSync(at('fit.svg'), 'utf8');
  for (const words of ['s.pha: tbabs*powerlaw', 'Counts/s/keV', 'model', 'background', 'Energy (keV)'])
    expect(svg).toContain(words);
  expect(readFileSync(at('fit.png')).toString('latin1', 1, 4)).toBe('PNG');
  await run('s.pha', '--model', 'powerlaw', '--plot', 'only.png');
  expect([existsSync(at('only.png')), existsSync(at('only.svg'))]).toEqual([true, false]);
});

test('errors name the file or argument and what to do', async () => {
  const cases: [string[], number, string][] = [
    [['lost.pha', '--model', 'powerlaw'], 1, 'lost.pha: cannot be read'],
    [['alone.pha', '--model', 'powerlaw'], 1, 'alone.pha: no RMF is known for this spectrum'],
    [['empty.pha', '--model', 'powerlaw'], 1, 'there are no counts from 0.3 to 8 keV'],
    [['s.pha', '--model', 'tbabs*poewrlaw'], 1, 'poewrlaw'],
    [['s.pha', '--model', 'powerlaw', '--freeze', 'nH=0.1'], 1, 'powerlaw has no parameter nH; it has PhoIndex, norm'],
    [['s.pha', '--model', 'powerlaw', '--start', 'norm=-1'], 1, 'its limits are 0 to 1e+24'],
    [['s.pha', '--model', 'tbabs*powerlaw', '--abundances', 'solar'], 1, "there is no abundance table 'solar'"],
    [['s.pha', '--model', 'powerlaw', '--start', 'nH'], 2, "'nH' is not NAME=NUMBER."],
    [['s.pha', '--model', 'powerlaw', '--thaw', 'nH=2'], 2, "'nH=2' is not NAME."],
    [['s.pha', '--model', 'powerlaw', '--band', '7-0.5'], 2, 'two energies in keV, such as 0.5-8'],
    [['s.pha', '--model', 'powerlaw', '--statistic', 'chi'], 2, 'It must be cstat or wstat.'],
    [['s.pha'], 2, "required option '--model <expression>' not specified"],
    [['s.pha', '--model', 'powerlaw', '--json', '--out', 's.pha'], 1, 's.pha: is an input of this command'],
  ];
  const outcomes = await xsiftAll(
    folder,
    cases.map(([args]) => ['fit', ...args]),
  );
  for (const [i, [args, code, message]] of cases.entries()) {
    expect({ args, code: outcomes[i].code, out: outcomes[i].out }).toEqual({ args, code, out: '' });
    expect(outcomes[i].err).toContain(message);
  }
});
