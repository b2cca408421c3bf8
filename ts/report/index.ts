import type { RunOptions } from '../base/index.js';
import type { Picture, XYChart } from '../chart/types.js';
import type { FitResult } from '../fit/index.js';
import type { PictureOptions, SpectrumCurve } from './picture.js';
import type { Report } from './types.js';

export { atomicWrite } from '../base/index.js';
export type {
  ChartAxis,
  ChartSeries,
  Figure,
  FigurePanel,
  HeatMap,
  Histogram2D,
  NetworkDiagram,
  Picture,
  XYChart,
} from '../chart/types.js';
export type { TableCell } from '../table/types.js';
export { csvTable } from './csv.js';
export { type PictureOptions, type SpectrumCurve, savePicture } from './picture.js';
export type {
  Report,
  ReportItem,
  ReportOpening,
  ReportRun,
  ReportSection,
  ReportTable,
  ReportValue,
  Verdict,
} from './types.js';

// The drawing libraries take longer to load than most commands run: they are loaded with the first picture.

/**
 * Draws normalised mean spectra of the classes against energy on logarithmic axes, with the positions of the Fe-L, Ne-K,
 * Mg-K, Si-K, S-K and Fe-K emission lines: stars show them, AGN mostly do not (Hebbar & Heinke 2023, figures 4 and 8).
 *
 * @param curves one a class, with one value a channel, as `meanSpectra` gives them
 * @param energies channel edges, keV
 * @throws ParameterError when lengths differ or a curve has nothing above 0.
 */
export async function plotMeanSpectra(
  curves: readonly SpectrumCurve[],
  energies: { eMin: ArrayLike<number>; eMax: ArrayLike<number> },
  options: PictureOptions = {},
): Promise<Picture> {
  return (await import('./plots.js')).plotMeanSpectra(curves, energies, options);
}

/**
 * Draws histograms of the probability of one class, a curve for each true class, spectra per bin of 0.02 on a logarithmic
 * axis (Hebbar & Heinke 2023, figure 13).
 *
 * @param curves probabilities, 0 to 1, of the spectra of each true class
 * @param options.label what the probability is of; default 'P(AGN)'
 * @throws ParameterError for a value outside 0 to 1, naming curve and place.
 */
export async function plotProbabilities(
  curves: readonly { name: string; probabilities: ArrayLike<number> }[],
  options: PictureOptions & { label?: string } = {},
): Promise<Picture> {
  return (await import('./plots.js')).plotProbabilities(curves, options);
}

/**
 * Draws spectral models as histograms, photons/cm2/s/keV against energy on logarithmic axes, over six decades at most.
 *
 * @param curves photons/cm2/s in each of E bins, as `BoundModel.evaluate` gives them for one set of parameters
 * @param energies edges of the E bins, keV
 * @param options.title default: the name of the only curve
 * @throws ParameterError when lengths differ or a curve has nothing above 0.
 */
export async function plotModel(
  curves: readonly { name: string; flux: ArrayLike<number> }[],
  energies: { energLo: ArrayLike<number>; energHi: ArrayLike<number> },
  options: PictureOptions = {},
): Promise<Picture> {
  return (await import('./plots.js')).plotModel(curves, energies, options);
}

/**
 * Draws a chart of your own: lines, points with error bars, histograms and bands on one pair of axes.
 *
 * @param chart axes and series; see {@link XYChart}
 * @param options.title default: the chart's own
 * @throws ParameterError for a chart that cannot be drawn, naming the place.
 */
export async function plotChart(chart: XYChart, options: PictureOptions = {}): Promise<Picture> {
  return (await import('./plots.js')).plotChart(chart, options);
}

/**
 * Draws a fit: data with the model, counts/s/keV against energy on logarithmic axes, and the residuals below it, in standard
 * deviations. Channels are put together into points of at least 15 counts for the eye; the fit has its own bins.
 *
 * @param fit what `fitModel` gives
 * @param options.title default: the model's expression
 * @param options.height about: the frames are never lower than 60 px
 * @throws ParameterError for what is no fit.
 */
export async function plotFit(fit: FitResult, options: PictureOptions = {}): Promise<Picture> {
  return (await import('./plotFit.js')).plotFit(fit, options);
}

/**
 * Writes a report as a folder: `report.html` (one file, with everything in it), `report.md` (its twin for repositories),
 * `figures/ID.svg`, `.png` and `.csv` (the data of all its panels), `results.json` (every number; NaN is null there),
 * `results.sha256`, and `config.json`, which repeats the run. Each file is complete or not there; what else is in the folder stays.
 *
 * `results.sha256` can be kept in place of the large file: the SHA-256 of the report without its field `run`, as `JSON.stringify` writes it
 * without spaces, so that two runs of one config and version agree. To compute it anew:
 *
 *     node -p "const {run, ...rest} = JSON.parse(fs.readFileSync('results.json')); crypto.createHash('sha256').update(JSON.stringify(rest)).digest('hex')"
 *
 * @param folder made if it is not there
 * @param options.onProgress called with the number of figures done
 * @returns names of the files in the folder, in the order in which they were written
 * @throws ParameterError for a result that cannot be shown, naming its place (`results[2].figures[0].panels[1]: ...`).
 *   FileError if a file cannot be written.
 */
export async function writeReport(
  report: Report,
  folder: string,
  options: Pick<RunOptions, 'signal' | 'onProgress'> = {},
): Promise<string[]> {
  return (await import('./write.js')).writeReport(report, folder, options);
}
