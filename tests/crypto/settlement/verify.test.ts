/** The proof of a settlement: each check alone, all together, and nothing that slips through. */

import { describe, expect, test } from 'vitest';
import {
  cardMessage,
  SETTLEMENT_CHECKS,
  type SettlementCheck,
  settlementHash,
  terminalMessage,
  verifySettlement,
} from '../../../src/crypto/index.ts';
import type { SettlementStatement, SignedSettlementFields } from '../../../src/model/index.ts';
import { type Amount, amount } from '../../../src/money.ts';
import { ATC, REVERSAL, STATEMENT } from '../example.ts';
import { fixedKey, flipped, SUITES } from '../support.ts';

describe.each(SUITES)('suite $name', (suite) => {
  const KEYS = { card: fixedKey(0x82, suite), terminal: fixedKey(0x54, suite) };

  /** Signed as card and terminal do it. */
  function signed(statement: SettlementStatement, atc = ATC): SignedSettlementFields {
    const hash = settlementHash(suite, statement);
    const card = suite.sign(KEYS.card, cardMessage(statement.cardSerial, atc, hash));
    const terminal = suite.sign(KEYS.terminal, terminalMessage(hash, atc, card));
    return {
      statement,
      signatures: { atc, card, terminal },
      cardKey: KEYS.card.publicKey,
      terminalKey: KEYS.terminal.publicKey,
    };
  }

  const fields = signed(STATEMENT);
  const { signatures } = fields;

  function failed(changed: SignedSettlementFields): readonly SettlementCheck[] {
    const verification = verifySettlement(changed, suite);
    return verification.outcome === 'invalid' ? verification.failed : [];
  }

  test('a settlement with both signatures is valid', () => {
    expect(verifySettlement(fields, suite)).toEqual({ outcome: 'valid', settlement: fields });
    expect(verifySettlement(signed(REVERSAL), suite).outcome).toBe('valid');
  });

  describe('amounts', () => {
    const withAmounts = (total: bigint, byPayer: Record<string, bigint>) =>
      signed({
        ...STATEMENT,
        total: total as Amount,
        byPayer: byPayer as SettlementStatement['byPayer'],
      });

    test.each([
      ['one fen less', 100n, { cash: 99n }],
      ['one fen more', 100n, { cash: 50n, 'pooled-fund': 51n }],
      ['nobody pays', 1n, {}],
      ['a negative share that adds up', 100n, { cash: 150n, 'pooled-fund': -50n }],
      ['all negative', -100n, { cash: -100n }],
    ])('%s', (_name, total, byPayer) => {
      expect(failed(withAmounts(total, byPayer))).toEqual(['amounts']);
    });

    test.each([
      ['nothing at all', 0n, {}],
      ['zeros named', 0n, { cash: 0n }],
      ['cash alone', 100n, { cash: 100n }],
    ])('%s adds up', (_name, total, byPayer) => {
      expect(failed(withAmounts(total, byPayer))).toEqual([]);
    });
  });

  describe('signatures', () => {
    const other = fixedKey(0x99, suite).publicKey;
    const { card, terminal } = signatures;

    test.each<readonly [string, SignedSettlementFields, readonly SettlementCheck[]]>([
      ['another card’s key', { ...fields, cardKey: other }, ['card-signature']],
      ['another module’s key', { ...fields, terminalKey: other }, ['terminal-signature']],
      ['a card key that is none', { ...fields, cardKey: new Uint8Array(75) }, ['card-signature']],
      [
        'the terminal signed another card signature',
        { ...fields, signatures: { ...signatures, card: signed(STATEMENT).signatures.card } },
        ['terminal-signature'],
      ],
      [
        'another ATC',
        { ...fields, signatures: { ...signatures, atc: ATC + 1 } },
        ['card-signature', 'terminal-signature'],
      ],
      [
        'an ATC that is none',
        { ...fields, signatures: { ...signatures, atc: 2 ** 32 } },
        ['card-signature', 'terminal-signature'],
      ],
      [
        'both exchanged',
        { ...fields, signatures: { ...signatures, card: terminal, terminal: card } },
        ['card-signature', 'terminal-signature'],
      ],
      [
        'a card signature of 63 bytes',
        { ...fields, signatures: { ...signatures, card: card.slice(1) } },
        ['card-signature', 'terminal-signature'],
      ],
      [
        'no terminal signature',
        { ...fields, signatures: { ...signatures, terminal: new Uint8Array() } },
        ['terminal-signature'],
      ],
      [
        'everything',
        { ...fields, statement: { ...STATEMENT, total: amount(1n) } },
        ['amounts', 'card-signature', 'terminal-signature'],
      ],
    ])('%s', (_name, changed, expected) => {
      expect(failed(changed)).toEqual(expected);
    });

    test('no changed byte of a signature passes', () => {
      for (let index = 0; index < 64; index++) {
        const broken = { ...signatures, terminal: flipped(terminal, index) };
        expect(failed({ ...fields, signatures: broken })).toEqual(['terminal-signature']);
      }
    });

    test('a signature for one statement is none for another', () => {
      const statement = { ...STATEMENT, settledAt: REVERSAL.settledAt, sequence: 2 };
      expect(failed({ ...fields, statement })).toEqual(['card-signature', 'terminal-signature']);
    });

    test('the card’s two keys do not stand in for each other', () => {
      const asTerminal = suite.sign(
        KEYS.card,
        cardMessage(STATEMENT.cardSerial, ATC, settlementHash(suite, STATEMENT)),
      );
      const changed = {
        ...fields,
        terminalKey: KEYS.card.publicKey,
        signatures: { ...signatures, terminal: asTerminal },
      };
      expect(failed(changed)).toEqual(['terminal-signature']);
    });
  });

  test('a statement out of form is the caller’s bug', () => {
    const statement = { ...STATEMENT, sequence: 0 };
    expect(() => verifySettlement({ ...fields, statement }, suite)).toThrow(RangeError);
  });

  test.each(Object.entries(SETTLEMENT_CHECKS))('%s says so in both languages', (_check, text) => {
    expect(text.zh).toMatch(/[\u4e00-\u9fff]/);
    expect(text.en).toMatch(/^[a-z’ ,]+$/);
  });
});
