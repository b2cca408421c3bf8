import { describe, expect, test } from 'vitest';
import { createResponse, expectedCounts, fakeIt, type ModelObject, model, ParameterError } from '../../ts/index.js';
import { smallArf, smallRmf } from '../simulation/fixtures.js';

const written = (object: ModelObject) => model(object).expression;
/** As from JSON: what TypeScript cannot check. */
const message = (object: unknown) => {
  try {
    model(object as ModelObject);
  } catch (error) {
    expect(error).toBeInstanceOf(ParameterError);
    return (error as Error).message;
  }
  throw new Error(`${JSON.stringify(object)} was accepted`);
};

const twoTemperatures = {
  product: [{ tbabs: { nH: 0.1 } }, { sum: [{ apec: { kT: 1 } }, { apec: { kT: 3 } }] }],
} as const satisfies ModelObject;

describe('an object becomes the expression', () => {
  const cases: [ModelObject, string][] = [
    [{ powerlaw: {} }, 'powerlaw'],
    [twoTemperatures, 'tbabs(0.1)*(apec(1) + apec(3))'],
    // Defaults stand where a later parameter is given: kT and Abundanc here.
    [{ apec: { Redshift: 0.5 } }, 'apec(1, 1, 0.5)'],
    [{ vapec: { Fe: 2 } }, 'vapec(6.5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2)'],
    [
      { sum: [{ product: [{ constant: { factor: 2 } }, { powerlaw: {} }] }, { bbody: {} }] },
      'constant(2)*powerlaw + bbody',
    ],
    [
      { product: [{ cflux: { lg10Flux: -14 } }, { tbabs: {} }, { ztbabs: {} }, { pegpwrlw: { eMin: 0.5 } }] },
      'cflux(0.5, 10, -14)*tbabs*ztbabs*pegpwrlw(1, 0.5)',
    ],
    [{ product: [{ tbabs: {} }, { product: [{ cflux: {} }, { powerlaw: {} }] }] }, 'tbabs*(cflux*powerlaw)'],
    [{ sum: [{ sum: [{ bbody: {} }, { bremss: {} }] }, { powerlaw: {} }] }, '(bbody + bremss) + powerlaw'],
    [{ product: [{ sum: [{ gaussian: { norm: 1e-7 } }] }] }, 'gaussian(6.5, 0.1, 1e-7)'],
    [{ bbody: { norm: 1e21 } }, 'bbody(3, 1e+21)'],
  ];
  test.each(cases)('%j', (object, expression) => {
    expect(written(object)).toBe(expression);
    expect(written(JSON.parse(JSON.stringify(object)))).toBe(expression);
    const [a, b] = [model(object), model(expression)];
    expect([...a.values]).toEqual([...b.values]);
    expect(a.program).toEqual(b.program);
  });

  test('fakeIt and expectedCounts take one', () => {
    const response = createResponse(smallRmf(), smallArf());
    const object: ModelObject = { product: [{ constant: { factor: 0.5 } }, { powerlaw: { PhoIndex: 1.7, norm: 3 } }] };
    const expression = 'constant(0.5)*powerlaw(1.7, 3)';
    const options = { exposure: 1e3, seed: 1 };
    const exposure = { exposure: 1e3 };
    expect(expectedCounts({ model: object, response, ...exposure })).toEqual(
      expectedCounts({ model: expression, response, ...exposure }),
    );
    expect(fakeIt({ model: object, response, ...options }).counts).toEqual(
      fakeIt({ model: expression, response, ...options }).counts,
    );
    expect(fakeIt({ model: object, response, ...options }).counts.some((n) => n > 0)).toBe(true);
  });
});

describe('errors give the path, and what there is', () => {
  const product = (...factors: unknown[]) => ({ product: factors });
  const cases: [unknown, string[]][] = [
    [
      { powerlw: {} },
      ["model powerlw: there is no component 'powerlw' (did you mean powerlaw?); there are powerlaw, "],
    ],
    [product({ tbabs: {} }, { sum: [{ apex: {} }] }), ["model product[1].sum[0].apex: there is no component 'apex'"]],
    [
      product({ tbabs: { nh: 1 } }),
      ["model product[0].tbabs: tbabs has no parameter 'nh' (did you mean nH?); it has nH"],
    ],
    [product({ apec: { T: 1 } }), ["apec has no parameter 'T'; it has kT, Abundanc, Redshift, norm"]],
    [
      product({ tbabs: { nH: -1 } }),
      ['model product[0].tbabs.nH: is -1; it must be a number from 0 to 1000000 1e22 cm-2'],
    ],
    [{ powerlaw: { PhoIndex: Number.NaN } }, ['model powerlaw.PhoIndex: is NaN; it must be a number from -3 to 10']],
    [
      { powerlaw: { norm: Number.POSITIVE_INFINITY } },
      ['model powerlaw.norm: is Infinity; it must be a number from 0'],
    ],
    [{ powerlaw: { norm: '1' } }, ['model powerlaw.norm: is the text "1"']],
    [{ powerlaw: { norm: null } }, ['model powerlaw.norm: is null']],
    [{ apec: { kT: 65 } }, ['model apec.kT: is 65; it must be a number from 0.008 to 64 keV']],
    [{ powerlaw: 1.7 }, ['model powerlaw: is 1.7; an object of its parameters is needed: PhoIndex, norm']],
    [{ tbabs: {}, powerlaw: {} }, ['model object: names tbabs and powerlaw, joined by no operator']],
    [product({}), ['model product[0]: names nothing; it must be a component such as']],
    [product(), ['model product: is an array of 0; an array of one or more parts is needed']],
    [{ sum: { apec: {} } }, ['model sum: is an object; an array']],
    [product('tbabs'), ['model product[0]: is the text "tbabs"; it must be a component such as']],
    // What the grammar of expressions refuses, with the path and the character.
    [
      product({ powerlaw: {} }, { gaussian: {} }),
      ['product[1].gaussian: cannot multiply a spectrum by a spectrum', '\n  powerlaw*gaussian\n           ^'],
    ],
    [
      { sum: [{ powerlaw: {} }, { tbabs: {} }] },
      ['sum[1].tbabs: cannot add a multiplicative part', '\n             ^'],
    ],
    [product({ powerlaw: {} }, { cflux: {} }), ['product[1].cflux: cflux needs a spectrum to its right']],
    [{ tbabs: {} }, ['tbabs: there is no spectrum here']],
    [[], ['expression is an array of 0']],
  ];
  test.each(cases)('%j', (object, texts) => {
    for (const words of texts) expect(message(object)).toContain(words);
  });

  test('an object that is part of itself', () => {
    const circle: { product: unknown[] } = { product: [] };
    circle.product.push(circle);
    expect(message(circle)).toContain('is the object part of itself?');
  });
});

test('wrong names and shapes fail to compile', () => {
  const wrong: ModelObject[] = [
    // @ts-expect-error no such component
    { powerlw: {} },
    // @ts-expect-error no such parameter of this component
    { tbabs: { nh: 0.1 } },
    // @ts-expect-error a parameter of another component, inside a product
    { product: [{ tbabs: { nH: 0.1 } }, { powerlaw: { kT: 1 } }] },
    // @ts-expect-error a text is no number
    { powerlaw: { PhoIndex: '1.7' } },
    // @ts-expect-error two components and no operator
    { tbabs: {}, powerlaw: {} },
    // @ts-expect-error a sum is an array
    { sum: { apec: {} } },
    // @ts-expect-error an element that vapec does not have
    { vapec: { Li: 1 } },
  ];
  for (const object of wrong) expect(() => model(object)).toThrow(ParameterError);
  const setup = { response: createResponse(smallRmf(), smallArf()), exposure: 1, seed: 1 };
  // @ts-expect-error no such component where fakeIt takes an object
  expect(() => fakeIt({ model: { foo: {} }, ...setup })).toThrow("'foo'");
});
