/** Cards that are copies, old images, or patched together from several. */

import type { FileName } from '../../../../src/card/index.ts';
import {
  encodeSecurityObject,
  FILES,
  frame,
  parseSecurityObject,
  SECURITY_OBJECT_CONTEXT,
  unframe,
} from '../../../../src/card/index.ts';
import { keyIdOf, parseCose, signCose } from '../../../../src/crypto/index.ts';
import type { CardSerial } from '../../../../src/model/index.ts';
import type { CardContents } from '../../../../src/virtual/contents.ts';
import { alteredCard, contentsIn } from '../../altered.ts';
import {
  type Attack,
  type Ground,
  imageOf,
  otherChip,
  ownChannelKeys,
  replaced,
  settledCard,
  visit,
} from '../ground.ts';

const OTHER_SERIAL = '9990010000000002' as CardSerial;
const SLOTS = ['EF.STATE-A', 'EF.STATE-B'] as const;

/** The files of these names taken from another card. */
function withFilesOf(from: CardContents, names: readonly FileName[]) {
  return (contents: CardContents): CardContents => {
    const taken = names.map((name) => {
      const { fid } = FILES[name];
      return [fid, from.files.get(fid)!] as const;
    });
    return { ...contents, files: new Map([...contents.files, ...taken]) };
  };
}

/** All files of the county's card on a chip whose private keys are others. */
async function copyOn(ground: Ground, channel: ReturnType<typeof ownChannelKeys>) {
  const { image } = await ground.card();
  const keys = { authentication: ground.key(0x91), settlement: ground.key(0x92), channel };
  return otherChip(image, keys);
}

/** EF.SOD over the card's own files, signed by somebody who names the county's key. */
async function selfSigned(ground: Ground) {
  const { image } = await ground.card();
  const { fid } = FILES['EF.SOD'];
  const object = parseCose(unframe(image.files.get(fid)!, 'EF.SOD')).payload;
  const signed = signCose(ground.suite, ground.key(0x91), {
    keyId: keyIdOf(ground.key(0x91).publicKey),
    payload: encodeSecurityObject({
      ...parseSecurityObject(object),
      authenticationKey: ground.key(0x91).publicKey,
    }),
    context: SECURITY_OBJECT_CONTEXT,
  });
  const [own, county] = [ground.key(0x91), ground.issuer.county].map((key) =>
    keyIdOf(key.publicKey),
  ) as [Uint8Array, Uint8Array];
  const renamed = replaced(signed, own, county);
  const files = new Map(image.files).set(fid, frame(renamed, FILES['EF.SOD'].sizeBytes));
  return otherChip(
    { ...image, files },
    {
      authentication: ground.key(0x91),
      settlement: ground.key(0x92),
      channel: ownChannelKeys(ground),
    },
  );
}

export const COPIES: readonly Attack[] = [
  {
    kind: 'copied files',
    tried: 'every file of a card on a blank chip',
    refusedBy: 'crypto.channel-refused: 6a88',
    run: async (ground) => visit(ground, await copyOn(ground, [])),
  },
  {
    kind: 'copied files',
    tried: 'every file, and the channel keys of the card too',
    refusedBy: 'card-key: wrong-signature',
    run: async (ground) => visit(ground, await copyOn(ground, ownChannelKeys(ground))),
  },
  {
    kind: 'copied files',
    tried: 'every file on another genuine card of the county',
    refusedBy: 'crypto.channel-card-unproven',
    async run(ground) {
      const other = await ground.card('two-slot', { serial: OTHER_SERIAL });
      const own = await contentsIn((await ground.card()).store);
      const mixed = (contents: CardContents) => ({ ...contents, files: own.files });
      return visit(ground, await alteredCard(other, mixed));
    },
  },
  {
    kind: 'copied security object',
    tried: 'EF.SOD of one card on another',
    refusedBy: 'file-digest: digest-mismatch',
    async run(ground) {
      const other = await contentsIn(
        (await ground.card('two-slot', { serial: OTHER_SERIAL })).store,
      );
      return visit(ground, await alteredCard(await ground.card(), withFilesOf(other, ['EF.SOD'])));
    },
  },
  {
    kind: 'copied security object',
    tried: 'EF.SOD with a key of one’s own, signed by oneself under the county’s key id',
    refusedBy: 'issuer-signature: wrong-signature',
    run: async (ground) => visit(ground, await selfSigned(ground)),
  },
  {
    kind: 'rolled-back image',
    tried: 'the whole chip put back to what it was before its last settlement',
    refusedBy: 'card-counters: rolled-back',
    async run(ground) {
      const made = await settledCard(ground, 1);
      const before = await imageOf(made);
      await visit(ground, made);
      return visit(ground, before, { known: { sequence: 2, atc: 2, channelSequence: 2 } });
    },
  },
  {
    kind: 'rolled-back image',
    tried: 'slots and log of an earlier day on a chip whose counters went on',
    refusedBy: 'card-counters: rolled-back',
    async run(ground) {
      const made = await settledCard(ground, 1);
      const { files, log } = await contentsIn(made.store);
      await visit(ground, made);
      const back = await alteredCard(made, (contents) => ({ ...contents, files, log }));
      return visit(ground, back, { known: { sequence: 2, atc: 2, channelSequence: 2 } });
    },
  },
  {
    kind: 'rolled-back image',
    tried: 'both slots as they were before the last settlement, the log left as it is',
    refusedBy: 'card.unfinished-settlement',
    async run(ground) {
      const made = await settledCard(ground, 1);
      const earlier = await contentsIn(made.store);
      await visit(ground, made);
      return visit(ground, await alteredCard(made, withFilesOf(earlier, SLOTS)));
    },
  },
  {
    kind: 'rolled-back image',
    tried: 'both slots as they were two settlements ago, the log left as it is',
    refusedBy: 'state-history: log-disagrees',
    async run(ground) {
      const made = await settledCard(ground, 0);
      const first = await contentsIn(made.store);
      await visit(ground, made);
      await visit(ground, made);
      return visit(ground, await alteredCard(made, withFilesOf(first, SLOTS)));
    },
  },
  {
    kind: 'swapped slot',
    tried: 'slot A and slot B exchanged',
    refusedBy: 'state-history: slots-disagree',
    async run(ground) {
      const made = await settledCard(ground, 1);
      const { files } = await contentsIn(made.store);
      const [a, b] = SLOTS.map((name) => FILES[name].fid) as [number, number];
      const exchanged = new Map([...files, [a, files.get(b)!], [b, files.get(a)!]]);
      return visit(ground, await alteredCard(made, (each) => ({ ...each, files: exchanged })));
    },
  },
  {
    kind: 'swapped slot',
    tried: 'the older slot written over the current one',
    refusedBy: 'state-history: slots-disagree',
    async run(ground) {
      const made = await settledCard(ground, 1);
      const { files } = await contentsIn(made.store);
      const [a, b] = SLOTS.map((name) => FILES[name].fid) as [number, number];
      const doubled = new Map([...files, [b, files.get(a)!]]);
      return visit(ground, await alteredCard(made, (each) => ({ ...each, files: doubled })));
    },
  },
  {
    kind: 'swapped slot',
    tried: 'a state slot of another card of the county',
    refusedBy: 'state-mac: wrong-mac',
    async run(ground) {
      const other = await ground.card('two-slot', { serial: OTHER_SERIAL });
      const slots = withFilesOf(await contentsIn(other.store), ['EF.STATE-A']);
      return visit(ground, await alteredCard(await ground.card(), slots));
    },
  },
];
