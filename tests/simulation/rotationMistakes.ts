/** Mistakes at the end of a file and of a year, each planted between a desk and its folder, or its plans. */

import type { JournalFiles } from '../../src/settlement/journal/files.ts';
import type { Planting } from '../../src/simulation/index.ts';
import type { Mistake } from './mistakes.ts';

type Folder = (files: JournalFiles) => Partial<JournalFiles>;

const planted = (folder: Folder): Planting => ({
  desk(desk) {
    desk.disk.around = (files) => ({ ...files, ...folder(files) });
  },
});

export interface RotationMistake extends Mistake {
  /** The invariant that says so. */
  readonly found: RegExp;
}

export const ROTATION_MISTAKES: readonly RotationMistake[] = [
  {
    name: 'archive thrown away',
    found: /chain-whole|rotated-away/,
    planting: planted((files) => ({
      rename(from, to) {
        files.rename(from, to);
        if (/-\d{4}/.test(to)) files.remove(to);
      },
    })),
  },
  {
    name: 'open matters left behind',
    found: /nothing-rotated-away/,
    planting: planted((files) => ({
      openStore(file) {
        const store = files.openStore(file);
        if (!file.endsWith('.next')) return store;
        const prepare = store.prepare.bind(store);
        const skipped = { run: () => undefined } as never;
        store.prepare = (sql: string) =>
          sql.startsWith('INSERT INTO open_entry') ? skipped : prepare(sql);
        return store;
      },
    })),
  },
  {
    name: 'two writers',
    found: /as-witnessed/,
    planting: planted(() => ({ lock: () => ({ release: () => undefined }) })),
  },
];
