/** docs/formats/crypto.md says what the code does: its tables and its example are compared here. */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../src/bytes.ts';
import {
  authenticationMessage,
  CARD_LIMITS,
  CERTIFICATE_CONTEXT,
  CHAIN_CAUSES,
  CHANNEL_PROFILES,
  CHANNEL_SEQUENCE_MAX,
  CLAIMS,
  COMMAND_BYTES_MAX,
  cardMessage,
  checkChain,
  coreHash,
  DOCUMENT_LIMITS,
  encodeStatement,
  IDENTITY_CAUSES,
  IDENTITY_CHARACTERS_MAX,
  IDENTITY_CONTEXT,
  issueCertificate,
  issueStatusList,
  KEY_VERSIONS,
  keyIdOf,
  MESSAGE_CONTEXTS,
  parseCertificate,
  parseCose,
  parseStatement,
  RESPONSE_BYTES_MAX,
  SAM_CAUSES,
  SETTLEMENT_CHECKS,
  STATEMENT_KEYS,
  STATUS_LIST_CARDS_MAX,
  STATUS_LIST_CONTEXTS,
  settlementHash,
  statusAt,
  TRUST_LIST_CAUSES,
  TRUST_LIST_CONTEXT,
  terminalMessage,
  verifySettlement,
  verifyStatusList,
} from '../../src/crypto/index.ts';
import { type CountyCode, PAYERS } from '../../src/model/index.ts';
import { ATC, KEYS, NONCE, STATEMENT } from './example.ts';
import { fixedKey, hex, INT } from './support.ts';
import { COUNTY, FROM, NOW, PROVINCE } from './trust/support.ts';

const text = readFileSync(new URL('../../docs/formats/crypto.md', import.meta.url), 'utf8');

/** The bytes of the fenced block of that name. */
function block(name: string): Uint8Array {
  const found = text.match(new RegExp(`\`\`\`hex ${name}\n([0-9a-f\n]+)\`\`\``));
  if (!found) throw new Error(`no block ${name}`);
  return hex(found[1]!.replaceAll('\n', ''));
}

/** First two cells of the rows of the table under the header that begins with `header`. */
function table(header: string): readonly (readonly [number, string])[] {
  const start = text.indexOf(`| ${header} |`);
  expect(start, header).toBeGreaterThan(0);
  const rows = text.slice(start).split('\n\n')[0]!.split('\n').slice(2);
  return rows.map((row) => {
    const [, first, second] = row.split('|').map((cell) => cell.trim());
    return [Number(first!.replace('−', '-')), second!] as const;
  });
}

describe('tables', () => {
  test('settlement keys and payers', () => {
    const keys = Object.entries(STATEMENT_KEYS).map(([name, key]) => [key, name]);
    expect(table('key | field')).toEqual(keys);
    expect(table('payer | name')).toEqual(Object.entries(PAYERS).map(([name, n]) => [n, name]));
  });

  test('claims', () => {
    expect(table('claim | name').map(([key]) => key)).toEqual(Object.values(CLAIMS));
  });

  test('contexts, causes and checks are all there', () => {
    const contexts = [
      CERTIFICATE_CONTEXT,
      TRUST_LIST_CONTEXT,
      IDENTITY_CONTEXT,
      ...Object.values(STATUS_LIST_CONTEXTS),
      ...Object.values(MESSAGE_CONTEXTS),
    ];
    const causes = [
      CHAIN_CAUSES,
      SAM_CAUSES,
      TRUST_LIST_CAUSES,
      IDENTITY_CAUSES,
      SETTLEMENT_CHECKS,
    ];
    const names = [...contexts, ...causes.flatMap((each) => Object.keys(each))];
    expect(names.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });

  test('limits', () => {
    const figures = [
      CARD_LIMITS.itemsMax,
      DOCUMENT_LIMITS.itemsMax,
      STATUS_LIST_CARDS_MAX,
      IDENTITY_CHARACTERS_MAX,
    ];
    for (const figure of figures) expect(text).toContain(figure.toLocaleString('en-US'));
    expect([CARD_LIMITS.bytesMax, DOCUMENT_LIMITS.bytesMax]).toEqual([64 * 2 ** 10, 64 * 2 ** 20]);
  });
});

test('the channel’s page has its key versions and limits', () => {
  const page = readFileSync(new URL('../../docs/formats/channel.md', import.meta.url), 'utf8');
  const hexOf = (versions: readonly number[]) =>
    versions.map((version) => version.toString(16).toUpperCase()).join(', ');
  for (const role of ['READ', 'SETTLE', 'ISSUE'] as const) {
    const cells = [KEY_VERSIONS[1][role], KEY_VERSIONS[2][role]].map(hexOf);
    expect(page).toContain(`| ${role} | ${cells.join(' | ')} |`);
  }
  expect(page).toContain(CHANNEL_SEQUENCE_MAX.toLocaleString('en-US'));
  const { S8, S16 } = COMMAND_BYTES_MAX;
  expect(page).toContain(
    `${S8} plain bytes in a command (S8) or ${S16} (S16), ${RESPONSE_BYTES_MAX}`,
  );
  expect(page).toContain(`\`${CHANNEL_PROFILES[2]}\``);
});

describe('example', () => {
  const trust = {
    roots: [issueCertificate(INT, KEYS.province, PROVINCE)],
    statusLists: [],
  };
  const unsigned = (bytes: Uint8Array) => toHex(bytes.slice(0, -64));

  test('keys are those of the repeated bytes', () => {
    expect(block('county-key')).toEqual(KEYS.county.publicKey);
    expect(text).toContain(`\`${toHex(keyIdOf(KEYS.county.publicKey))}\``);
    const scalars = { province: 0x31, county: 0x32, card: 0x82, terminal: 0x54 };
    for (const [name, byte] of Object.entries(scalars)) {
      const { publicKey } = KEYS[name as keyof typeof KEYS];
      expect(publicKey).toEqual(fixedKey(byte).publicKey);
    }
  });

  test('certificate', () => {
    const anew = issueCertificate(INT, KEYS.province, COUNTY);
    const shown = block('certificate');
    expect(unsigned(shown)).toBe(unsigned(anew));
    expect(parseCose(shown).payload).toEqual(block('certificate-claims'));
    expect(checkChain([shown], trust, NOW).outcome).toBe('trusted');
  });

  test('status list', () => {
    const anew = issueStatusList(INT, KEYS.county, {
      county: '999101' as CountyCode,
      listNumber: 1,
      version: 1,
      issuedAt: FROM,
      cardCount: 12,
      exceptions: new Map([
        [1, 'blocked'],
        [4, 'suspended'],
        [8, 'blocked'],
      ] as const),
    });
    const shown = block('status-list');
    expect(unsigned(shown)).toBe(unsigned(anew));
    const verification = verifyStatusList(shown, parseCertificate(block('certificate')));
    if (verification.outcome !== 'valid') throw new Error(verification.cause);
    expect(statusAt(verification.list, 4)).toBe('suspended');
  });

  test('settlement', () => {
    expect(encodeStatement(STATEMENT)).toEqual(block('settlement'));
    expect(parseStatement(block('settlement'))).toEqual(STATEMENT);
    expect(coreHash(INT, STATEMENT)).toEqual(block('core-hash'));
    expect(settlementHash(INT, STATEMENT)).toEqual(block('settlement-hash'));
  });

  test('messages', () => {
    const [hash, card] = [block('settlement-hash'), block('card-signature')];
    expect(cardMessage(STATEMENT.cardSerial, ATC, hash)).toEqual(block('card-message'));
    expect(terminalMessage(hash, ATC, card)).toEqual(block('terminal-message'));
    expect(authenticationMessage(STATEMENT.cardSerial, NONCE)).toEqual(
      block('authentication-message'),
    );
  });

  test('signatures', () => {
    const verification = verifySettlement(
      {
        statement: parseStatement(block('settlement')),
        signatures: {
          atc: ATC,
          card: block('card-signature'),
          terminal: block('terminal-signature'),
        },
        cardKey: KEYS.card.publicKey,
        terminalKey: KEYS.terminal.publicKey,
      },
      INT,
    );
    expect(verification.outcome).toBe('valid');
  });
});
