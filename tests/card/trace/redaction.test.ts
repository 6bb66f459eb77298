/**
 * A whole visit and what cards already in use add to it (PIN, MAC, key cryptograms), through a
 * diagnostic trace that is then searched for everything that was said. The recordings show that the
 * search would find what went over the contacts in the clear.
 */

import { expect, test } from 'vitest';
import { fromHex, toHex, utf8 } from '../../../src/bytes.ts';
import {
  type CardTransport,
  prepareCommit,
  recordCard,
  renderRecording,
  TestCardConsent,
  withTrace,
} from '../../../src/card/index.ts';
import { exportPrivateKey } from '../../../src/crypto/index.ts';
import { encodeGbk } from '../../../src/reader/vendor/gbk.ts';
import { scriptedCard } from '../../support/scriptedCard.ts';
import { contentsOf, spellings } from '../../support/spellings.ts';
import {
  CARD_KEYS,
  cardImage,
  cardIssue,
  commitCore,
  inserted,
  openSession,
  readVerified,
  SERIAL,
  usageAfter,
} from '../issued.ts';

/** A run of bytes shorter than this is found anywhere by chance. */
const BYTES_MIN = 4;
/** Its historical bytes are an area and a card number. */
const ATR = fromHex('3B8F800139393931303158303030303030313957');

/** Both views of one connection: what a technician gets, and what a laboratory keeps. */
function observed(card: CardTransport) {
  const lines: string[] = [];
  let clock = 0;
  const recorded = recordCard(card, TestCardConsent.virtualCard(), { atr: ATR });
  const trace = { write: (line: string) => lines.push(line) };
  const layer = withTrace(trace, { now: () => clock++, atr: ATR, protocol: 'T=1' });
  return {
    transport: layer(recorded),
    trace: () => lines.join('\n'),
    recording: () => renderRecording(recorded.recording()),
    commands: () => recorded.recording().exchanges,
  };
}

/** What the trace may be made of, and nothing else: see `withTrace`. */
const LINE =
  /^(?:# ONECARD TRACE 1|# PROTOCOL: T=1|# ATR: 3B8F8001, then 15 historical bytes|\+\d+ (?:> [0-9A-F]{8} Nc=\d+ Ne=\d+(?: extended)?|[<>] malformed bytes=\d+|< bytes=\d+ sw=[69][0-9A-F]{3}|! [a-z]+\.[a-z-]+|closed))$/;

const PIN = '864209';

/** Exchanges that a OneCard does not have: PIN, keys, MACs and records in GBK. */
const OTHERS: readonly [command: string, response: string, secret: string | Uint8Array][] = [
  ['0020000006383634323039', '63C2', PIN],
  ['0020000003864209', '9000', fromHex('864209FF')],
  ['0084000008', 'A1B2C3D4E5F607089000', fromHex('A1B2C3D4E5F60708')],
  [
    '0082000A10C0FFEE00112233445566778899AABBCC',
    '9000',
    fromHex('C0FFEE00112233445566778899AABBCC'),
  ],
  ['805E01000A864209FF975310663654CB', '9000', fromHex('663654CB')],
  ['04D68500080102030412CD158D', '9302', fromHex('12CD158D')],
  ['805401000F11223344201004231119330179E9E1', 'EE6EC89D0A0B0C0D9000', fromHex('EE6EC89D')],
  ['00B2080014', `0812${toHex(utf8('999101198003120019'))}9000`, '999101198003120019'],
  ['00B209002000000000', '9000', ''],
  ['00B2090020', `091E${toHex(encodeGbk('测试乙丙丁'))}9000`, '测试乙丙丁'],
  ['80500102', '6985', ''],
];

test('no PIN, key, MAC or record content reaches the trace of a visit', async () => {
  const image = await cardImage();
  const { reader } = await inserted(image);
  let view: ReturnType<typeof observed> | undefined;
  const session = await openSession(reader, (inner) => {
    view = observed(inner);
    return view.transport;
  });
  const before = await readVerified(session);
  const prepared = prepareCommit(before, commitCore(1), usageAfter(1));
  const { signature } = await session.commit(prepared);
  const after = await readVerified(session);
  await session.close();

  const secrets = [
    ...contentsOf([before, after, cardIssue(), prepared, signature, image.files, image.log]),
    exportPrivateKey(CARD_KEYS.settlement),
    exportPrivateKey(CARD_KEYS.authentication),
  ];
  const trace = view!.trace();
  const recording = view!.recording();
  expect(trace.split('\n').filter((line) => !LINE.test(line))).toEqual([]);
  expect(trace.split('\n').length).toBeGreaterThan(50);
  expect(secrets.length).toBeGreaterThan(100);
  for (const secret of secrets) {
    for (const text of spellings(secret)) expect(trace.includes(text), text).toBe(false);
  }
  const { holder, insurance } = cardIssue();
  // Through the channel not even a recording of every byte holds them; what is free to read is there.
  for (const value of [
    holder.name,
    holder.identityNumber,
    holder.address,
    insurance.memberNumber,
  ]) {
    expect(recording).not.toContain(toHex(utf8(value)).toUpperCase());
  }
  for (const { mac } of contentsOfSlots(after))
    expect(recording).not.toContain(toHex(mac).toUpperCase());
  expect(recording).toContain(SERIAL);
});

function contentsOfSlots(value: unknown, found: { mac: Uint8Array }[] = []) {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return found;
  if ('mac' in value && value.mac instanceof Uint8Array) found.push({ mac: value.mac });
  for (const each of Object.values(value)) contentsOfSlots(each, found);
  return found;
}

test('nor that of a card with PIN, MAC and records in GBK, nor any four bytes of a data field', async () => {
  const view = observed(scriptedCard(OTHERS.map(([, response]) => response)));
  for (const [command] of OTHERS) await view.transport.transmit(fromHex(command));
  await expect(view.transport.transmit(fromHex('0020000006383634323039'))).rejects.toThrow();
  const trace = view.trace();
  expect(trace.split('\n').filter((line) => !LINE.test(line))).toEqual([
    expect.stringMatching(/^\+\d+ ! failure without a code$/),
  ]);

  for (const [, , secret] of OTHERS) {
    for (const text of spellings(secret)) expect(trace.includes(text), text).toBe(false);
  }
  for (const { command, answer } of view.commands()) {
    const fields = [
      command.subarray(5),
      answer.outcome === 'answered' ? answer.response.subarray(0, -2) : command.subarray(5),
    ];
    for (const field of fields) {
      for (let at = 0; at + BYTES_MIN <= field.length; at++) {
        const window = toHex(field.subarray(at, at + BYTES_MIN)).toUpperCase();
        expect(trace.includes(window), window).toBe(false);
      }
    }
  }
  const recording = view.recording();
  for (const value of [utf8(PIN), encodeGbk('测试乙丙丁'), fromHex('663654CB'), ATR]) {
    expect(recording).toContain(toHex(value).toUpperCase());
  }
});
