import type { ReportValue } from '../../report/index.js';

// Every number and statement of Hebbar & Heinke 2023 that the reproduction is compared with: one line for each, in the
// order of the report's sections. How each is judged is in sections/NAME/judge.ts. Where the paper says "about", its
// standard deviation is taken as 1 % point.

/**
 * The kinds of claims: a number, a limit, a statement, a statement about the package itself that a test checks
 * ('tested'), or something that the paper leaves open.
 */
export type ClaimKind = 'number' | 'limit' | 'statement' | 'tested' | 'open';
/** The side of a limit on which the number is, according to the paper. */
export type Sense = 'above' | 'below' | 'at least' | 'at most';

interface ClaimFields {
  number: { paper: ReportValue };
  limit: { sense: Sense; limit: number; paper: string };
  statement: { paper: string };
  /** The test of a claim about the package, as `file: name`. */
  tested: { paper: string; test: string };
  open: unknown;
}

/** A number or statement of the paper. */
export type Claim<Kind extends ClaimKind = ClaimKind> = {
  [K in Kind]: {
    kind: K;
    /**
     * Code in the list of the paper's items (F1, H10, K2 ...), with the quantity if an item has several: F1.accuracy.
     */
    id: string;
    /** Section, table or figure of the paper. */
    place: string;
    /** Name in plain words. */
    what: string;
    /** Unit: '%', 'keV', '' ... */
    unit: string;
  } & ClaimFields[K];
}[Kind];

type Base<Id extends string> = { id: Id; place: string; what: string; unit: string };

const number = <const Id extends string>(
  id: Id,
  place: string,
  what: string,
  unit: string,
  value: number,
  sd?: number,
  interval?: readonly [number, number],
) =>
  ({
    kind: 'number',
    id,
    place,
    what,
    unit,
    paper: { value, ...(sd !== undefined && { sd }), ...(interval && { interval }) },
  }) satisfies Claim & Base<Id>;
const limit = <const Id extends string>(
  id: Id,
  place: string,
  what: string,
  unit: string,
  sense: Sense,
  value: number,
) =>
  ({
    kind: 'limit',
    id,
    place,
    what,
    unit: '',
    sense,
    limit: value,
    paper: `${sense} ${value}${unit && ` ${unit}`}`,
  }) satisfies Claim & Base<Id>;
const statement = <const Id extends string>(id: Id, place: string, what: string, paper: string) =>
  ({ kind: 'statement', id, place, what, unit: '', paper }) satisfies Claim & Base<Id>;
const tested = <const Id extends string>(id: Id, place: string, what: string, paper: string, test: string) =>
  ({ kind: 'tested', id, place, what, unit: '', paper, test }) satisfies Claim & Base<Id>;
const open = <const Id extends string>(id: Id, place: string, what: string, unit = '') =>
  ({ kind: 'open', id, place, what, unit }) satisfies Claim & Base<Id>;

/** Standard deviation of a share (%) among a number of sources, in %. */
const sdOfShare = (percent: number, sources: number): number =>
  100 * Math.sqrt(((percent / 100) * (1 - percent / 100)) / sources);

// biome-ignore format: one claim a line
const list = [
  // setup
  tested('B1.models', '2', 'models of stars, behind the scaling to a flux (cflux)', 'tbabs*apec and tbabs*(apec+apec)', 'test/paper/setup/sources.test.ts: stars are tbabs*apec or tbabs*(apec+apec) behind the scaling to a flux, with 0.3 of the metals and no line'),
  tested('B1.abundance', '2', 'abundance of their plasma, of the solar one', '0.3', 'test/paper/setup/sources.test.ts: stars are tbabs*apec or tbabs*(apec+apec) behind the scaling to a flux, with 0.3 of the metals and no line'),
  tested('B9', '2', 'stars with a line at 6.4 keV', 'none', 'test/paper/setup/sources.test.ts: stars are tbabs*apec or tbabs*(apec+apec) behind the scaling to a flux, with 0.3 of the metals and no line'),
  tested('B2.abundances', '2', 'abundances of absorption and plasma', 'Wilms et al. 2000 (wilm)', 'test/paper/setup/sources.test.ts: a simulation absorbs and radiates with the abundances by Wilms et al.'),
  open('B2.cross-sections', '2', 'cross-sections of tbabs'),
  tested('B3', '2', 'model of C-thin AGN', 'cflux*tbabs*ztbabs*pegpwrlw', 'test/paper/setup/sources.test.ts: AGN have the three printed models, and Soft-C ones a single photon index'),
  tested('B4', '2', 'model of Soft-C AGN', 'tbabs*pegpwrlw+cflux*ztbabs*pegpwrlw', 'test/paper/setup/sources.test.ts: AGN have the three printed models, and Soft-C ones a single photon index'),
  tested('B5', '2', 'model of C-thick AGN', 'cflux*tbabs*pexrav', 'test/paper/setup/sources.test.ts: AGN have the three printed models, and Soft-C ones a single photon index'),
  tested('B4.Gamma', '2', 'photon indices of the two power laws of Soft-C AGN', 'the same', 'test/paper/setup/sources.test.ts: AGN have the three printed models, and Soft-C ones a single photon index'),
  statement('B8.model', '2', 'what is added for a line: C-thin, Soft-C, C-thick', '+tbabs*ztbabs*gaussian in all'),
  tested('B8.energy', '2', 'energy of the line', '6.4 keV / (1 + z)', 'test/paper/setup/sources.test.ts: a line is at 6.4 keV / (1 + z), of 100 to 3000 eV'),
  tested('B8.range', '2', 'equivalent widths', '100 to 3000 eV', 'test/paper/setup/sources.test.ts: a line is at 6.4 keV / (1 + z), of 100 to 3000 eV'),
  tested('B10', '2', 'fluxes of the catalogue are absorbed ones', 'cflux is on the absorbed flux', 'test/paper/setup/sources.test.ts: the flux of a source is that of its whole absorbed model in 0.5-10 keV'),
  open('B10.line', '2', '0.5-10 keV flux with a line over that of the source, median'),
  tested('J4', 'printed twice', 'band of the flux scaling beside the band of the inputs', '0.5-10 keV, and 0.3-8 keV for the inputs', 'test/paper/setup/sources.test.ts: the flux of a source is that of its whole absorbed model in 0.5-10 keV'),
  tested('B7', '2', 'Galactic column of AGN', '8e19 cm-2', 'test/paper/setup/sources.test.ts: AGN are behind 8e19 cm-2 of our Galaxy; the misprinted 8e-19 cm-2 is no column at all'),
  tested('J5', 'printed twice', 'the column as it is misprinted', '8e-19 cm-2', 'test/paper/setup/sources.test.ts: AGN are behind 8e19 cm-2 of our Galaxy; the misprinted 8e-19 cm-2 is no column at all'),
  tested('J6', 'printed twice', 'shares of Soft-C and C-thick with mix: \'catalog\'', '8 and 14 of 321: 2.49 and 4.36 %', 'test/population/agn.test.ts: the mix of the catalogue: 299, 8, 14 of 321'),
  open('J14', 'printed twice', 'preset \'physical\' (every term behind the Galaxy\'s column) against \'paper\' (as printed): expected counts in 0.3-8 keV'),
  tested('B13', '2', 'spectra by fakeit', 'Poisson draws', 'test/paper/setup/spectra.test.ts: counts are Poisson draws of the expected counts'),
  tested('B15', '2', 'background of the source region', 'scaled by the ratio of BACKSCAL times exposure', 'test/simulation/background.test.ts: is scaled by areas and exposures, as fakeit does'),
  tested('B15.net', '2', 'net counts of a source with a background', 'on average its counts without one', 'test/simulation/background.test.ts: rates scatter by dex, and net counts are those of the source'),
  tested('B16', '3, Figure 9', 'band of the net counts', '0.3-8.0 keV', 'test/paper/setup/spectra.test.ts: net counts are summed over the channels of 0.3-8 keV'),
  open('J3.plain', 'printed twice', 'no background: sources that change side of the cut when counted in 0.3-10 instead of 0.3-8 keV'),
  open('J3.observed', 'printed twice', 'observed background: sources that change side of the cut when counted in 0.3-10 instead of 0.3-8 keV'),
  open('J3.reduced', 'printed twice', 'reduced background: sources that change side of the cut when counted in 0.3-10 instead of 0.3-8 keV'),
  statement('B14', '2', 'spectra in a dataset, before the cut', '100,000 stars and 100,000 AGN'),
  statement('J8', 'printed twice', 'whether that is the number of each class or of both together', 'each (section 2; the abstract leaves it open)'),
  statement('B12', '2', 'response of a simulated spectrum', 'that of a cross-matched source of its field'),
  statement('B13.exposure', '2', 'exposure of the simulated spectra', '1 Ms'),
  statement('C1', '2', 'no background', '1 Ms, no background'),
  statement('C2', '2', 'observed background', '1 Ms, with the observed background of each source'),
  statement('C3', '2', 'reduced background', '100 ks, flux x 10'),
  number('C3.ratio', '2', 'background over net counts with the observed background, over the same with reduced background (same sources)', '', 10),
  statement('C4', '3.2', 'reduced background, net counts > 1', 'more than 1 net count'),
  statement('C5', '3.6', 'test set seen through a later response', '10,000 stars and AGN each, cycle 25, reduced background, classified by the models of C3'),
  open('C5.above', '3.6', 'spectra above the cut in that test set'),
  statement('C6', '3.3', 'reduced background, AGN without Fe-K lines', 'no Fe-K line in any AGN'),
  limit('C7', '2.1', 'least net counts in all datasets but C4', '', 'above', 100),
  tested('D2', '2.1, Figure 7', 'weights under the L1 term, lambda 0.001', 'kernel of the hidden layer (kernel_regularizer)', 'test/paper/setup/training.test.ts: the loss is cross-entropy and lambda times the sum over the hidden kernel alone'),
  tested('D4.kernels', 'appendix B', 'first weights (defaults of Keras): limits of a uniform distribution', 'sqrt(6 / (fan in + fan out))', 'test/paper/setup/training.test.ts: first weights are uniform within the limits of Glorot and Bengio, first biases 0'),
  tested('D4.biases', 'appendix B', 'first biases (defaults of Keras)', '0', 'test/paper/setup/training.test.ts: first weights are uniform within the limits of Glorot and Bengio, first biases 0'),
  tested('D4.adam', '2.1, appendix B', 'Adam with the defaults of Keras', 'learning rate 0.001, beta 0.9 and 0.999', 'test/paper/setup/training.test.ts: Adam steps by its formulas, with a rate of 0.001 and betas of 0.9 and 0.999'),
  tested('H24', 'appendix B', 'the listing: hiddenLayers [8], activation relu, l1 0.001, learningRate 0.001', 'Dense(8, relu, l1(0.001)), Dense(2, softmax), BinaryCrossentropy, adam', 'test/paper/setup/training.test.ts: the listing of appendix B is a setting, and trains'),
  tested('D10', 'appendix B', 'more than two classes', 'the network can be extended to them', 'test/paper/setup/training.test.ts: three classes are told apart better than by naming the largest'),
  tested('D1', '2.1, Figure 7', 'inputs: channels of 0.3-8 keV', '527', 'test/paper/run/data.test.ts: inputs are the 527 channels of ACIS-I with their centre in 0.3-8 keV, 22 to 548'),
  tested('J7', 'printed twice', 'the detector of these channels', 'said to be ACIS-S; the fields were seen by ACIS-I', 'test/paper/run/data.test.ts: inputs are the 527 channels of ACIS-I with their centre in 0.3-8 keV, 22 to 548'),
  tested('D3', '2.1, Figure 7, appendix B', 'output and loss', 'Dense(2), softmax, binary cross-entropy of probabilities (from_logits=False)', 'test/paper/setup/network.test.ts: probabilities are those of ReLU, two nodes and softmax, worked out apart'),
  tested('D5.loss', '2.1, eq. (1)', 'cross-entropy averaged over both nodes beside eq. (1), which has p(AGN) alone', 'equal', 'test/paper/setup/network.test.ts: two nodes with softmax are one with a sigmoid: the same probabilities, the same loss'),
  tested('D5.sigmoid', '2.1', 'p(AGN) beside the sigmoid of the difference of the two nodes', 'equal', 'test/paper/setup/network.test.ts: two nodes with softmax are one with a sigmoid: the same probabilities, the same loss'),
  tested('J2', 'printed twice', 'one sigmoid output (section 2.1) or two nodes with softmax (figure 7, appendix B)', 'both are printed', 'test/paper/setup/network.test.ts: two nodes with softmax are one with a sigmoid: the same probabilities, the same loss'),
  statement('D8', '1.1', 'thresholds 0.1, 0.5, 0.9 of p(AGN), reduced background: precision; recall; %', 'higher: purer AGN; lower: fewer lost'),
  statement('D9', 'appendix B', 'a threshold of each class: AGN from p(AGN) = 0.8 on, stars from p(star) = 0.8 on', 'two output nodes allow to change the threshold of each class'),
  tested('E1', '2.1, eq. (2)', 'accuracy', '(TP + TN) / (TP + TN + FP + FN)', 'test/metrics/metrics.test.ts: the five metrics of the paper by hand'),
  tested('E2', '2.1, eq. (3)', 'recall', 'TP / (TP + FN)', 'test/metrics/metrics.test.ts: the five metrics of the paper by hand'),
  tested('E3', '2.1, eq. (4)', 'TNR', 'TN / (TN + FP)', 'test/metrics/metrics.test.ts: the five metrics of the paper by hand'),
  tested('E4', '2.1, eq. (5)', 'precision', 'TP / (TP + FP)', 'test/metrics/metrics.test.ts: the five metrics of the paper by hand'),
  tested('E5', '2.1, eq. (6)', 'NPV', 'TN / (TN + FN)', 'test/metrics/metrics.test.ts: the five metrics of the paper by hand'),
  tested('E.none', '2.1, eqs. (2) to (6)', '0/0 in these: such as the recall of stars alone', 'not said', 'test/metrics/metrics.test.ts: what cannot be divided is NaN, not 0 or 1'),

  // choices
  open('K1.choice', 'not given', 'training'),
  open('K2.choice', 'not given', 'inputs'),
  open('K3.choice', 'not given', 'Fe-K line'),
  open('K4.choice', 'not given', 'pexrav'),
  open('K5.choice', 'not given', 'flux of the line'),
  open('K6.choice', 'not given', 'responses'),
  open('K7.choice', 'not given', 'background'),
  open('K8.choice', 'not given', 'plasma'),
  open('K9.choice', 'not given', 'standard deviations'),
  open('K10.choice', 'not given', 'no counts'),
  open('J1.choice', 'printed twice', 'hidden nodes'),
  open('J3.choice', 'printed twice', 'band of the cut'),
  open('J18.choice', 'printed twice', 'share of AGN with a line'),
  open('split.choice', '2.1', 'splits'),

  // properties
  statement('A9.EM', '2, Figure 2', 'correlation of log EM1 and log EM2, two-temperature stars', 'strong correlation'),
  statement('A9.kT', '2, Figure 2', 'correlation of log kT1 and log kT2, two-temperature stars', 'some correlation'),
  number('A10.logNH-5', '2', 'log NH of stars, 5 %', 'log cm-2', 20.82),
  number('A10.logNH-95', '2', 'log NH of stars, 95 %', 'log cm-2', 22.68),
  number('A10.kT1-5', '2', 'kT1 of stars, 5 %', 'keV', 0.43),
  number('A10.kT1-95', '2', 'kT1 of stars, 95 %', 'keV', 3.3),
  statement('A10.tail', '2, Figure 2', 'stars with kT1 above 10 keV', 'a few sources with kT near 14 keV'),
  number('A11.logNH-5', '2', 'log NH of AGN, 5 %', 'log cm-2', 19.05),
  number('A11.logNH-95', '2', 'log NH of AGN, 95 %', 'log cm-2', 24.2),
  number('A11.constrained-5', '2', 'constrained log NH of AGN, 5 %', 'log cm-2', 21.37),
  number('A11.constrained-95', '2', 'constrained log NH of AGN, 95 %', 'log cm-2', 24.2),
  number('A11.z-5', '2', 'redshift, 5 %', '', 0.01),
  number('A11.z-95', '2', 'redshift, 95 %', '', 2.56),
  number('A11.Gamma-5', '2', 'photon index, 5 %', '', 1.2),
  number('A11.Gamma-95', '2', 'photon index, 95 %', '', 2.2),
  number('A11.Gamma-mean', '3.1', 'photon index, mean', '', 1.75, 0.02),
  number('A11.z-mode', 'appendix A, Figure 20', 'most frequent redshift, bins of 0.2', '', 0.7),
  statement('A12', '2', 'column of AGN without a constrained one', '1e19 cm-2'),
  number('B6.C-thin', '2', 'AGN by the C-thin model', '%', 93),
  number('B6.Soft-C', '2', 'AGN by the Soft-C model', '%', 3),
  number('B6.C-thick', '2', 'AGN by the C-thick model', '%', 4),
  number('B8.share', '2', 'AGN with an Fe-K line', '%', 50),
  number('B8.EW', '2', 'mean equivalent width (uniform in 100-3000 eV)', 'eV', 1550),
  statement('B11.same', '2', 'fluxes (0.5-10 keV) of stars and AGN: largest distance of the cumulative distributions', 'stars have the fluxes of the AGN'),
  number('B11.range', '2', 'range of the fluxes (2.5 to 97.5 %)', 'dex', 2),

  // distributions
  statement('G8.bumps', '3, Figure 8', 'share of the counts in 2-4 keV: AGN with an Fe-K line over AGN without, no background', 'redshifted Fe-K lines cause bumps at 2-4 keV in the mean AGN spectrum'),
  statement('B17', '3, Figure 9', 'counts of stars over those of AGN, 0.3-8 keV, no background: means', 'about 5, because stars are softer'),
  statement('G10', '3, Figure 10', 'spectra with a background above 0.1 of the net counts, observed background, net counts above the cut', 'many above 0.1'),

  // table1: F10 follows from the cells of the table. Balanced accuracy: the mean of recall and TNR, with the sd of the
  // accuracy, because recall and TNR vary in opposite directions from model to model. Share p of AGN: from precision =
  // p recall / (p recall + (1 - p) (1 - TNR)) and, where recall and TNR differ enough, from accuracy = p recall + (1 -
  // p) TNR; its range is that of both results, or 1 % point to either side.
  number('F1.accuracy', '3, Table 1', 'no background: accuracy', '%', 88.9, 0.9),
  number('F1.recall', '3, Table 1', 'no background: recall', '%', 83, 5),
  number('F1.TNR', '3, Table 1', 'no background: TNR', '%', 92, 3),
  number('F1.precision', '3, Table 1', 'no background: precision', '%', 86, 3),
  number('F1.NPV', '3, Table 1', 'no background: NPV', '%', 91, 2),
  number('F10.none.share', '3, Table 1', 'no background: share of AGN in the test set (the paper\'s is implied by its cells)', '%', 35.5, 1.5),
  number('F10.none.balanced', '3, Table 1', 'no background: balanced accuracy, (recall + TNR) / 2', '%', 87.5, 0.9),
  limit('D7.none', '2.1', 'no background: standardised inputs improve the accuracy by at most 1 point', 'point', 'at most', 1),
  statement('J1.none', '2.1 and appendix B', 'no background: 8 hidden nodes (appendix B) do as well as 10', '8 in the listing, 10 in the text'),
  number('F3.accuracy', '3, Table 1', 'observed background: accuracy', '%', 88.7, 0.6),
  number('F3.recall', '3, Table 1', 'observed background: recall', '%', 86, 3),
  number('F3.TNR', '3, Table 1', 'observed background: TNR', '%', 91, 2),
  number('F3.precision', '3, Table 1', 'observed background: precision', '%', 87, 2),
  number('F3.NPV', '3, Table 1', 'observed background: NPV', '%', 90, 2),
  number('F10.observed.share', '3, Table 1', 'observed background: share of AGN in the test set (the paper\'s is implied by its cells)', '%', 43.5, 2.5),
  number('F10.observed.balanced', '3, Table 1', 'observed background: balanced accuracy, (recall + TNR) / 2', '%', 88.5, 0.6),
  limit('D7.observed', '2.1', 'observed background: standardised inputs improve the accuracy by at most 1 point', 'point', 'at most', 1),
  statement('J1.observed', '2.1 and appendix B', 'observed background: 8 hidden nodes (appendix B) do as well as 10', '8 in the listing, 10 in the text'),
  number('F5.accuracy', '3, Table 1', 'reduced background: accuracy', '%', 91.7, 0.8),
  number('F5.recall', '3, Table 1', 'reduced background: recall', '%', 91, 2),
  number('F5.TNR', '3, Table 1', 'reduced background: TNR', '%', 92, 2),
  number('F5.precision', '3, Table 1', 'reduced background: precision', '%', 91, 2),
  number('F5.NPV', '3, Table 1', 'reduced background: NPV', '%', 93, 2),
  number('F10.reduced.share', '3, Table 1', 'reduced background: share of AGN in the test set (the paper\'s is implied by its cells)', '%', 47, 1),
  number('F10.reduced.balanced', '3, Table 1', 'reduced background: balanced accuracy, (recall + TNR) / 2', '%', 91.5, 0.8),
  limit('D7.reduced', '2.1', 'reduced background: standardised inputs improve the accuracy by at most 1 point', 'point', 'at most', 1),
  statement('J1.reduced', '2.1 and appendix B', 'reduced background: 8 hidden nodes (appendix B) do as well as 10', '8 in the listing, 10 in the text'),
  number('F7.accuracy', '3, Table 1', 'reduced background, net counts > 1: accuracy', '%', 86, 1),
  number('F7.recall', '3, Table 1', 'reduced background, net counts > 1: recall', '%', 86, 3),
  number('F7.TNR', '3, Table 1', 'reduced background, net counts > 1: TNR', '%', 85, 3),
  number('F7.precision', '3, Table 1', 'reduced background, net counts > 1: precision', '%', 85, 2),
  number('F7.NPV', '3, Table 1', 'reduced background, net counts > 1: NPV', '%', 86, 2),
  number('F10.faint.share', '3, Table 1', 'reduced background, net counts > 1: share of AGN in the test set (the paper\'s is implied by its cells)', '%', 50, 1),
  number('F10.faint.balanced', '3, Table 1', 'reduced background, net counts > 1: balanced accuracy, (recall + TNR) / 2', '%', 85.5, 1),
  limit('D7.faint', '2.1', 'reduced background, net counts > 1: standardised inputs improve the accuracy by at most 1 point', 'point', 'at most', 1),
  statement('J1.faint', '2.1 and appendix B', 'reduced background, net counts > 1: 8 hidden nodes (appendix B) do as well as 10', '8 in the listing, 10 in the text'),
  statement('F1.order', '3, Table 1', 'Simulated spectra: reduced background is classified better than no background (cells of Table 1)', '+2.8 points'),
  open('B17.table1', '2, Figure 9', 'No background: median net counts of the stars over those of the AGN, all simulated spectra'),

  // dependence
  limit('H1', '3.1, Figure 14a', 'Accuracy above 90 % for more than 300 net counts (Figure 14a; 200 in the text): in every bin of that figure', '%', 'above', 90),
  limit('H2', '3.1, Figure 14d', 'Accuracy above 90 % for background below 0.05 of the net counts: in every bin of Figure 14d', '%', 'above', 90),
  open('J10.counts', '3.1 and Figure 14a', 'Net counts from which every bin has an accuracy of 90 % and more'),
  open('J10.background', '3.1 and Figure 14d', 'Background over net counts up to which every bin has an accuracy of 90 % and more'),
  statement('H3.tnr', '3.1, Figure 14g', 'TNR drops for columns from 1e22 cm^-2 on', 'lower'),
  statement('H4', '3.1, Figure 14h', 'TNR falls for kT above 2 keV', 'lower'),
  statement('H3.recall', '3.1, Figure 14g', 'Recall drops only slightly with the column, and is high again for C-thick AGN', 'slight drop, then a rise'),
  statement('H5', '3.1, Figure 14i', 'Recall falls for AGN with a photon index from 2 on', 'lower'),
  statement('H6.thick', '3.1, Figure 14k', 'Recall of C-thick AGN is above that of C-thin ones', 'above'),
  statement('H6.soft', '3.1, Figure 14k', 'Recall of Soft-C AGN is above that of C-thin ones', 'above'),
  open('J20', '3.1 and Figure 14j', 'Change of recall with redshift, per unit of z', '% points'),
  statement('H7', '3.1, Figure 14j', 'Recall is flat or rises slightly with redshift', '0 or slightly above'),
  statement('H8.width', '3.1, Figure 14l', 'Recall rises with the equivalent width of the Fe-K line', 'rises'),
  statement('H8.position', '3.1', 'Recall does not depend on the energy of the line', 'within errors'),
  number('H20', '4.1', 'Recall for columns up to 1e21 cm^-2, all photon indices', '%', 98.5, 0.5),
  number('H21.soft', '4.1', 'Recall for columns around 1e22 cm^-2 (0.5 to 2), photon index above 2', '%', 72, 2),
  number('H21.hard', '4.1', 'Recall for columns around 1e22 cm^-2 (0.5 to 2), photon index below 2', '%', 96, 2),
  statement('H22', '4.1', 'AGN with a photon index above 2 reach a recall of 90 % only with 3000 counts or an equivalent width of 1.5 keV', 'above 90 % with either, below without'),
  statement('H28', '5', 'Best for at least 200 counts, background to 5 %, stars below 1e22 cm^-2 and 2 keV, AGN with photon index to 2 (and a line above 0.5 keV, if any)', 'better than elsewhere'),
  statement('G13', '3, Figure 13', 'Most stars and most AGN are identified correctly with a certainty above 95 % (here: above 96 %, a bin of Figure 13)', 'most'),

  // low-counts
  number('H10.1-8', '3.2, Figure 15', 'Accuracy for 1 to 8 net counts', '%', 50, 1),
  number('H10.8-21', '3.2, Figure 15', 'Accuracy for 8 to 21 net counts', '%', 60, 1),
  number('H10.21-55', '3.2, Figure 15', 'Accuracy for 21 to 55 net counts', '%', 74, 1),
  number('H10.55-146', '3.2, Figure 15', 'Accuracy for 55 to 146 net counts', '%', 83, 1),
  open('J11.1-8', 'printed twice', 'Balanced accuracy for 1 to 8 net counts'),
  open('J11.8-21', 'printed twice', 'Balanced accuracy for 8 to 21 net counts'),
  open('J11.21-55', 'printed twice', 'Balanced accuracy for 21 to 55 net counts'),
  open('J11.55-146', 'printed twice', 'Balanced accuracy for 55 to 146 net counts'),
  limit('H11.20', '3.2, Figure 15', 'Accuracy at least 70 % from 20 net counts on (here: from 20 to 30)', '%', 'at least', 70),
  limit('H11.70', '3.2, Figure 15', 'Accuracy at least 80 % from 70 net counts on (here: from 70 to 105)', '%', 'at least', 80),

  // weights
  statement('H12', '3.3, Figure 16', 'band of the largest mean |weight|, of 0.3-0.8, 0.8-1.4, 1.4-2, 2-4 and 4-8 keV', 'largest at about 0.8-1.4 keV'),
  open('H12.peak', '3.3, Figure 16', 'energy of the largest mean |weight| in a window of 0.1 keV', 'keV'),
  statement('H13', '3.3, Figure 16', 'mean |weight| in 2-8 keV, trained with and without Fe-K lines', 'reduced above 2 keV without Fe-K lines'),
  statement('H13.shares', '3.3, Figure 16', 'the same in 2-4 keV, of networks that see shares of the counts (net, standardised), as they see them', 'reduced above 2 keV without Fe-K lines'),

  // observed
  number('F2.accuracy', '3, Table 1', 'Trained on no background, applied to observed spectra: accuracy', '%', 81, 3),
  number('F2.recall', '3, Table 1', 'Trained on no background, applied to observed spectra: recall', '%', 67, 7),
  number('F2.TNR', '3, Table 1', 'Trained on no background, applied to observed spectra: TNR', '%', 93, 5),
  number('F2.precision', '3, Table 1', 'Trained on no background, applied to observed spectra: precision', '%', 92, 6),
  number('F2.NPV', '3, Table 1', 'Trained on no background, applied to observed spectra: NPV', '%', 74, 4),
  number('F4.accuracy', '3, Table 1', 'Trained on observed background, applied to observed spectra: accuracy', '%', 89, 3),
  number('F4.recall', '3, Table 1', 'Trained on observed background, applied to observed spectra: recall', '%', 84, 5),
  number('F4.TNR', '3, Table 1', 'Trained on observed background, applied to observed spectra: TNR', '%', 95, 2),
  number('F4.precision', '3, Table 1', 'Trained on observed background, applied to observed spectra: precision', '%', 94, 3),
  number('F4.NPV', '3, Table 1', 'Trained on observed background, applied to observed spectra: NPV', '%', 85, 4),
  number('F6.accuracy', '3, Table 1', 'Trained on reduced background, applied to observed spectra: accuracy', '%', 91, 2),
  number('F6.recall', '3, Table 1', 'Trained on reduced background, applied to observed spectra: recall', '%', 90, 3),
  number('F6.TNR', '3, Table 1', 'Trained on reduced background, applied to observed spectra: TNR', '%', 92, 4),
  number('F6.precision', '3, Table 1', 'Trained on reduced background, applied to observed spectra: precision', '%', 91, 3),
  number('F6.NPV', '3, Table 1', 'Trained on reduced background, applied to observed spectra: NPV', '%', 91, 3),
  number('F8.accuracy', '3, Table 1', 'Trained on reduced background, net counts > 1, applied to observed spectra: accuracy', '%', 82, 3),
  number('F8.recall', '3, Table 1', 'Trained on reduced background, net counts > 1, applied to observed spectra: recall', '%', 77, 4),
  number('F8.TNR', '3, Table 1', 'Trained on reduced background, net counts > 1, applied to observed spectra: TNR', '%', 87, 4),
  number('F8.precision', '3, Table 1', 'Trained on reduced background, net counts > 1, applied to observed spectra: precision', '%', 86, 4),
  number('F8.NPV', '3, Table 1', 'Trained on reduced background, net counts > 1, applied to observed spectra: NPV', '%', 80, 3),
  statement('F9', '3, Table 1', 'Accuracy on observed spectra: no background < observed background <= reduced background', '81, 89, 91 %'),
  statement('H14.counts', '3.4, Figure 17a', 'Trained without background: worse below 1000 net counts', 'lower'),
  statement('H14.background', '3.4, Figure 17d', 'Trained without background: worse where background is above 0.02 of the net counts', 'lower'),
  statement('H14.verdict', '3.4, Figure 17f', 'Trained without background, high background: it is AGN that get called stars', 'AGN are lost'),
  limit('H15.observed', '3.4, Figures 14d and 17d', 'Trained on observed background: accuracy above 90 % for background below 0.05 of the net counts', '%', 'above', 90),
  limit('H15.reduced', '3.4, Figures 14d and 17d', 'Trained on reduced background: accuracy above 90 % for background below 0.05 of the net counts', '%', 'above', 90),
  number('H16', '3.5', 'Recall of extragalactic sources in the field of the stars', '%', 63, undefined, [51, 74]),
  number('H17.0.3', '3.5', 'Share of them with background above 0.3 of the net counts', '%', 60, sdOfShare(60, 63)),
  number('H17.0.1', '3.5', 'Share of them with background above 0.1 of the net counts', '%', 84, sdOfShare(84, 63)),

  // response
  number('H18.accuracy', '3.6', 'accuracy on a later response (here cycle 19, the paper cycle 25)', '%', 84, 3),
  number('H18.recall', '3.6', 'recall on a later response (here cycle 19, the paper cycle 25)', '%', 77, 7),
  number('H18.tnr', '3.6', 'TNR on a later response (here cycle 19, the paper cycle 25)', '%', 90, 3),
  statement('H18.kind', '3.6', 'points that the later response costs: recall and TNR', 'a lot for AGN, only slightly for stars'),

  // errors
  statement('H19.harder', '4.1, Figure 18', 'median share of counts above 2 keV, stars', 'wrong stars are harder'),
  statement('H19.NH', '4.1, Figure 18', 'median log NH, stars', 'wrong stars are more absorbed'),
  statement('H19.lines', '4.1, Figure 18', 'contrast of Fe-L/Ne-K in the mean spectrum, stars', 'wrong stars have weaker lines'),
  statement('H19.kT', '4.1, Figure 18', 'median kT (of the hotter plasma), stars', 'wrong stars are not line-dominated'),
  statement('H19.AGN', '4.1, Figure 18', 'AGN called stars: median log NH, and share of counts above 2 keV', 'more absorbed and/or softer than the right ones'),

  // model-spectra
  statement('H23.low-NH', 'appendix A, Figure 19', 'line of the highest significance at log NH 20.82, kT 0.43 keV', 'a dominant Fe-L/Ne-K line at low NH'),
  statement('H23.high-NH', 'appendix A, Figure 19', 'the two lines of the highest significance at log NH 22.68, kT 0.43 keV, both above Fe-L/Ne-K and Mg-K', 'only Si and S lines at 4.8e22 cm-2'),
  statement('H23.low-kT', 'appendix A, Figure 19', 'lines with a contrast of 1.05 or more at log NH 20.82, kT 0.43 keV', 'Fe-L, Ne-K, Mg-K and Si-K clearly seen at low kT'),
  statement('H23.kT', 'appendix A, Figure 19', 'lines whose contrast above 1 falls to less than half from kT 0.43 to 3.3 keV, at log NH 20.82', 'lines not dominant at higher temperatures'),

  // grid
  statement('H25.nodes', 'appendix C, Figure 21', 'gain in accuracy on simulated spectra of more than 10 nodes at lambda of 0.001 and more, over 10 nodes, lambda 0.001', 'no gain for more than 10 nodes and lambda of 0.001 and more, given the standard deviations'),
  statement('H25.observed', 'appendix C, Figure 21', 'the same gain on the stand-in for observed spectra', 'no gain for more than 10 nodes and lambda of 0.001 and more'),
  open('H25.lambda', 'appendix C, Figure 21', 'best accuracy of all combinations on simulated spectra: 20 nodes, lambda 0.001; over 10 nodes, lambda 0.001', '%'),
  statement('H25.sd', 'appendix C, Figure 21', 'standard deviation of the accuracy over the splits, lambda below 0.001 and from it on', 'larger for smaller lambda'),
  statement('H26', 'appendix C, Figure 22', 'roughness of the weights (squared first differences over squares), 10 nodes: lambda of 1e-4 and less, and 0.001', 'lambda of 1e-4 and less gives rough weights, below the resolution'),
  statement('H26.sum', 'appendix C, Figure 22', 'sum of squared first differences of the weights, 10 nodes: lambda of 1e-4 and less, and 0.001', 'lambda of 1e-4 and less gives rough weights'),

  // learning-curve
  number('H27', 'appendix C, Figure 23', 'accuracy with 10000 training spectra, reduced background (the paper: 90 % with 100000)', '%', 90, 0.8),
  statement('H27.saturates', 'appendix C, Figure 23', 'gain in accuracy from 3000 to 10000 training spectra (the paper: saturates at 100000)', 'seems to saturate at 1e5'),

  // inputs
  open('K2.none', '2.1 (not given)', 'no background: accuracy under 9 input conventions, lowest to highest', '%'),
  open('K2.observed', '2.1 (not given)', 'observed background: accuracy under 9 input conventions, lowest to highest', '%'),
  open('K2.reduced', '2.1 (not given)', 'reduced background: accuracy under 9 input conventions, lowest to highest', '%'),
  open('K2.faint', '2.1 (not given)', 'reduced background, net counts > 1: accuracy under 9 input conventions, lowest to highest', '%'),

  // own-field
  open('J13.leak', '2 and 3.6', 'Accuracy on own-field minus swapped test spectra, models trained with own-field responses', '% points'),
  open('J13.gain', '2 and 3.6', 'Accuracy trained and tested with own-field responses minus trained and tested with one response', '% points'),

  // ceiling
  open('N1.none', '3, Table 1', "no background: balanced accuracy of the best possible verdict minus that of the paper's networks", '% points'),
  open('N1.observed', '3, Table 1', "observed background: balanced accuracy of the best possible verdict minus that of the paper's networks", '% points'),
  open('N1.reduced', '3, Table 1', "reduced background: balanced accuracy of the best possible verdict minus that of the paper's networks", '% points'),
  open('N2.none', '3, Table 1', 'no background: balanced accuracy of the best possible verdict minus that of the classifier of the package', '% points'),
  open('N2.observed', '3, Table 1', 'observed background: balanced accuracy of the best possible verdict minus that of the classifier of the package', '% points'),
  open('N2.reduced', '3, Table 1', 'reduced background: balanced accuracy of the best possible verdict minus that of the classifier of the package', '% points'),
] as const;

type Entry = (typeof list)[number];
export type ClaimId = Entry['id'];

/** All claims by code. */
export const claims = Object.fromEntries(list.map((claim) => [claim.id, claim])) as {
  [Id in ClaimId]: Extract<Entry, { id: Id }>;
};
