// Pictures of the page from the numbers of a run: accuracy against counts, and reliability at few counts.
import { figurePicture } from '../../../dist/chart/picture.js';
import { axis, black, curve, points } from '../plot.mjs';

const looks = {
  ceiling: { name: 'ceiling', colour: black, isWide: true },
  bank: { name: 'bank', colour: 1 },
  default: { name: 'default network', colour: 0 },
  paper: { name: "paper's network", colour: 2 },
};

/** Drawn within a bin: its geometric middle. */
const middle = ({ low, high }) => Math.sqrt(low * (high ?? 3 * low));

const figure = (panels, columns) =>
  figurePicture({ panels, hasSharedLegend: true }, { columns, width: 400, frameHeight: 300 }, 1).png;

/** Balanced accuracy by net counts, one panel a background, through the embedded response of 1999. */
function accuracyPicture(sets) {
  const panels = sets.map(({ background, classifiers }) => ({
    kind: 'chart',
    title: `Background: ${background}`,
    x: axis('Net counts', 'log', [8, 7000]),
    y: axis('Balanced accuracy (%)', 'linear', [50, 100]),
    series: Object.entries(looks).flatMap(([key, look]) => {
      const bins = (classifiers[key].bins ?? []).filter(({ balancedAccuracy }) => balancedAccuracy !== null);
      const [x, y] = [bins.map(middle), bins.map(({ balancedAccuracy }) => 100 * balancedAccuracy)];
      return bins.length > 0 ? [curve(look.name, x, y, look)] : [];
    }),
  }));
  return figure(panels, panels.length);
}

/** Share of AGN against the mean probability, in bins of counts, observed background. */
function reliabilityPicture({ classifiers }) {
  const panels = classifiers.ceiling.bins.slice(0, 6).map((bin, k) => ({
    kind: 'chart',
    title: `${bin.low} to ${bin.high} net counts`,
    x: axis('Probability of AGN', 'linear', [0, 1]),
    y: axis('Share of AGN', 'linear', [0, 1]),
    series: [
      curve('right', [0, 1], [0, 1], { colour: black, dashed: true }),
      ...['bank', 'default', 'paper'].flatMap((key) => {
        const filled = (classifiers[key].bins?.[k].reliability ?? []).filter(([count]) => count >= 10);
        if (filled.length === 0) return [];
        return [
          points(
            looks[key].name,
            filled.map(([, p]) => p),
            filled.map(([, , share]) => share),
            looks[key],
          ),
        ];
      }),
    ],
  }));
  return figure(panels, 3);
}

/** By file name. */
export function picturesOf({ sets }) {
  const first = sets.filter(({ response }) => response === 'embedded-1999');
  const observed = first.find(({ background }) => background === 'observed');
  return { 'accuracy.png': accuracyPicture(first), 'reliability.png': reliabilityPicture(observed) };
}
