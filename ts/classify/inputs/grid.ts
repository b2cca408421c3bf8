import { differingEdge, FileError, MismatchError, ParameterError, packageVersion } from '../../base/index.js';
import type { Dataset } from '../../dataset/index.js';
import { readArf, readRmf, type Source } from '../../ogip/index.js';
import { createResponse, type Response, responseDescriptor, responseDescriptorNames } from '../../simulation/index.js';

/** The energies of channels, keV. */
export interface ChannelGrid {
  /** Default 1. */
  readonly firstChannel?: number;
  readonly eMin: ArrayLike<number>;
  readonly eMax: ArrayLike<number>;
}

/** What all spectra of a table of counts share. */
export interface SharedResponse {
  grid: Pick<Dataset, 'channels' | 'firstChannel' | 'eMin' | 'eMax'>;
  /** What a dataset says of its response. */
  described: Pick<Dataset, 'responseDescriptor' | 'responseDescriptorNames' | 'provenance'>;
  /** Absent where the energies of the channels are all that is known. */
  response?: Response;
}

const origin = (response: string) => ({ seed: 0, population: 'observed', response, version: packageVersion });

/**
 * The response of spectra that have no file to name it: an RMF and an ARF, or the channels alone, as of a network.
 *
 * @throws FileError if neither is given; it names the table
 */
export function sharedResponse(
  file: string,
  { rmf, arf, channels }: { rmf?: Source; arf?: Source; channels?: ChannelGrid },
): SharedResponse {
  if (rmf !== undefined && rmf !== 'none') {
    const matrix = readRmf(rmf);
    const area = arf === undefined || arf === 'none' ? undefined : readArf(arf);
    const response = createResponse(matrix, area);
    const { detChans, firstChannel, eMin, eMax } = matrix;
    const isDescribed = area !== undefined || matrix.includesArea;
    return {
      grid: { channels: detChans, firstChannel, eMin, eMax },
      described: {
        ...(isDescribed && { responseDescriptor: responseDescriptor(response), responseDescriptorNames }),
        provenance: [origin(response.identity)],
      },
      response,
    };
  }
  if (arf !== undefined && arf !== 'none')
    throw new ParameterError(
      'arf',
      `${file} is a table of counts: an ARF alone does not tell the energies of its channels; name the RMF too (--rmf, option rmf)`,
    );
  if (!channels)
    throw new FileError(
      file,
      'is a table of counts, whose channels have no energies: name its response with --rmf and --arf (options rmf, arf)',
    );
  const { firstChannel = 1, eMin, eMax } = channels;
  return {
    grid: { channels: eMin.length, firstChannel, eMin: Float64Array.from(eMin), eMax: Float64Array.from(eMax) },
    described: { provenance: [] },
  };
}

/** @throws MismatchError unless the spectra of a library have the channels of the response that is named for them */
export function checkSameGrid(file: string, dataset: Dataset, { grid }: SharedResponse): void {
  const remedy = 'name the response that the library was made with, or none';
  if (dataset.channels !== grid.channels || dataset.firstChannel !== grid.firstChannel)
    throw new MismatchError(
      `${file} has ${dataset.channels} channels from ${dataset.firstChannel}, the RMF ${grid.channels} from ${grid.firstChannel}`,
      { what: 'channels', expected: grid.channels, found: dataset.channels, remedy },
    );
  const edge = differingEdge(grid, dataset);
  if (!edge) return;
  const { field, index } = edge;
  const [expected, found] = [grid[field][index], dataset[field][index]];
  throw new MismatchError(
    `${file} has ${field} ${found} keV for channel ${index + grid.firstChannel}, the RMF ${expected} keV`,
    { what: 'channel energies', expected, found, remedy },
  );
}
