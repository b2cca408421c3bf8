import * as v from 'valibot';
import { listOf, number, string } from '../base/index.js';

/** A mixture of Gaussians: weights sum to one; `factor` is the lower Cholesky factor of each covariance, row by row. */
export const mixture = v.object({
  /** What each dimension is. */
  dimensions: listOf(string),
  components: listOf(
    v.object({ weight: number({ above: 0, max: 1 }), mean: listOf(number()), factor: listOf(listOf(number())) }),
  ),
});
export type Mixture = v.InferOutput<typeof mixture>;

/** The component that a uniform number falls to, by cumulated weight. */
export function pick<T extends { weight: number }>(components: readonly T[], uniform: number): T {
  let left = uniform;
  for (const component of components) {
    left -= component.weight;
    if (left < 0) return component;
  }
  return components[components.length - 1]; // weights are rounded: their sum may fall short of 1
}

/** A draw from the mixture: mean + factor x normals, of the component that `uniform` picks. */
export function sampleMixture(mixture: Mixture, uniform: number, normals: readonly number[]): number[] {
  const { mean, factor } = pick(mixture.components, uniform);
  return mean.map((m, i) => {
    let value = m;
    for (let j = 0; j <= i; j++) value += factor[i][j] * normals[j];
    return value;
  });
}
