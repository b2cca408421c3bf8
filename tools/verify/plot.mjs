// Pictures of the page, by the package's own charts: panels below each other on one energy axis, as PNG.
import { figurePicture } from '../../dist/chart/picture.js';

/** Index of black in the palette: what is compared with. */
export const black = 6;

export const axis = (label, type, domain) => ({ label, type, domain });
export const energyAxis = (low, high) => axis('Energy (keV)', 'log', [low, high]);

/** A histogram: bin edges and one value a bin. NaN leaves a gap. */
export const steps = (name, lo, hi, values, looks) => ({
  ...{ name, kind: 'steps', dashed: false, x: [...lo], xHigh: [...hi], y: [...values] },
  ...looks,
});

/** A line through points. */
export const curve = (name, x, y, looks) => ({ name, kind: 'line', dashed: false, x: [...x], y: [...y], ...looks });

export const points = (name, x, y, looks) => ({ name, kind: 'points', x: [...x], y: [...y], ...looks });

/** The band of a tolerance, from one end of x to the other. */
export const band = (name, [from, to], low, high) => ({
  ...{ name, kind: 'band', colour: black, x: [from, to], y: [NaN, NaN], low: [low, low], high: [high, high] },
});

/** The picture of charts (without their kind), from top to bottom, with one legend for all. */
export const picture = (...charts) =>
  figurePicture(
    { panels: charts.map((chart) => ({ kind: 'chart', title: '', ...chart })), hasSharedLegend: true },
    { columns: 1, width: 840, frameHeight: 330 },
    1,
  ).png;
