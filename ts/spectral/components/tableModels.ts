import type { ComponentDefinition } from './parameter.js';

const reference = 'XSPEC manual; OGIP 92-009, The File Format for XSPEC Table Models';

/** Tables of spectra in files: a name is followed by the file in braces, which says what the parameters are. */
export const tableModels = [
  {
    name: 'atable',
    kind: 'additive',
    description: "spectra of a file, atable{FILE}: the file's parameters, Escale and z where it has them, norm",
    parameters: [],
    reference,
    needs: 'table',
  },
  {
    name: 'mtable',
    kind: 'multiplicative',
    description: "factors of a file, mtable{FILE}: the file's parameters, Escale and z where it has them",
    parameters: [],
    reference,
    needs: 'table',
  },
  {
    name: 'etable',
    kind: 'multiplicative',
    description: "exp(-x) with x of a file, etable{FILE}: the file's parameters, Escale and z where it has them",
    parameters: [],
    reference,
    needs: 'table',
  },
] as const satisfies readonly ComponentDefinition[];

/** The file of a table, and values of its parameters by their names. */
export interface TableValues {
  /** Path of the file, without braces. */
  readonly file: string;
  readonly [parameter: string]: number | string | undefined;
}
