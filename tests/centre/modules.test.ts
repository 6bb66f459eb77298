/** 换装安全模块: what a terminal's modules sign, before and after one took the other's place. */

import { expect, test } from 'vitest';
import { cardMessage, settlementHash, suiteOf, terminalMessage } from '../../src/crypto/index.ts';
import type { SamId, SignedSettlementFields, TerminalId } from '../../src/model/index.ts';
import { signed } from '../settlement/journal/support.ts';
import {
  headOf,
  MEMBER_REGISTRATION,
  registeredCentre,
  requestOf,
  settle,
  TERMINAL_REGISTRATION,
} from './support.ts';

const SUITE = suiteOf(1);
const cardKeys = SUITE.generateKeyPair();
const laterKeys = SUITE.generateKeyPair();
const LATER = {
  ...TERMINAL_REGISTRATION,
  samId: 'FFFFFFFFFFFFFFFF' as SamId,
  publicKey: laterKeys.publicKey,
};
const CARD = '9990010000000099' as (typeof MEMBER_REGISTRATION.cards)[number]['serial'];
const refusedAs = (code: string) => expect.objectContaining({ code });

async function later(number: number) {
  const centre = await registeredCentre();
  await centre.register({
    ...MEMBER_REGISTRATION,
    cards: [{ serial: CARD, settlementKey: cardKeys.publicKey }],
  });
  const request = await requestOf(centre, number);
  const statement = { ...request.statement, samId: LATER.samId, cardSerial: CARD };
  const adjudication = { ...request.adjudication, cardSerial: CARD };
  return { centre, request: { ...request, statement, adjudication } };
}

test('a module that nobody registered settles nothing; registered beside the first it does, and is confirmed', async () => {
  const { centre, request } = await later(1);
  const { id } = request.statement;
  await expect(centre.settle(id, request)).rejects.toEqual(refusedAs('centre.unknown-terminal'));
  await centre.registerModule(LATER);
  await centre.registerModule(LATER);
  expect(await centre.settle(id, request)).toMatchObject({ outcome: 'settled' });
  expect(await centre.confirm(signedByLater(request.statement), headOf(2))).toEqual({
    outcome: 'confirmed',
  });
});

test('what the earlier module signed is confirmed after the change', async () => {
  const centre = await registeredCentre();
  const { request } = await settle(centre, 1);
  await centre.registerModule(LATER);
  expect(await centre.confirm(signed(request.statement), headOf(2))).toEqual({
    outcome: 'confirmed',
  });
});

test('a signature of one module under the name of the other is refused', async () => {
  const { centre, request } = await later(1);
  await centre.registerModule({ ...LATER, publicKey: SUITE.generateKeyPair().publicKey });
  await centre.settle(request.statement.id, request);
  expect(await centre.confirm(signedByLater(request.statement), headOf(2))).toEqual({
    outcome: 'refused',
  });
});

test('a terminal that nobody knows gets no module, and a module no other key', async () => {
  const centre = await registeredCentre();
  const elsewhere = { ...LATER, terminalId: 'T-999-77' as TerminalId };
  await expect(centre.registerModule(elsewhere)).rejects.toEqual(
    refusedAs('centre.unknown-terminal'),
  );
  await centre.registerModule(LATER);
  for (const module of [LATER, TERMINAL_REGISTRATION]) {
    const { publicKey } = SUITE.generateKeyPair();
    await expect(centre.registerModule({ ...module, publicKey })).rejects.toEqual(
      refusedAs('centre.registered-otherwise'),
    );
  }
});

function signedByLater(statement: SignedSettlementFields['statement']): SignedSettlementFields {
  const hash = settlementHash(SUITE, statement);
  const signature = SUITE.sign(cardKeys.privateKey, cardMessage(CARD, 1, hash));
  const terminal = SUITE.sign(laterKeys.privateKey, terminalMessage(hash, 1, signature));
  return {
    statement,
    signatures: { atc: 1, card: signature, terminal },
    cardKey: cardKeys.publicKey,
    terminalKey: laterKeys.publicKey,
  };
}
