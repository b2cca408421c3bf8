import { describe, expect, it } from 'vitest';
import {
  firstLayer,
  isSilent,
  meanWeight,
  peakEnergy,
  roughness,
  runningMean,
} from '../../ts/paper/statistics/firstLayer.js';

/** Four channels, two hidden nodes: kernel [inputs][nodes]. */
const classifier = (deviation: number[]) =>
  ({
    model: {
      input: {
        eMin: Float64Array.of(0, 1, 2, 3),
        eMax: Float64Array.of(1, 2, 3, 4),
        deviation: Float64Array.from(deviation),
      },
      network: { sizes: [4, 2, 2], weights: Float32Array.of(1, 10, -2, 20, 3, -30, 4, 40, 9, 9, 9, 9, 9, 9, 9, 9) },
    },
  }) as never;

describe('weights of the first layer', () => {
  it('are those of each node, channel by channel', () => {
    const { energy, nodes } = firstLayer(classifier([1, 1, 1, 1]));
    expect(Array.from(energy)).toEqual([0.5, 1.5, 2.5, 3.5]);
    expect(nodes.map((node) => Array.from(node))).toEqual([
      [1, -2, 3, 4],
      [10, 20, -30, 40],
    ]);
  });

  it('act on the inputs before standardisation; a channel that never varies has no say', () => {
    const { nodes } = firstLayer(classifier([2, 1, 0, 4]));
    expect(Array.from(nodes[0])).toEqual([0.5, -2, 0, 1]);
  });

  it('have a mean size in a band and a place where they are largest', () => {
    const layer = firstLayer(classifier([1, 1, 1, 1]));
    expect(meanWeight(layer, [1, 3])).toBe((2 + 3 + 20 + 30) / 4);
    expect(meanWeight(layer, [1.5, 2.5])).toBe((2 + 3 + 20 + 30) / 4);
    expect(peakEnergy({ energy: layer.energy, nodes: [Float64Array.of(0, -9, 1, 2)] }, 0.5)).toBe(1.5);
  });

  it('have their largest place where a whole window is: none at the ends, and the mean in it counts, over 0.1 keV by default', () => {
    const energy = Float64Array.of(1, 1.03, 1.06, 1.09, 1.12, 1.15, 1.18);
    // A single large channel at the end is in no whole window; of two neighbours the mean over three channels is the largest.
    expect(peakEnergy({ energy, nodes: [Float64Array.of(99, 0, 0, 0, 3, 0, 0)] })).toBe(1.09);
    expect(peakEnergy({ energy, nodes: [Float64Array.of(0, 0, 0, 0, 3, 3, 0)] })).toBe(1.12);
    expect(peakEnergy({ energy, nodes: [Float64Array.of(0, 0, 0, 0, 3, 0, 0)] }, 0.3)).toBeNaN();
    // Windows reach half their width to both sides: with 0.5 keV two channels 0.25 keV apart are in one, and the ends count.
    const coarse = Float64Array.of(1, 1.25, 1.5, 1.75, 2);
    expect(peakEnergy({ energy: coarse, nodes: [Float64Array.of(0, 0, 5, 0, 6)] }, 0.5)).toBe(1.75);
    expect(peakEnergy({ energy: coarse, nodes: [Float64Array.of(6, 0, 5, 0, 0)] }, 0.5)).toBe(1.25);
  });

  it('have their largest place by whole windows alone, of which both sides count', () => {
    const energy = Float64Array.of(1, 1.25, 1.5, 1.75, 2, 2.25, 2.5);
    const peak = (...weights: number[]) => peakEnergy({ energy, nodes: [Float64Array.from(weights)] }, 0.6);
    expect(peak(9, 9, 0, 0, 0, 0, 0)).toBe(1.5);
    expect(peak(0, 0, 0, 0, 0, 9, 9)).toBe(2);
    expect(peak(0, 0, 0, 6, 0, 0, 0)).toBe(1.5);
    expect(peak(0, 0, 6, 0, 4, 0, 0)).toBe(1.75);
  });

  it('are silent at a node none of whose weights reaches 2 % of the largest of all, whatever their sign', () => {
    const nodes = [
      Float64Array.of(-100, 1),
      Float64Array.of(1.9, -1.9),
      Float64Array.of(0, -2),
      Float64Array.of(2.1, 0),
    ];
    const layer = { energy: Float64Array.of(1, 2), nodes };
    expect(nodes.map((_, k) => isSilent(layer, k))).toEqual([false, true, false, false]);
    // However small the weights are.
    const small = nodes.map((weights) => weights.map((weight) => weight * 1e-4));
    expect(small.map((_, k) => isSilent({ ...layer, nodes: small }, k))).toEqual([false, true, false, false]);
    // Nothing is left out where there is nothing to compare with.
    expect(isSilent({ ...layer, nodes: [Float64Array.of(0, 0)] }, 0)).toBe(false);
  });

  it('are smoothed over the channels within half a window, at the ends over those that there are', () => {
    const energy = [1, 1.25, 1.5, 1.75, 3];
    expect(runningMean(energy, [0, 4, 8, 0, 7], 0.5)).toEqual([2, 4, 4, 4, 7]);
    expect(runningMean(energy, [0, 4, 8, 0, 7], 0.4)).toEqual([0, 4, 8, 0, 7]);
  });

  it('are as rough as their differences', () => {
    expect(roughness([[1, 2, 4]])).toEqual({ sum: 1 + 4, relative: 5 / 21 });
    expect(
      roughness([
        [1, 1, 1],
        [2, 2, 2],
      ]),
    ).toEqual({ sum: 0, relative: 0 });
    expect(roughness([[0, 0]]).relative).toBe(0);
    expect(roughness([[0.125, -0.125]]).relative).toBe(2);
    // Alternating weights are as rough as can be: 4 for a long curve.
    const alternating = Array.from({ length: 1000 }, (_, i) => (i % 2 ? 1 : -1));
    expect(roughness([alternating]).relative).toBeCloseTo(4, 2);
  });
});
