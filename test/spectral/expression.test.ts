import { describe, expect, test } from 'vitest';
import { ParameterError } from '../../ts/base/index.js';
import { addon } from '../../ts/native/index.js';
import { model, modelComponents } from '../../ts/spectral/index.js';

const program = (expression: string) => model(expression).program.join(' ');
const message = (expression: string) => {
  try {
    model(expression);
  } catch (error) {
    expect(error).toBeInstanceOf(ParameterError);
    return (error as Error).message;
  }
  throw new Error(`${expression} was accepted`);
};

test('the native core and TypeScript know the same components', () => {
  const ours = modelComponents.map(({ name, kind, parameters }) => ({ name, kind, parameters: parameters.length }));
  const sort = (list: { name: string }[]) => [...list].sort((a, b) => a.name.localeCompare(b.name));
  expect(sort(ours)).toEqual(sort(addon().modelComponents()));
});

describe('grammar', () => {
  test('sums, products and parentheses become postfix programs', () => {
    expect(program('powerlaw')).toBe('powerlaw');
    expect(program(' powerlaw + gaussian*1'.replace('*1', ''))).toBe('powerlaw gaussian +');
    expect(program('(powerlaw+gaussian)+powerlaw')).toBe('powerlaw gaussian + powerlaw +');
    expect(program('PowerLaw(2,3e-4)')).toBe('powerlaw');
  });

  test('names in upper case, and beginnings that say which component is meant', () => {
    expect(program('bb')).toBe('bbody');
    expect(program('  TBabs ( ( APEC(2) + (apec) ) )')).toBe('tbabs apec apec + *');
    expect(program('phabs(po+gauss)')).toBe('phabs powerlaw gaussian + *');
    expect(program('zpo')).toBe('zpowerlw');
    // Never the beginning of another name, where it is a name of its own.
    expect(program('tbabs*apec')).toBe('tbabs apec *');
  });

  test.each([
    ['tbabs*(apec+apec)', 'tbabs apec apec + *'],
    ['cflux(tbabs*ztbabs*pegpwrlw)', 'tbabs ztbabs pegpwrlw * * cflux'],
    ['tbabs*pegpwrlw + cflux*ztbabs*pegpwrlw', 'tbabs pegpwrlw * ztbabs pegpwrlw * cflux +'],
    ['cflux*tbabs*pexrav', 'tbabs pexrav * cflux'],
    ['tbabs*ztbabs*gaussian', 'tbabs ztbabs gaussian * *'],
  ])('%s as the paper writes it', (expression, postfix) => expect(program(expression)).toBe(postfix));

  test('a convolution applies to all that follows it in its product', () => {
    expect(program('cflux*powerlaw')).toBe('powerlaw cflux');
    expect(program('cflux(0.5,10,-13)*(powerlaw+gaussian)')).toBe('powerlaw gaussian + cflux');
    expect(program('cflux(powerlaw+gaussian)')).toBe('powerlaw gaussian + cflux');
    expect(program('gaussian + cflux(0.5,10,-13)(powerlaw)')).toBe('gaussian powerlaw cflux +');
  });

  test('values go to parameters in the order of the expression, the rest keep their defaults', () => {
    const m = model('cflux(1, 9, -13.5)*(powerlaw(1.7) + gaussian(6.4,0,.5e-5))');
    expect([...m.values]).toEqual([1, 9, -13.5, 1.7, 1, 6.4, 0, 0.5e-5]);
    expect(m.parameters.map((p) => `${p.number} ${p.component} ${p.name}`)).toEqual([
      '1 cflux Emin',
      '1 cflux Emax',
      '1 cflux lg10Flux',
      '2 powerlaw PhoIndex',
      '2 powerlaw norm',
      '3 gaussian LineE',
      '3 gaussian Sigma',
      '3 gaussian norm',
    ]);
    expect([...model('pegpwrlw()').values]).toEqual([1, 2, 10, 1]);
  });
});

describe('errors point at the character', () => {
  const cases: [expression: string, position: number, pattern: string][] = [
    ['powerlw', 0, "no component 'powerlw' (did you mean powerlaw?)"],
    ['powerlaw + gausian + nonsense', 11, "no component 'gausian' (did you mean gaussian?)"],
    ['powerlaw*gaussian', 9, 'cannot multiply a spectrum by a spectrum'],
    ['cflux', 0, 'cflux needs a spectrum to its right'],
    ['powerlaw*cflux', 9, 'cflux needs a spectrum to its right'],
    ['powerlaw(1,2,3)', 13, 'powerlaw has only 2 parameters: PhoIndex, norm'],
    ['powerlaw(1,)', 11, 'expected a finite number'],
    ['tbabs(nan)*powerlaw', 6, 'expected a finite number'],
    ['powerlaw(2, -Infinity)', 12, 'expected a finite number'],
    ['pe', 0, "no component 'pe'"],
    ['p', 0, "no component 'p'"],
    ['((powerlaw)', 11, "expected ')'"],
    ['powerlaw(1', 10, "expected ',' or ')'"],
    ['(powerlaw', 9, "expected ')'"],
    ['powerlaw)', 8, "this ')' closes nothing"],
    ['powerlaw gaussian', 9, "expected '+', '*' or the end"],
    ['powerlaw +', 10, 'expected a component'],
    ['', 0, 'expected a component'],
    ['powerlaw\n', 8, 'only plain characters on one line'],
  ];
  test.each(cases)('%j', (expression, position, pattern) => {
    const lines = message(expression).split('\n');
    expect(lines[0]).toContain(pattern);
    expect(lines.at(-1)).toBe(`  ${' '.repeat(position)}^`);
  });

  test('parentheses without end', () => {
    expect(message(`${'('.repeat(1e5)}powerlaw`)).toContain('more than 500 parentheses within each other');
    expect(program(`${'('.repeat(400)}powerlaw${')'.repeat(400)}`)).toBe('powerlaw');
  });

  test('an unknown component names those that exist', () => {
    expect(message('xyz')).toContain(modelComponents.map((c) => c.name).join(', '));
  });

  test('a value outside its limits is named with them', () => {
    expect(message('gaussian + powerlaw(11)')).toBe(
      'gaussian + powerlaw(11): PhoIndex of powerlaw is 11; its limits are -3 to 10',
    );
    expect(message('gaussian + gaussian(6.4,-1)')).toBe(
      'gaussian + gaussian(6.4,-1): Sigma of gaussian (component 2) is -1; its limits are 0 to 20 keV',
    );
  });
});
