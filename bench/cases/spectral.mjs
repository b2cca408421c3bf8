// Spectral models on the response's energy grid: the populations' expressions with the parameters that they draw, one set
// after the other. The native evaluation alone, which is what `simulate` pays for a spectrum before the response.
import { agn, model, stars } from '../../dist/index.js';

const sets = 64;
// Stars and absorbed power laws are to take 3 us; reflection (pexrav) is an integral.
const aims = (expression) => (expression.includes('pexrav') ? [] : [{ value: 3 }]);

const drawn = [stars(), agn()].flatMap((population) => population.sample(6000, { seed: 1 }).groups);

export const cases = drawn.map(({ model: expression, parameters }) => ({
  name: `model ${expression}`,
  item: 'spectrum',
  unit: 'us',
  setup: ({ response }) => {
    const bound = model(expression).bind(response.energLo, response.energHi);
    // Public declarations leave it out: it is the package's own.
    const { native } = /** @type {any} */ (bound);
    const used = parameters.slice(0, sets * bound.model.parameters.length);
    const items = used.length / bound.model.parameters.length;
    const flux = new Float64Array(items * response.energies);
    return { items, run: () => native.evaluate(used, flux) };
  },
  aims: aims(expression),
}));
