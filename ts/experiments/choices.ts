import type { InputConvention } from '../network/index.js';
import type { ReproduceConfig } from './config.js';
import type { Experiment } from './context.js';
import { reportedItem } from './measure.js';

/** What the paper leaves open: the item, what was chosen, and why. Agreement with the paper is no reason. */
const choicesOf = (config: ReproduceConfig): [string, string, string, string][] => [
  [
    'K1',
    'training',
    `batches of ${config.training.batchSize}, at most ${config.training.epochs} epochs, stop after ${config.training.patience} without a lower validation loss, best weights kept`,
    "Keras' batch size; stopping by the part of the cross-validation that is held out, as a cross-validation suggests",
  ],
  [
    'K2',
    'inputs',
    inputWords(config.input),
    'the counts as extracted, without standardising, are the plainest reading of section 2.1; all others are in the section on input conventions',
  ],
  [
    'K3',
    'Fe-K line',
    'sigma 10 eV and equivalent width at the source',
    'unresolved; a width measured in the frame of the source is what catalogues give',
  ],
  [
    'K4',
    'pexrav',
    'reflection alone, no cut-off, cos i = 0.45, abundances of the table in use',
    "XSPEC's defaults where there is one; C-thick AGN show reflected light",
  ],
  [
    'K5',
    'flux of the line',
    'on top of the flux of the continuum',
    'the line is an added component in the printed model, outside of cflux',
  ],
  [
    'K6',
    'responses',
    'one ACIS-I response of 1999-2000 for all sources',
    "the fields' own responses are not embedded, and one for both classes cannot give the class away (item J13)",
  ],
  [
    'K7',
    'background',
    'drawn from smooth shapes, Poisson once',
    "observed counts as means, as XSPEC's fakeit takes them, put their noise in twice",
  ],
  [
    'K8',
    'plasma',
    'the embedded table, abundances by Wilms et al. (2000) for plasma and absorption',
    'described with the embedded data',
  ],
  [
    'K9',
    'standard deviations',
    `over the ${config.iterations} iterations; an iteration is the mean of its ${config.cvSplits} models`,
    'iterations are what the paper repeats; its models are all applied to the same test set',
  ],
  ['K10', 'no counts', 'no verdict, left out of all shares', 'nothing can be said about a spectrum without counts'],
  [
    'J1',
    'hidden nodes',
    config.training.hiddenLayers.join(', '),
    'the text has 10, the listing 8; both are compared with Table 1',
  ],
  ['J3', 'band of the cut', '0.3-8 keV', 'the band of the figures and of the inputs'],
  [
    'J18',
    'share of AGN with a line',
    '50 %',
    'as simulated in the paper, which says that it may not be representative',
  ],
  [
    'split',
    'splits',
    `${100 * config.testShare} % of the sources of each class set apart, the rest in ${config.cvSplits} parts, by source`,
    'as in the paper; by source, so that none is on both sides',
  ],
];

/** The choices that the paper leaves to who repeats it (items J and K). */
export const choices: Experiment = {
  id: 'choices',
  title: 'Choices that the paper leaves open',
  place: 'Section 2, Appendix B',
  cost: () => 0,
  async run({ config }) {
    return {
      id: this.id,
      title: this.title,
      place: this.place,
      text: [
        'Where the paper gives no number, or two, one is chosen, for the reason that the table gives; agreement with the paper is none. The ' +
          'sections on input conventions, responses and Table 1 show what the more important ones are worth.',
      ],
      items: choicesOf(config).map(([id, what, chosen]) => reportedItem(`${id}.choice`, what, '', chosen)),
      tables: [
        {
          id: 'choices',
          caption: 'Choices, one line of reason each.',
          columns: ['item', 'what', 'chosen', 'because'],
          rows: choicesOf(config),
        },
      ],
      figures: [],
    };
  },
};

function inputWords({ counts, scale, transform, standardise }: InputConvention): string {
  const scales = {
    none: '',
    rate: ' per ks',
    unit: ', each spectrum divided by its sum',
    'unit-channels': ', each spectrum with a mean of 1',
  };
  const transforms = { none: '', log1p: ', log1p', sqrt: ', square root' };
  return `${counts} counts per channel${scales[scale]}${transforms[transform]}, ${standardise ? 'standardised' : 'not standardised'}`;
}
