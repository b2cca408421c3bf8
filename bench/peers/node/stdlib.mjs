// @stdlib/random-base-poisson about the means of a spectrum, one mean a draw.
import { createRequire } from 'node:module';
import { read, serve } from './serve.mjs';

const require = createRequire(import.meta.url);
const draw = require('@stdlib/random-base-poisson').factory({ seed: 1 });
const { version } = require('@stdlib/random-base-poisson/package.json');
const means = read('means.f64', Float64Array);
const out = new Int32Array(means.length);
const run = () => {
  for (let i = 0; i < means.length; i++) out[i] = draw(means[i]);
};
await serve(run, { items: means.length, version });
