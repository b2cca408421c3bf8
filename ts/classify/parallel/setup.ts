import { type BankParts, TemplateBank } from '../../bank/index.js';
import { Classifier, type ClassifierModel } from '../../network/index.js';
import { type Methods, methodsOf } from '../methods.js';
import type { WorkOptions } from './work.js';

/** What a worker thread is given at its start: data alone. */
export interface Setup {
  network?: ClassifierModel;
  bank?: BankParts;
  options: WorkOptions;
}

export const setupOf = ({ network, bank }: Methods, options: WorkOptions): Setup => ({
  ...(network && { network: network.model }),
  ...(bank && { bank: bank.parts() }),
  options,
});

/** The methods of a worker, which give the same bits as those that the setup was made of. */
export function methodsFrom({ network, bank }: Setup): Methods {
  const classifier = network && new Classifier(network);
  const templates = bank && TemplateBank.from(bank);
  return methodsOf(classifier && templates ? { network: classifier, bank: templates } : (classifier ?? templates)!);
}
