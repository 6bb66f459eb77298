import { lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * The file itself where `file` is a link to it: SQLite keeps what lies beside a file there, and a lock or an
 * archive beside the link would be another one. Folders may be links: what lies in them is the same.
 */
export function realFile(file: string): string {
  if (lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return file;
  try {
    return realpathSync(file);
  } catch {
    // The end of the link is not there, as between the two names of a rotation.
    return resolve(dirname(file), readlinkSync(file));
  }
}
