/** Bytes that can be read in two ways, and bytes that cost more to read than they are worth. */

import { concat, fromHex } from '../../../../src/bytes.ts';
import {
  FILES,
  type FileName,
  frame,
  frameLogRecord,
  SLOT_BYTES,
} from '../../../../src/card/index.ts';
import { decodeCbor } from '../../../../src/crypto/index.ts';
import { alteredCard, withFileBytes } from '../../altered.ts';
import { type Attack, bentAnswers, type Ground, refusedBy, settledCard, visit } from '../ground.ts';

/** EF.HOLDER rewritten by somebody with a laboratory. */
const holder = (
  kind: 'CBOR of two readings' | 'bombs',
  tried: string,
  hex: string,
  rule: string,
): Attack => ({
  kind,
  tried,
  refusedBy: `card.malformed-file: ${rule}`,
  run: (ground) => withFile(ground, 'EF.HOLDER', fromHex(hex.replaceAll(' ', ''))),
});

/** The CBOR of a file replaced, in a frame that holds. */
async function withFile(ground: Ground, name: FileName, content: Uint8Array) {
  const framed = frame(content, FILES[name].sizeBytes);
  return visit(
    ground,
    await alteredCard(
      await ground.card(),
      withFileBytes(name, () => framed),
    ),
  );
}

/** The bytes of a file replaced, frame and all. */
async function withBytes(
  ground: Ground,
  name: FileName,
  change: (bytes: Uint8Array) => Uint8Array,
) {
  return visit(ground, await alteredCard(await ground.card(), withFileBytes(name, change)));
}

const INS_READ = 0xb0;

export const ENCODINGS: readonly Attack[] = [
  holder('CBOR of two readings', 'a key twice in EF.HOLDER', 'a2 01 00 01 00', 'duplicate-key'),
  holder('CBOR of two readings', 'keys out of order in EF.HOLDER', 'a2 02 00 01 00', 'key-order'),
  holder('CBOR of two readings', 'a number longer than it needs', 'a1 01 1817', 'shortest-head'),
  holder('CBOR of two readings', 'a map without a length', 'bf 01 00 ff', 'definite-length'),
  holder('CBOR of two readings', 'bytes behind the item', 'a1 01 00 00', 'trailing-bytes'),
  holder('CBOR of two readings', 'a text that is no UTF-8', 'a1 01 61ff', 'utf-8'),
  holder('CBOR of two readings', 'a floating point number', 'a1 01 f93c00', 'no-float'),
  holder('CBOR of two readings', 'a tag that asks for an object', 'd81b 82 6161 60', 'tag'),
  {
    kind: 'CBOR of two readings',
    tried: 'a key twice in the county’s certificate',
    refusedBy: 'certificate-chain: malformed',
    run: (ground) => withFile(ground, 'EF.CHAIN', fromHex('8145a201000100')),
  },
  {
    kind: 'CBOR of two readings',
    tried: 'a key twice in the header of EF.SOD',
    refusedBy: 'issuer-signature: malformed-object',
    run: (ground) => withFile(ground, 'EF.SOD', fromHex('d28445a201000100a04040')),
  },
  {
    kind: 'CBOR of two readings',
    tried: 'a key twice in the newest log record',
    refusedBy: 'state-history: log-disagrees',
    async run(ground) {
      const made = await settledCard(ground, 1);
      const record = frameLogRecord(fromHex('a201000100'));
      return visit(ground, await alteredCard(made, (each) => ({ ...each, log: [record] })));
    },
  },
  {
    kind: 'CBOR of two readings',
    tried: 'bytes between CMAC and end mark of a state slot',
    refusedBy: 'state-mac: changed-slot',
    run: (ground) => withBytes(ground, 'EF.STATE-A', (bytes) => bytes.with(SLOT_BYTES - 6, 0x01)),
  },
  holder('bombs', 'five hundred arrays, one inside the other', '81'.repeat(500), 'depth'),
  holder('bombs', 'an array of a hundred million items in five bytes', '9a05f5e100', 'truncated'),
  holder('bombs', 'a map of 2⁶³ pairs', 'bb7fffffffffffffff', 'truncated'),
  holder('bombs', 'a text of 4 GB in six bytes', '7affffffff61', 'truncated'),
  {
    kind: 'bombs',
    tried: 'a message of 64 KB and a byte',
    refusedBy: 'crypto.cbor-too-large: size',
    run: () => refusedBy(async () => decodeCbor(new Uint8Array(64 * 1024 + 1))),
  },
  {
    kind: 'bombs',
    tried: 'five thousand items where a card has a hundred',
    refusedBy: 'crypto.cbor-too-large: items',
    run: () => refusedBy(async () => decodeCbor(concat([fromHex('991388'), new Uint8Array(5000)]))),
  },
  {
    kind: 'bombs',
    tried: 'a frame that announces 65,535 bytes',
    refusedBy: 'card.malformed-frame: length',
    run: (ground) =>
      withBytes(ground, 'EF.HOLDER', (bytes) => concat([fromHex('5382ffff'), bytes.slice(4)])),
  },
  {
    kind: 'bombs',
    tried: 'a file that never ends',
    refusedBy: 'card.malformed-frame: file-size',
    async run(ground) {
      const endless = concat([fromHex('5382ffff'), new Uint8Array(235), fromHex('9000')]);
      return visit(ground, await ground.card(), { layer: bentAnswers(() => endless, INS_READ) });
    },
  },
  {
    kind: 'bombs',
    tried: 'a card that always has more bytes (61 xx)',
    refusedBy: 'card.chain-too-long',
    async run(ground) {
      const more = concat([new Uint8Array(200), fromHex('61c8')]);
      return visit(ground, await ground.card(), { layer: bentAnswers(() => more) });
    },
  },
  {
    kind: 'bombs',
    tried: 'a card that always wants another length (6C xx)',
    refusedBy: 'card.unexpected-status: 6C10',
    async run(ground) {
      return visit(ground, await ground.card(), { layer: bentAnswers(() => fromHex('6c10')) });
    },
  },
];
