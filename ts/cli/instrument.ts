import type { Command } from 'commander';
import {
  type Background,
  createResponse,
  type EmbeddedName,
  embeddedBackground,
  embeddedBackgroundNames,
  embeddedNames,
  embeddedResponse,
  loadSpectrum,
  observedBackground,
  type Response,
  type Responses,
} from '../index.js';
import { readArf, readRmf } from '../ogip/index.js';
import { lowestEnergyOption, noteMissingArea, numberOption, strictOption, warnAbout } from './context.js';

/** The options of `xsift simulate` about responses and backgrounds. */
export interface InstrumentOptions {
  rmf?: string[];
  arf?: string[];
  lowestEnergy?: number;
  strict?: boolean;
  blend?: boolean;
  background?: string[];
  backgroundScale?: number;
  backgroundAsDrawn?: boolean;
  pairBackgrounds?: boolean;
}

const several = (value: string, previous: string[] = []): string[] => [...previous, value];
const isEmbedded = (name: string): name is EmbeddedName => (embeddedNames as readonly string[]).includes(name);
const isNamed = (background: string): boolean => ['none', ...embeddedBackgroundNames].includes(background);

export function instrumentOptions(command: Command): Command {
  const names = ['none', ...embeddedBackgroundNames].join(', ');
  return strictOption(lowestEnergyOption(command))
    .option(
      '--rmf <file>',
      `redistribution matrix (FITS, gzip or not), or ${embeddedNames.join(' or ')}; may be repeated`,
      several,
    )
    .option(
      '--arf <file>',
      "effective area (FITS, gzip or not), on the RMF's energy grid; one for each RMF file, in the same order",
      several,
    )
    .option('--blend', 'with two responses: mix them in each spectrum, from all of one to all of the other')
    .option('--background <what>', `${names}, or a PHA file with its background; files may be repeated`, several)
    .option(
      '--background-scale <ratio>',
      'area of the source region over that of the background region, in place of what the background itself says',
      numberOption({ above: 0 }),
    )
    .option('--background-as-drawn', "take a file's background counts as means, unsmoothed, as fakeit does")
    .option(
      '--pair-backgrounds',
      'the first --background file goes with the first --rmf, the second with the second, and so on',
    );
}

/** Combinations of options that make no sense are usage errors. */
export function checkInstrumentOptions(command: Command, options: InstrumentOptions): void {
  const { rmf = [], arf = [], blend, background = [], backgroundScale, backgroundAsDrawn, pairBackgrounds } = options;
  const files = rmf.filter((name) => !isEmbedded(name));
  if (arf.length > 0 && files.length === 0) command.error('error: --arf needs the --rmf that it belongs to');
  if (arf.length > 0 && arf.length !== files.length)
    command.error(`error: give one --arf for each --rmf file: there are ${arf.length} for ${files.length}`);
  if (blend && rmf.length !== 2) command.error(`error: --blend takes two --rmf, not ${rmf.length}`);
  const hasFiles = background.some((what) => !isNamed(what));
  if (background.length > 1 && background.some(isNamed))
    command.error(`error: --background ${background.find(isNamed)} stands alone; only PHA files may be repeated`);
  if (backgroundScale !== undefined && !hasFiles && !background.some((what) => what !== 'none'))
    command.error('error: --background-scale needs a --background');
  if (pairBackgrounds && (blend || !hasFiles || background.length !== rmf.length))
    command.error('error: --pair-backgrounds needs one --background file for each --rmf, and no --blend');
  if (backgroundAsDrawn && !hasFiles) command.error('error: --background-as-drawn needs a --background file');
}

/** The responses given on the command line, or the embedded one. */
export function chosenResponses(options: InstrumentOptions): Responses {
  const { rmf = [embeddedNames[0]], arf = [], blend, lowestEnergy, strict } = options;
  const areas = [...arf];
  const list = rmf.map((name): Response => {
    if (isEmbedded(name)) return embeddedResponse(name);
    const [matrix, area] = [readRmf(name), areas.shift()];
    const response = createResponse(matrix, area === undefined ? undefined : readArf(area), {
      lowestEnergy,
      strict,
    });
    warnAbout(response.warnings);
    noteMissingArea(matrix, response);
    return response;
  });
  return blend ? { blend: [list[0], list[1]] } : list;
}

/**
 * The background given on the command line, on the channels of the response; a list with one for each response where
 * they are paired; undefined for none.
 */
export function chosenBackground(
  options: InstrumentOptions,
  responses: Responses,
): Background | readonly Background[] | undefined {
  const { background = ['none'], backgroundScale: scale, backgroundAsDrawn = false, pairBackgrounds } = options;
  const [first] = 'blend' in responses ? responses.blend : (responses as Response[]);
  const [what] = background;
  if (what === 'none') return undefined;
  const name = embeddedBackgroundNames.find((known) => known === what);
  if (name) return embeddedBackground(name, first, { scale });
  const observed = background.map((file) => loadSpectrum(file, { rmf: 'none', arf: 'none' }));
  const settings = { scale, smooth: !backgroundAsDrawn };
  if (!pairBackgrounds) return observedBackground(observed, first, settings);
  return (responses as Response[]).map((response, k) => observedBackground(observed[k], response, settings));
}

/** The responses and backgrounds in words, for the note at the end of a run. */
export function describeInstrument({
  rmf,
  arf = [],
  blend,
  background = ['none'],
  pairBackgrounds,
}: InstrumentOptions) {
  const names = rmf ? [...rmf, ...arf].join(' and ') : 'the embedded one, ACIS-I of 1999-2000';
  const isEmbeddedBackground = isNamed(background[0]) && background[0] !== 'none';
  return {
    response: blend ? `${names}, blended` : names,
    background: isEmbeddedBackground
      ? `the embedded one, ${background[0]}`
      : `${background.join(' and ')}${pairBackgrounds ? ', each with its response' : ''}`,
  };
}
