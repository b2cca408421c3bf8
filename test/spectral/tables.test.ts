import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { model } from '../../ts/spectral/index.js';
import { type Fixture, writeTable } from './tableFixture.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'xsift-tables-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);
const additive: [string, boolean] = ['ADDMODEL', true];
const factors: [string, boolean] = ['ADDMODEL', false];
const close = (found: ArrayLike<number>, wanted: number[], digits = 6) =>
  wanted.forEach((value, i) => {
    expect(found[i] / (value || 1), `bin ${i}`).toBeCloseTo(value ? 1 : 0, digits);
  });

/** Bins of 1, 1 and 2 keV. */
const edges = [1, 2, 3, 5];
const [energLo, energHi] = [Float64Array.of(1, 2, 3), Float64Array.of(2, 3, 5)];

/** Two axes, the second logarithmic, and an additional parameter. Row (kT, xi) holds 100 kT + xi times 1, 2, 3, and a tenth. */
const twoAxes: Fixture = {
  parameters: [
    { name: 'kT', values: [1, 2, 4], initial: 1.5 },
    { name: 'log xi', values: [1, 10, 100], method: 1, initial: 10, delta: -1 },
    { name: 'Fe', initial: 0, min: 0, max: 5 },
  ],
  edges,
  rows: [1, 2, 4].flatMap((kT) =>
    [1, 10, 100].map((xi) => {
      const value = 100 * kT + xi;
      return [value, 2 * value, 3 * value, value / 10, 0, 1];
    }),
  ),
  header: [additive],
};

describe('atable', () => {
  test('has the parameters of its file: names, units, limits, those that a fit keeps, and norm', () => {
    const file = writeTable(at('parameters.fits'), {
      ...twoAxes,
      header: [additive, ['REDSHIFT', true], ['ESCALE', true]],
    });
    expect(model(`atable{${file}}`).parameters).toMatchObject([
      { component: 'atable', name: 'kT', value: 1.5, min: 1, max: 4 },
      { name: 'log_xi', value: 10, min: 1, max: 100, isFrozen: true },
      { name: 'Fe', value: 0, min: 0, max: 5 },
      { name: 'Escale', value: 1, isFrozen: true },
      { name: 'z', value: 0, min: -0.999, max: 10, isFrozen: true },
      { name: 'norm', value: 1, unit: 'photons/cm^2/s' },
    ]);
  });

  test.each([
    // On a point of the grid.
    ['(2, 10)', [210, 420, 630]],
    // Half of the way from 2 to 4, linear: 100 * 3 + 10.
    ['(3, 10)', [310, 620, 930]],
    // sqrt(10) is half of the way from 1 to 10 in the logarithm: between 101 and 110.
    ['(1, 3.16227766)', [105.5, 211, 316.5]],
    // Both: corners 201, 210, 401, 410 with weights 1/4.
    ['(3, 3.16227766)', [305.5, 611, 916.5]],
    // The additional spectrum, twice, is interpolated as well: 310 + 2 * 31, nothing, 2.
    ['(3, 10, 2)', [372, 620, 932]],
    ['(3, 10, 2, 0.5)', [186, 310, 466]],
    // The ends of the axes.
    ['(4, 100)', [500, 1000, 1500]],
    ['(1, 1)', [101, 202, 303]],
  ])('%s is what interpolation by hand gives', (values, wanted) => {
    const file = writeTable(at('two.fits'), twoAxes);
    close(model(`atable{${file}}${values}`).bind(energLo, energHi).evaluate(), wanted);
  });

  test('photons are divided among bins by their share of the energies, none made or lost', () => {
    const file = writeTable(at('two.fits'), twoAxes);
    // 2.5 to 4 keV: half of the second bin, half of the third.
    const flux = model(`atable{${file}}(2, 10)`)
      .bind(Float64Array.of(1, 1.5, 2.5, 4), Float64Array.of(1.5, 2.5, 4, 5))
      .evaluate();
    close(flux, [105, 105 + 210, 210 + 315, 315]);
  });

  test('is 0 where its energies end, or the file says what, and a warning names the file and both ranges', () => {
    const file = writeTable(at('two.fits'), twoAxes);
    const [low, high] = [Float64Array.of(0.5, 4, 6), Float64Array.of(4, 6, 7)];
    const bound = model(`atable{${file}}(2, 10)`).bind(low, high);
    close(bound.evaluate(), [210 + 420 + 315, 315, 0]);
    expect(bound.warnings).toEqual([
      expect.stringMatching(/^table-energies: .*two\.fits.* 1 to 5 keV here, .* 0\.5 to 7: atable is 0 beyond$/),
    ]);
    const limits = writeTable(at('limits.fits'), { ...twoAxes, header: [additive, ['LOELIMIT', 7], ['HIELIMIT', 9]] });
    const outside = model(`atable{${limits}}(2, 10, 0, 2)`).bind(
      Float64Array.of(0.25, 0.5, 6),
      Float64Array.of(0.5, 6, 7),
    );
    close(outside.evaluate(), [14, 2 * 1260, 18]);
    // Bins that a factor divides have the file's photons once.
    const divided = model(`constant(1)*atable{${limits}}(2, 10)`).bind(Float64Array.of(0.25), Float64Array.of(0.5));
    close(divided.evaluate(), [7]);
    expect(model(`atable{${limits}}`).bind(energLo, energHi).warnings).toEqual([]);
  });

  test('a redshift moves energies and divides photons by 1 + z; Escale moves energies alone', () => {
    const file = writeTable(at('moved.fits'), { ...twoAxes, header: [additive, ['REDSHIFT', true], ['ESCALE', true]] });
    const [low, high] = [Float64Array.of(0.5, 1, 1.5), Float64Array.of(1, 1.5, 2.5)];
    close(model(`atable{${file}}(3, 10, 0, 1, 1)`).bind(low, high).evaluate(), [155, 310, 465]);
    close(model(`atable{${file}}(3, 10, 0, 0.5, 0)`).bind(low, high).evaluate(), [310, 620, 930]);
    // z = 1 and Escale = 2 leave the energies where they are.
    close(model(`atable{${file}}(3, 10, 0, 2, 1)`).bind(energLo, energHi).evaluate(), [155, 310, 465]);
    const moved = model(`atable{${file}}(3, 10, 0, 1, 1)`).bind(energLo, energHi);
    expect(moved.warnings[0]).toContain('its energies are 0.5 to 2.5 keV here');
  });

  test('values outside the grid are refused, with their limits', () => {
    const file = writeTable(at('two.fits'), twoAxes);
    expect(() => model(`atable{${file}}(5)`)).toThrow('kT of atable is 5; its limits are 1 to 4');
    const bound = model(`atable{${file}}`).bind(energLo, energHi);
    expect(() => bound.evaluate(Float64Array.of(1, 200, 0, 1))).toThrow(
      'log_xi of atable is 200; its limits are 1 to 100',
    );
  });

  test('several tables in a model, with other components', () => {
    const [one, two] = [writeTable(at('two.fits'), twoAxes), writeTable(at('one.fits'), simple([1, 2, 3]))];
    const sum = model(`constant(2)*(atable{${one}}(1, 1) + atable{${two}}(1))`);
    expect(sum.parameters.map(({ number, name }) => `${number} ${name}`)).toEqual([
      '1 factor',
      '2 kT',
      '2 log_xi',
      '2 Fe',
      '2 norm',
      '3 a',
      '3 norm',
    ]);
    close(sum.bind(energLo, energHi).evaluate(), [2 * 102, 2 * 204, 2 * 306]);
  });

  test('an object names file and parameters', () => {
    const file = writeTable(at('two.fits'), twoAxes);
    const written = model({ atable: { file, kT: 3, log_xi: 10 } });
    expect(written.expression).toBe(`atable{${file}}(3, 10)`);
    close(written.bind(energLo, energHi).evaluate(), [310, 620, 930]);
    expect(() => model({ atable: { file, kt: 3 } })).toThrow(
      "model atable: atable has no parameter 'kt' (did you mean kT?); it has kT, log_xi, Fe, norm",
    );
    expect(() => model({ atable: { kT: 3 } as never })).toThrow(
      'model atable.file: is undefined; the path of a table model',
    );
  });
});

/** One axis `a` from 1 to 2 with the same spectrum at both ends. */
const simple = (spectrum: number[], header: Fixture['header'] = [additive]): Fixture => ({
  parameters: [{ name: 'a', values: [1, 2] }],
  edges,
  rows: [spectrum, spectrum],
  header,
});

describe('mtable and etable', () => {
  test('a factor is the mean over a bin, and an optical depth too', () => {
    const narrow = { ...simple([0.5, 0.25, 1], [factors]), edges: [1, 1.004, 1.006, 1.01] };
    const file = writeTable(at('narrow.fits'), narrow);
    const [low, high] = [Float64Array.of(1.002, 1.005), Float64Array.of(1.005, 1.008)];
    const flux = (kind: string) => model(`${kind}{${file}}*powerlaw(0, 1)`).bind(low, high).evaluate();
    // 2 eV of 0.5 and 1 eV of 0.25; 1 eV of 0.25 and 2 eV of 1.
    close(flux('mtable'), [1.25e-3, 2.25e-3], 4);
    close(flux('etable'), [3e-3 * Math.exp(-1.25 / 3), 3e-3 * Math.exp(-0.75)], 4);
  });

  test('wide bins are integrated, and a factor is 1 where the table ends', () => {
    const file = writeTable(at('factors.fits'), simple([0.5, 0.25, 1], [factors]));
    const [low, high] = [Float64Array.of(0.5, 1, 1.5, 2.5, 6), Float64Array.of(1, 1.5, 2.5, 6, 7)];
    const bound = model(`mtable{${file}}*powerlaw(0, 1)`).bind(low, high);
    close(bound.evaluate(), [0.5, 0.25, 0.375, 0.5 * 0.25 + 2 + 1, 1], 4);
    expect(bound.warnings).toEqual([expect.stringContaining('mtable is 1 beyond')]);
    const [half, quarter, one] = [0.5, 0.25, 1].map((depth) => Math.exp(-depth));
    const etable = model(`etable{${file}}*powerlaw(0, 1)`).bind(low, high).evaluate();
    close(etable, [0.5, half / 2, (half + quarter) / 2], 2);
    // The part of a bin that straddles the end has the mean of what lies inside.
    expect(Math.abs(etable[3] / (quarter / 2 + 2 * one + 1) - 1)).toBeLessThan(0.01);
    expect(etable[4]).toBeCloseTo(1, 9);
    const limits = writeTable(at('flimits.fits'), simple([0.5, 0.25, 1], [factors, ['LOELIMIT', 0], ['HIELIMIT', 3]]));
    const outside = model(`mtable{${limits}}*powerlaw(0, 1)`).bind(low, high).evaluate();
    expect(outside[0]).toBe(0);
    expect(outside[4]).toBeCloseTo(3, 9);
  });

  test('a redshift moves energies and divides nothing', () => {
    const file = writeTable(at('zfactors.fits'), simple([0.5, 0.25, 1], [factors, ['REDSHIFT', true]]));
    const flux = model(`mtable{${file}}(1, 1)*powerlaw(0, 1)`)
      .bind(Float64Array.of(0.5, 1, 1.5), Float64Array.of(1, 1.5, 2.5))
      .evaluate();
    close(flux, [0.25, 0.125, 1]);
  });

  test('spectra and factors are told apart by ADDMODEL', () => {
    const [spectra, factor] = [
      writeTable(at('one.fits'), simple([1, 2, 3])),
      writeTable(at('factors.fits'), simple([1, 1, 1], [factors])),
    ];
    expect(() => model(`mtable{${spectra}}*powerlaw`)).toThrow(/ADDMODEL = T: it holds spectra; use atable\{/);
    expect(() => model(`atable{${factor}}`)).toThrow(/ADDMODEL = F: it holds factors; use mtable\{.*etable\{/);
  });
});

describe('files as they are', () => {
  test('VALUE of varying length, double precision, errors behind values, gzip', () => {
    const wanted = [310, 620, 930];
    const flux = (file: string) => model(`atable{${file}}(3, 10)`).bind(energLo, energHi).evaluate();
    close(flux(writeTable(at('vector.fits'), { ...twoAxes, vector: true })), wanted);
    close(flux(writeTable(at('double.fits'), { ...twoAxes, code: 'D' })), wanted);
    close(flux(writeTable(at('gzip.fits.gz'), twoAxes)), wanted);
    // Numbers that single precision cannot hold.
    const tiny = writeTable(at('tiny.fits'), {
      ...twoAxes,
      code: 'D',
      rows: twoAxes.rows.map((row) => row.map((v) => v * 1e-50)),
    });
    close(
      model(`atable{${tiny}}(3, 10, 0, 1e20)`).bind(energLo, energHi).evaluate(),
      wanted.map((v) => v * 1e-30),
    );
    close(flux(writeTable(at('errors.fits'), { ...twoAxes, withErrors: true })), wanted);
  });

  test('rows in another order are placed by PARAMVAL, and said so; points off the grid are ignored, and said so', () => {
    const points = [1, 10, 100].flatMap((xi) => [1, 2, 4].map((kT) => [kT, xi]));
    const rows = points.map(([kT, xi]) => [1, 2, 3].map((k) => k * (100 * kT + xi)).concat([0, 0, 0]));
    const bound = model(`atable{${writeTable(at('turned.fits'), { ...twoAxes, points, rows })}}(3, 10)`).bind(
      energLo,
      energHi,
    );
    close(bound.evaluate(), [310, 620, 930]);
    expect(bound.warnings).toEqual([
      expect.stringMatching(/^table-order: .*turned\.fits.*from row 2 on; they are placed by PARAMVAL/),
    ]);
    const odd = twoAxes.rows.map((_, k) => [k, k]);
    const ignored = model(`atable{${writeTable(at('odd.fits'), { ...twoAxes, points: odd })}}(3, 10)`).bind(
      energLo,
      energHi,
    );
    close(ignored.evaluate(), [310, 620, 930]);
    expect(ignored.warnings).toEqual([
      expect.stringMatching(/^table-order: .*PARAMVAL of row 1 .* rows are taken in their order/),
    ]);
  });

  test('limits in single precision are the numbers that were meant', () => {
    const file = writeTable(at('short.fits'), {
      ...simple([1, 2, 3]),
      parameters: [{ name: 'a', values: [0.1, 0.7], initial: 0.3 }],
    });
    expect(model(`atable{${file}}(0.1)`).parameters[0]).toMatchObject({ value: 0.3, min: 0.1, max: 0.7 });
  });

  test('INITIAL outside its limits and units that are none of the memo are said', () => {
    const unusual = { ...simple([1, 2, 3], [additive]), parameters: [{ name: 'a', values: [1, 2], initial: 5 }] };
    const { warnings } = model(
      `atable{${writeTable(at('unusual.fits'), { ...unusual, header: [additive, ['MODLUNIT', 'erg/s/keV']] })}}`,
    ).bind(energLo, energHi);
    expect(warnings.map((warning) => warning.split(':')[0])).toContain('table-limits');
  });
});

describe('files that are refused say where', () => {
  const refused = (name: string, fixture: Partial<Fixture>, message: RegExp) => {
    const file = writeTable(at(name), { ...twoAxes, ...fixture });
    expect(() => model(`atable{${file}}`).bind(energLo, energHi)).toThrow(message);
    expect(() => model(`atable{${file}}`).bind(energLo, energHi)).toThrow(file);
  };
  test('several spectra for each point', () =>
    refused('xflt.fits', { header: [additive, ['NXFLTEXP', 2]] }, /NXFLTEXP = 2: several spectra for each point/));
  test('a neural network', () =>
    refused('nn.fits', { header: [additive, ['NNPTFILE', 'net.dat']] }, /NNPTFILE = net\.dat/));
  test('a number that is none', () =>
    refused(
      'nan.fits',
      { rows: twoAxes.rows.map((row, k) => row.map((v, i) => (k === 4 && i === 3 ? Number.NaN : v))) },
      /table SPECTRA: row 5: column ADDSP001 is NaN in energy bin 1/,
    ));
  test('a row too few', () =>
    refused(
      'rows.fits',
      { rows: twoAxes.rows.slice(1), points: twoAxes.rows.slice(1).map(() => [1, 1]) },
      /SPECTRA has 8 rows; .* 9 points \(3 of kT, 3 of log xi\)/,
    ));
  test('values that do not rise', () =>
    refused(
      'falls.fits',
      { parameters: [{ name: 'kT', values: [1, 4, 2] }, ...twoAxes.parameters.slice(1)] },
      /PARAMETERS: row 1 \(kT\): VALUE must rise; number 3 is 2 after 4/,
    ));
  test('a logarithm of 0', () =>
    refused(
      'log.fits',
      { parameters: [{ name: 'kT', values: [0, 1, 2], method: 1 }, ...twoAxes.parameters.slice(1)] },
      /row 1 \(kT\): METHOD is 1 .* first VALUE is 0/,
    ));
  test('energies with a gap', () => {
    const file = at('one.fits');
    writeTable(file, simple([1, 2, 3]));
    refused('gap.fits', { edges: [1, 2, 2, 5] }, /ENERGIES: row 2 is no energy bin/);
  });
  test('no table at all, no file at all, bytes of chance', () => {
    expect(() => model(`atable{${at('none.fits')}}`)).toThrow(/none\.fits: cannot be read/);
    writeFileSync(at('text.fits'), 'SIMPLE');
    expect(() => model(`atable{${at('text.fits')}}`)).toThrow(/is not a FITS file/);
    expect(() => model('atable')).toThrow('atable needs a file in braces: atable{table.fits}');
    expect(() => model('atable{}')).toThrow('atable needs a file in braces');
  });
  test('a file cut at any place is refused, or read where all of it is there', () => {
    const file = writeTable(at('whole.fits'), twoAxes);
    const bytes = readFileSync(file);
    for (let length = 0; length < bytes.length - 2880; length += 1439) {
      writeFileSync(at('cut.fits'), bytes.subarray(0, length));
      expect(() => model(`atable{${at('cut.fits')}}`).bind(energLo, energHi), `${length} bytes`).toThrow(/cut\.fits/);
    }
  });
  test('a file that is written anew is read anew', () => {
    const file = writeTable(at('anew.fits'), simple([1, 2, 3]));
    close(model(`atable{${file}}`).bind(energLo, energHi).evaluate(), [1, 2, 3]);
    const old = model(`atable{${file}}`);
    writeTable(file, simple([4, 5, 6]));
    close(model(`atable{${file}}`).bind(energLo, energHi).evaluate(), [4, 5, 6]);
    close(old.bind(energLo, energHi).evaluate(), [1, 2, 3]);
    // Parameters of one file and spectra of another would be a model of neither.
    const unread = model(`atable{${writeTable(file, simple([7, 8, 9]))}}`);
    writeTable(file, simple([1, 1, 1]));
    expect(() => unread.bind(energLo, energHi)).toThrow('changed since its parameters were read');
  });
});
