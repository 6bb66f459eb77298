/** A catalogue in any of its three forms. */

import { dirname, resolve } from 'node:path';
import { DOCUMENT_BYTES_MAX } from '../../../src/limits.ts';
import {
  CATALOGUE_FILE_BYTES_MAX,
  type Catalogue,
  type CatalogueImport,
  importCatalogue,
  openCatalogue,
  parseCatalogue,
  type RefusedRow,
  TABLE_BYTES_MAX,
} from '../../../src/settlement/index.ts';
import { readBytes, readPieces } from '../files.ts';

const FILE_MARK = 'ONECAT1\n';
const TABLES_FORMAT = /^\s*["']?format["']?\s*:\s*["']?onecard-catalogue-tables\//m;

export interface LoadedCatalogue {
  readonly form: 'text' | 'tables' | 'file';
  /** Absent when no row of the tables was taken. */
  readonly catalogue: Catalogue | undefined;
  /** Of tables. */
  readonly counts?: CatalogueImport;
}

/** @param onRefused every row of tables that is refused */
export async function loadCatalogue(
  file: string,
  onRefused: (row: RefusedRow) => void,
): Promise<LoadedCatalogue> {
  const bytes = await readBytes(file, CATALOGUE_FILE_BYTES_MAX);
  if (bytes.subarray(0, FILE_MARK.length).toString('latin1') === FILE_MARK) {
    return { form: 'file', catalogue: openCatalogue(bytes) };
  }
  // What is too long for a document is refused by its door, not read as text first.
  const text = bytes.subarray(0, DOCUMENT_BYTES_MAX + 1).toString('utf8');
  if (!TABLES_FORMAT.test(text)) return { form: 'text', catalogue: parseCatalogue(text, file) };
  const counts = await importTables(text, file, onRefused);
  return { form: 'tables', catalogue: counts.catalogue, counts };
}

/** Tables stand beside the head that names them. */
export function importTables(
  head: string,
  file: string,
  onRefused: (row: RefusedRow) => void,
): Promise<CatalogueImport> {
  return importCatalogue({
    head,
    headFile: file,
    open: (table) => readPieces(resolve(dirname(file), table), TABLE_BYTES_MAX),
    onRefused,
  });
}
