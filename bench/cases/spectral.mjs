// Spectral models on the response's energy grid, one set of parameters after the other.
import { model } from '../../dist/index.js';

const sets = 64;

/** Models as the populations have them; `vary` moves the parameters a little, so that nothing can be kept. */
const models = {
  'tbabs*apec': ['tbabs(0.1)*apec(0.8, 1, 0, 2e-5)', (p, i) => p.map((x, k) => (k < 2 ? x * (1 + i / 200) : x))],
  'tbabs*(apec+apec)': [
    'tbabs(0.1)*(apec(0.8, 1, 0, 2e-5) + apec(2.5, 1, 0, 4e-5))',
    (p, i) => p.map((x, k) => (k === 0 || k === 1 || k === 5 ? x * (1 + i / 200) : x)),
  ],
  'tbabs*powerlaw': ['tbabs(0.1)*powerlaw(1.7, 1e-4)', (p, i) => p.map((x) => x * (1 + i / 200))],
};

export const cases = Object.entries(models).map(([name, [expression, vary]]) => ({
  name: `model ${name}`,
  item: 'spectrum',
  unit: 'us',
  setup: ({ response }) => {
    const bound = model(expression).bind(response.energLo, response.energHi);
    const parameters = Float64Array.from(
      Array.from({ length: sets }, (_, i) => Array.from(vary(Array.from(bound.model.values), i))).flat(),
    );
    const flux = new Float64Array(sets * response.energies);
    return { items: sets, run: () => bound.native.evaluate(parameters, flux) };
  },
}));
