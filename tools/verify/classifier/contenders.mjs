// The classifiers that are compared: each gives the probability of an AGN for the spectra of a set.
import { agn, Classifier, MismatchError, stars, templateBank } from '../../../dist/index.js';
import { seeds } from './sets.mjs';

/** Names of the contenders, in the order of the page. */
export const names = {
  default: 'default network',
  paper: "paper's network",
  bank: 'bank',
  ceiling: 'ceiling',
  hardness: 'hardness ratio',
  colours: 'four colours',
  logistic: 'logistic regression',
};

/**
 * @param {{ ceilingTemplates: number }} options
 */
export function makeContenders({ ceilingTemplates }) {
  const populations = [stars(), agn()];
  return {
    networks: { default: Classifier.load(), paper: Classifier.embedded('paper') },
    bank: templateBank(populations, { seed: seeds.bank }),
    ceiling: templateBank(populations, { seed: seeds.ceiling, templates: ceilingTemplates }),
  };
}

/** Column of AGN in probabilities, spectra x classes. */
export function agnOf(probabilities, classes) {
  const agnClass = classes.indexOf('agn');
  if (agnClass < 0) throw new Error(`the classifier's classes are ${classes.join(', ')}; there is no agn`);
  return Float64Array.from({ length: probabilities.length / classes.length }, (_, row) =>
    Number(probabilities[row * classes.length + agnClass]),
  );
}

/**
 * Probabilities by a network; the reason where it cannot be used on such channels.
 *
 * @param {import('../../../dist/index.js').Classifier} classifier
 */
export async function byNetwork(classifier, spectra) {
  try {
    const { probabilities, flags } = await classifier.predict(spectra);
    return { agn: agnOf(probabilities, classifier.classes), flags };
  } catch (error) {
    if (!(error instanceof MismatchError)) throw error;
    return { reason: error.message };
  }
}

/**
 * Probabilities by a bank, with its flags and goodness of fit.
 *
 * @param {import('../../../dist/index.js').TemplateBank} bank
 * @param {import('../../../dist/index.js').BankClassifyOptions} options
 */
export async function byBank(bank, spectra, response, options = {}) {
  const posteriors = await (await bank.through(response)).classify(spectra, options);
  const { probabilities, classes, unlike, goodness } = posteriors;
  return { agn: agnOf(probabilities, classes), unlike, goodness };
}
