import type { InputConvention } from '../../../index.js';
import { claims } from '../../claims/claims.js';
import { report } from '../../claims/judging.js';
import type { ReproduceConfig } from '../../run/config.js';
import type { Judgement } from '../../run/section.js';

type ChoiceClaim = (typeof claims)[Extract<keyof typeof claims, `${string}.choice`>];

interface Choice {
  claim: ChoiceClaim;
  chosen: string;
  /** A choice is not counted as agreement with the paper. */
  reason: string;
}

/** Reports what was chosen, and why, where the paper gives no number, or two different ones. */
export function judge(_: null, config: ReproduceConfig): Judgement {
  const choices = choicesIn(config);
  return {
    text: [
      'Where the paper gives no number, or two, one is chosen, for the reason that the table gives; agreement with the paper is none. The ' +
        'sections on input conventions, responses and Table 1 show what the more important ones are worth.',
    ],
    items: choices.map(({ claim, chosen }) => report(claim, chosen)),
    tables: [
      {
        id: 'choices',
        caption: 'Choices, one line of reason each.',
        columns: ['item', 'what', 'chosen', 'because'],
        rows: choices.map(({ claim, chosen, reason }) => [claim.id.replace('.choice', ''), claim.what, chosen, reason]),
      },
    ],
  };
}

function choicesIn({ training, input, iterations, cvSplits, testShare }: ReproduceConfig): Choice[] {
  return [
    {
      claim: claims['K1.choice'],
      chosen: `batches of ${training.batchSize}, at most ${training.epochs} epochs, stop after ${training.patience} without a lower validation loss, best weights kept`,
      reason:
        "Keras' batch size; stopping by the part of the cross-validation that is held out, as a cross-validation suggests",
    },
    {
      claim: claims['K2.choice'],
      chosen: inputText(input),
      reason:
        'the counts as extracted, without standardising, are the plainest reading of section 2.1; all others are in the section on input conventions',
    },
    {
      claim: claims['K3.choice'],
      chosen: 'sigma 10 eV and equivalent width at the source',
      reason: 'unresolved; a width measured in the frame of the source is what catalogues give',
    },
    {
      claim: claims['K4.choice'],
      chosen: 'reflection alone, no cut-off, cos i = 0.45, abundances of the table in use',
      reason: "XSPEC's defaults where there is one; C-thick AGN show reflected light",
    },
    {
      claim: claims['K5.choice'],
      chosen: 'on top of the flux of the continuum',
      reason: 'the line is an added component in the printed model, outside of cflux',
    },
    {
      claim: claims['K6.choice'],
      chosen: 'one ACIS-I response of 1999-2000 for all sources',
      reason:
        "the fields' own responses are not embedded, and one for both classes cannot give the class away (item J13)",
    },
    {
      claim: claims['K7.choice'],
      chosen: 'drawn from smooth shapes, Poisson once',
      reason: "observed counts as means, as XSPEC's fakeit takes them, put their noise in twice",
    },
    {
      claim: claims['K8.choice'],
      chosen: 'the embedded table, abundances by Wilms et al. (2000) for plasma and absorption',
      reason: 'described with the embedded data',
    },
    {
      claim: claims['K9.choice'],
      chosen: `over the ${iterations} iterations; an iteration is the mean of its ${cvSplits} models`,
      reason: 'iterations are what the paper repeats; its models are all applied to the same test set',
    },
    {
      claim: claims['K10.choice'],
      chosen: 'no verdict, left out of all shares',
      reason: 'nothing can be said about a spectrum without counts',
    },
    {
      claim: claims['J1.choice'],
      chosen: training.hiddenLayers.join(', '),
      reason: 'the text has 10, the listing 8; both are compared with Table 1',
    },
    {
      claim: claims['J3.choice'],
      chosen: '0.3-8 keV',
      reason: 'the band of the figures and of the inputs',
    },
    {
      claim: claims['J18.choice'],
      chosen: '50 %',
      reason: 'as simulated in the paper, which says that it may not be representative',
    },
    {
      claim: claims['split.choice'],
      chosen: `${100 * testShare} % of the sources of each class set apart, the rest in ${cvSplits} parts, by source`,
      reason: 'as in the paper; by source, so that none is on both sides',
    },
  ];
}

function inputText({ counts, scale, transform, standardise }: InputConvention): string {
  const scales = {
    none: '',
    rate: ' per ks',
    unit: ', each spectrum divided by its sum',
    'unit-channels': ', each spectrum with a mean of 1',
    'unit-floor': ', each spectrum divided by its sum of at least 0.5',
  };
  const transforms = { none: '', log1p: ', log1p', sqrt: ', square root' };
  return `${counts} counts per channel${scales[scale]}${transforms[transform]}, ${standardise ? 'standardised' : 'not standardised'}`;
}
