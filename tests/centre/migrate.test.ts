/** Stores of earlier versions in the hands of this one: brought over, or refused in words. */

import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { readKnownHead } from '../../src/centre/index.ts';
import { ADDED_IN_4, CENTRE_FORMAT_3 } from '../../src/centre/schema.ts';
import { OneCardError } from '../../src/errors/index.ts';
import { connect } from '../../src/settlement/journal/connection.ts';
import { settlementId } from '../settlement/journal/support.ts';
import { temporaryFile } from '../settlement/journal/temporary.ts';
import { centreAt, headOf, openAt, settle, TERMINAL, usageOf } from './support.ts';
import { handIn, publishedCentre, uploadOf } from './uploads.ts';

/** What version 3 was made of, for ever. */
const VERSION_3_DIGEST = 'abd8e443385d9cb005f25daed057b0ad3aa514c00b0aa62ab0f1598f6c6a790c';

/** A store with settlements, posted and held, as version 3 left it. */
async function versionThreeFile(): Promise<string> {
  const file = temporaryFile('centre.sqlite');
  const centre = await publishedCentre(file);
  await settle(centre, 1);
  await centre.reverse(settlementId(40));
  const upload = uploadOf(2, 2, (await usageOf(centre)).usage);
  const foreign = { ...upload.signed, terminalKey: upload.signed.cardKey };
  const held = { ...upload, signed: foreign, journalHead: headOf(9) };
  expect(await handIn(centre, held)).toMatchObject({ outcome: 'held' });
  centre.close();
  const database = connect(file);
  for (const statement of ADDED_IN_4) {
    const name = /^CREATE TABLE (\w+)/.exec(statement)?.[1];
    if (name) database.exec(`DROP TABLE ${name}`);
  }
  database.exec('PRAGMA user_version = 3');
  database.close();
  return file;
}

const versionOf = (file: string) => {
  const database = connect(file, { readOnly: true });
  const { user_version } = database.prepare('PRAGMA user_version').get();
  database.close();
  return Number(user_version);
};

test('version 3 is what it was', () => {
  const digest = createHash('sha256').update(CENTRE_FORMAT_3.schema.join('\n')).digest('hex');
  expect(digest).toBe(VERSION_3_DIGEST);
});

test('a store of version 3 is brought over with what it holds, and knows how far its terminals came', async () => {
  const file = await versionThreeFile();
  expect(readKnownHead(file, TERMINAL)).toBeUndefined();
  const centre = openAt(file);
  expect(versionOf(file)).toBe(4);
  expect(await centre.status(settlementId(1))).toMatchObject({ outcome: 'settled' });
  expect(await centre.reviews()).toMatchObject([{ id: settlementId(2), isPosted: false }]);
  expect(await centre.knownHead(TERMINAL)).toEqual(headOf(9));
  expect((await settle(centre, 3)).answer).toMatchObject({ outcome: 'settled' });
});

test.each([1, 2])(
  'a store of version %i is refused in words and stays what it was',
  async (version) => {
    const file = await versionThreeFile();
    const database = connect(file);
    database.exec(`PRAGMA user_version = ${version}`);
    database.close();
    let refusal: unknown;
    try {
      centreAt(file);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(OneCardError);
    expect(refusal).toMatchObject({
      code: 'store.older-format',
      detail: { file, version, oldest: 3 },
    });
    expect(versionOf(file)).toBe(version);
  },
);
