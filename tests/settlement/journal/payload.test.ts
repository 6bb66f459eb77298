import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeCbor, encodeCbor } from '../../../src/crypto/index.ts';
import { OneCardError } from '../../../src/errors/index.ts';
import type { EntryFields, EntryKind } from '../../../src/settlement/journal/entry.ts';
import type { SettledFields } from '../../../src/settlement/journal/kinds/visit.ts';
import {
  decodePayload,
  ENTRY_KINDS,
  encodeContents,
  encodePayload,
} from '../../../src/settlement/journal/payload/entries.ts';
import { CONTENTS } from './contents.ts';
import { SAFE } from './values.ts';

type Arbitrary<K extends EntryKind> = fc.Arbitrary<EntryFields[K]>;
const KINDS = Object.keys(CONTENTS) as EntryKind[];

test.each(KINDS)('%s comes back as it went in, and in one form only', (kind) => {
  fc.assert(
    fc.property(CONTENTS[kind] as fc.Arbitrary<EntryFields[EntryKind]>, (contents) => {
      const bytes = encodePayload(kind, contents);
      expect(decodePayload(kind, bytes)).toEqual(contents);
      expect(encodePayload(kind, decodePayload(kind, bytes))).toEqual(bytes);
    }),
    { numRuns: 60 },
  );
});

test('a settlement that repeats its intent is written as if it stood alone', () => {
  const { intent, settled } = CONTENTS;
  fc.assert(
    fc.property(intent as Arbitrary<'intent'>, settled as Arbitrary<'settled'>, (said, ended) => {
      const { adjudication, bill, holder } = said;
      const statement = said.statement;
      const alone = {
        ...ended,
        adjudication,
        bill,
        holder,
        signed: { ...ended.signed, statement },
      };
      const contents = encodeContents('intent', said, (_, copy) => copy);
      const repeated = {
        ...alone,
        adjudication: contents.adjudication,
        bill: contents.bill,
        holder: contents.holder,
        signed: { ...ended.signed, statement: contents.statement },
      };
      const again = encodeContents('settled', repeated, (bytes, contents) => ({
        payload: bytes.slice(),
        contents,
      }));
      expect(again.payload).toEqual(encodePayload('settled', decodedCopy('settled', alone)));
      expect(again.contents).toEqual(decodePayload('settled', again.payload));
      expect(again.contents.bill).toBe(contents.bill);
    }),
    { numRuns: 40 },
  );
});

/** Equal, and no object of it known. */
function decodedCopy<K extends EntryKind>(kind: K, contents: EntryFields[K]): EntryFields[K] {
  return decodePayload(kind, encodePayload(kind, contents));
}

test('a payload with one byte changed is refused, or is another payload in its one form', () => {
  const sample = fc.sample(CONTENTS.settled, { numRuns: 1, seed: 7 })[0] as SettledFields;
  const bytes = encodePayload('settled', sample);
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, mask) => {
      const changed = Uint8Array.from(bytes);
      changed[at]! ^= mask;
      try {
        expect(encodePayload('settled', decodePayload('settled', changed))).toEqual(changed);
      } catch (error) {
        expect(error).toMatchObject({ code: 'journal.payload-undecodable' });
      }
    }),
    { numRuns: 400 },
  );
});

interface Misfit {
  readonly name: string;
  readonly change: (fields: Map<string, unknown>) => void;
  readonly path: string;
}

const MISFITS: readonly Misfit[] = [
  { name: 'a field that is missing', change: (map) => map.delete('reason'), path: 'voided.reason' },
  { name: 'a field that nobody knows', change: (map) => map.set('note', 'x'), path: 'voided' },
  {
    name: 'a number for a field',
    change: (map) => {
      map.delete('reason');
      map.set(1 as never, 'reversed');
    },
    path: 'voided.reason',
  },
  {
    name: 'a reason that is none',
    change: (map) => map.set('reason', 'because'),
    path: 'voided.reason',
  },
  { name: 'another type', change: (map) => map.set('reason', 1), path: 'voided.reason' },
  { name: 'a later version', change: (map) => map.set('version', 2), path: 'voided.version' },
];

test.each(MISFITS)('refused by its path: $name', ({ change, path }) => {
  const fields = new Map<string, unknown>([
    ['version', 1],
    ['reason', 'reversed'],
  ]);
  change(fields);
  const bytes = encodeCbor(fields as never);
  expect(() => decodePayload('voided', bytes)).toThrowError(
    expect.objectContaining({
      code: 'journal.payload-undecodable',
      detail: expect.objectContaining({ path }),
    }),
  );
});

test.each([new Uint8Array(0), Uint8Array.of(0x80), Uint8Array.of(0xa0, 0x00), Uint8Array.of(0xf6)])(
  'bytes that are no map are refused: %s',
  (bytes) => {
    expect(() => decodePayload('intent', bytes)).toThrow(OneCardError);
  },
);

test('what could not be read back is not written', () => {
  const [sample] = fc.sample(CONTENTS.intent, { numRuns: 1, seed: 3 });
  const wrong = (change: object) => () =>
    encodePayload('intent', { ...sample!, ...change } as never);
  expect(wrong({ extra: 1 })).toThrow('"intent" expected no unknown field');
  expect(wrong({ holder: undefined })).toThrow('"intent.holder" expected a value');
  expect(wrong({ bill: { ...sample!.bill, total: SAFE + 1n } })).toThrow(
    '"intent.bill.total" expected a bigint within',
  );
  expect(wrong({ bill: { ...sample!.bill, total: 5 } })).toThrow('"intent.bill.total"');
  expect(
    wrong({
      bill: { ...sample!.bill, visit: { ...sample!.bill.visit, admittedOn: '2026-02-30' } },
    }),
  ).toThrow('"intent.bill.visit.admittedOn" expected a real day');
  const { cardWrite } = sample!;
  expect(wrong({ cardWrite: { ...cardWrite, stateBody: new Uint8Array(256) } })).toThrow(TypeError);
});

test('errors name paths, never contents', () => {
  const [sample] = fc.sample(CONTENTS.intent, { numRuns: 1, seed: 3 });
  const secret = '测试甲的秘密';
  try {
    encodePayload('intent', {
      ...sample!,
      holder: { name: secret, memberNumber: secret },
    } as never);
    expect.unreachable();
  } catch (error) {
    expect(String(error)).toContain('intent.holder.memberNumber');
    expect(String(error)).not.toContain(secret);
  }
});

test('no payload takes a name of the chain', () => {
  expect(KINDS.toSorted()).toEqual(ENTRY_KINDS.toSorted());
  for (const kind of KINDS) {
    const samples = fc.sample(CONTENTS[kind] as fc.Arbitrary<object>, { numRuns: 5, seed: 2 });
    for (const name of ['sequence', 'at', 'kind', 'id', 'previousHash', 'hash']) {
      expect(samples.some((sample) => name in sample)).toBe(false);
    }
  }
});

test('payload keys are text, so that a file explains itself', () => {
  const [sample] = fc.sample(CONTENTS.declined, { numRuns: 1, seed: 1 });
  const map = decodeCbor(encodePayload('declined', sample!)) as ReadonlyMap<unknown, unknown>;
  expect([...map.keys()]).toEqual(['reasons', 'version']);
});
