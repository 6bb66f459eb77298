/** A card whose state cannot be read any more, while a settlement of it is open here. */

import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { HOMES } from '../../../examples/cli/world/persons.ts';
import { FILES } from '../../../src/card/index.ts';
import { encodeContents, parseContents } from '../../../src/virtual/contentsFile.ts';
import { INS_UPDATE_BINARY, pulledBefore } from '../../support/taps.ts';
import { Desk } from './desk.ts';

/** The state in slot A loses its code. */
async function breakState(desk: Desk): Promise<void> {
  const file = desk.world.files.card(HOMES.yinjiang.county);
  const contents = parseContents(Uint8Array.from(await readFile(file)));
  const { fid } = FILES['EF.STATE-A'];
  const slot = contents.files.get(fid)!;
  const last = slot.findLastIndex((byte) => byte !== 0);
  const broken = slot.with(last, slot[last]! ^ 1);
  await writeFile(
    file,
    encodeContents({ ...contents, files: new Map(contents.files).set(fid, broken) }),
  );
}

test('the card is kept, and the settlement is ended without it', async () => {
  const desk = await Desk.open();
  await desk.tap('ZY1', { layer: pulledBefore(INS_UPDATE_BINARY) });
  const id = desk.newest().id!;
  await breakState(desk);
  const refused = await desk.tap('ZY1');
  expect(refused).toMatchObject({ outcome: 'card-refused', keepCardFor: id });
  expect(
    await desk.terminal().reverse(id, { reason: 'card broken', operator: '999' }),
  ).toMatchObject({ outcome: 'reversed' });
  expect(desk.journal.openIntents()).toEqual([]);
});

test('a card without an open visit is refused like any other', async () => {
  const desk = await Desk.open();
  await breakState(desk);
  const refused = await desk.tap('ZY1');
  expect(refused).toMatchObject({ outcome: 'card-refused' });
  expect(refused).not.toHaveProperty('keepCardFor');
});
