import { expect, test } from 'vitest';
import { readKnownHead } from '../../src/centre/index.ts';
import { cardMessage, settlementHash, suiteOf, terminalMessage } from '../../src/crypto/index.ts';
import type {
  SettlementStatement,
  SignedSettlementFields,
  TerminalId,
} from '../../src/model/index.ts';
import { MODULE, settlementId, signed } from '../settlement/journal/support.ts';
import { temporaryFile } from '../settlement/journal/temporary.ts';
import { headOf, openAt, registeredCentre, settle, TERMINAL } from './support.ts';

const SUITE = suiteOf(1);
const CONFIRMED = { outcome: 'confirmed' };
const REFUSED = { outcome: 'refused' };

test('a signed settlement is kept with the head of its journal', async () => {
  const file = temporaryFile('centre.sqlite');
  const centre = await registeredCentre(file);
  const { id, request, answer } = await settle(centre, 1);
  expect(await centre.acknowledgedHead(TERMINAL)).toBeUndefined();
  expect(await centre.confirm(signed(request.statement), headOf(2))).toEqual(CONFIRMED);
  expect(await centre.status(id)).toEqual({ ...answer, isConfirmed: true });
  expect(await centre.acknowledgedHead(TERMINAL)).toEqual(headOf(2));
  centre.close();
  expect(readKnownHead(file, TERMINAL)).toEqual(headOf(2));
  expect(readKnownHead(file, 'T-999-99' as TerminalId)).toBeUndefined();
  expect(await openAt(file).acknowledgedHead(TERMINAL)).toEqual(headOf(2));
});

test('handing the same in again confirms it again; so does a card that signed anew', async () => {
  const centre = await registeredCentre();
  const { request } = await settle(centre, 1);
  const first = signed(request.statement);
  expect(await centre.confirm(first, headOf(2))).toEqual(CONFIRMED);
  expect(await centre.confirm(first, headOf(2))).toEqual(CONFIRMED);
  expect(await centre.confirm(signed(request.statement), headOf(3))).toEqual(CONFIRMED);
  expect(await centre.acknowledgedHead(TERMINAL)).toEqual(headOf(3));
});

test('a head may only grow, and a fork is refused', async () => {
  const centre = await registeredCentre();
  const statements = [];
  for (const number of [1, 2, 3]) statements.push((await settle(centre, number)).request.statement);
  const [one, two, three] = statements.map((each) => signed(each));
  expect(await centre.confirm(one!, headOf(4))).toEqual(CONFIRMED);
  expect(await centre.confirm(two!, headOf(4, 1))).toEqual(REFUSED); // another history at 4
  expect(await centre.confirm(two!, headOf(3))).toEqual(REFUSED); // behind, and never seen
  expect(await centre.status(settlementId(2))).toMatchObject({ isConfirmed: false });
  expect(await centre.confirm(two!, headOf(6))).toEqual(CONFIRMED);
  expect(await centre.confirm(three!, headOf(4))).toEqual(CONFIRMED); // behind, but seen: nothing moves
  expect(await centre.acknowledgedHead(TERMINAL)).toEqual(headOf(6));
});

/** The statement, signed by other keys than those registered. */
function signedBy(
  statement: SettlementStatement,
  card = SUITE.generateKeyPair(),
  terminal = SUITE.generateKeyPair(),
): SignedSettlementFields {
  const hash = settlementHash(SUITE, statement);
  const signature = SUITE.sign(card.privateKey, cardMessage(statement.cardSerial, 1, hash));
  return {
    statement,
    signatures: {
      atc: 1,
      card: signature,
      terminal: SUITE.sign(terminal.privateKey, terminalMessage(hash, 1, signature)),
    },
    cardKey: card.publicKey,
    terminalKey: terminal.publicKey,
  };
}

interface Refusal {
  readonly name: string;
  readonly make: (statement: SettlementStatement) => SignedSettlementFields;
}

const REFUSALS: readonly Refusal[] = [
  {
    name: 'a card key that is not registered',
    make: (statement) => signedBy(statement, undefined, MODULE),
  },
  {
    name: 'a terminal key that is not registered',
    make: (statement) => {
      const { cardKey } = signed(statement);
      return { ...signedBy(statement), cardKey };
    },
  },
  {
    name: 'the registered card key under another signature',
    make: (statement) => {
      const settlement: SignedSettlementFields = signed(statement);
      return { ...settlement, signatures: signedBy(statement).signatures };
    },
  },
  {
    name: 'another transaction counter',
    make: (statement) => {
      const settlement: SignedSettlementFields = signed(statement);
      return { ...settlement, signatures: { ...settlement.signatures, atc: 8 } };
    },
  },
  {
    name: 'a statement that was not answered',
    make: (statement) => signed({ ...statement, attempt: 2 }),
  },
  {
    name: 'an id that was never settled',
    make: (statement) => signed({ ...statement, id: settlementId(9) }),
  },
];

test.each(REFUSALS)('refused: $name', async ({ make }) => {
  const centre = await registeredCentre();
  const { id, request } = await settle(centre, 1);
  expect(await centre.confirm(make(request.statement), headOf(2))).toEqual(REFUSED);
  expect(await centre.status(id)).toMatchObject({ isConfirmed: false });
  expect(await centre.acknowledgedHead(TERMINAL)).toBeUndefined();
});

test('refused: what was declined; what was reversed is kept as proof of what the card holds', async () => {
  const centre = await registeredCentre();
  const { id, request } = await settle(centre, 1);
  const declined = { ...request.statement, id: settlementId(2) };
  await centre.settle(declined.id, { ...request, statement: declined });
  expect(await centre.confirm(signed(declined), headOf(2))).toEqual(REFUSED);
  await centre.reverse(id);
  expect(await centre.confirm(signed(request.statement), headOf(2))).toEqual({
    outcome: 'reversed',
  });
  expect(await centre.acknowledgedHead(TERMINAL)).toEqual(headOf(2));
});

test('what has not its form is a bug of the caller', async () => {
  const centre = await registeredCentre();
  const { request } = await settle(centre, 1);
  const settlement = signed(request.statement);
  await expect(
    centre.confirm(settlement, { sequence: 0, hash: new Uint8Array(32) }),
  ).rejects.toThrow(TypeError);
  await expect(
    centre.confirm(settlement, { sequence: 2, hash: new Uint8Array(31) }),
  ).rejects.toThrow(TypeError);
});
