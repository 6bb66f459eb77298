/** The national card interface against a driver that works: with a PSAM, and with an HSM instead. */

import { beforeAll, expect, test } from 'vitest';
import { amount } from '../../../src/money.ts';
import type { HsmPort, HsmQuestion } from '../../../src/reader/vendor/national/hsm.ts';
import type { NationalCard } from '../../../src/reader/vendor/national/nationalCard.ts';
import { SecretText } from '../../../src/reader/vendor/secretText.ts';
import { type VendorCardOptions, vendorCard } from '../../../src/reader/vendor/vendorCard.ts';
import { bundled, CHILD, compiled, describeWithCompiler, folderOfFile } from './support.ts';

let command: readonly [string, string];
let national: string;
let faults: string;

const CARD = { cardId: '99990000000000000000000000000001', cardNumber: 'X00000019' };
const BASIC = {
  areaCode: '999900',
  socialSecurityNumber: '999900199001010010',
  ...CARD,
  name: '测试甲',
  resetInfo: '0081D1A2B3',
  specificationVersion: '1.00',
  issuedOn: '20101001',
  validUntil: '20301001',
  terminalNumber: '000000000001',
  deviceNumber: 'TESTDEVICE',
};
const FILES = [
  { file: 'SSSEEF05', tags: ['06', '07'] },
  { file: 'SSSEEF06', tags: ['08', '09'] },
];
const PAYMENT = { amounts: [amount(10n), amount(1200n)], at: '20260131093000' } as const;

/** What the back office answers, by operation and step. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  'read-basic 1': ['E5E5E5E5', 'F6F6F6F6'],
  'read-files 1': ['CAFE'],
  'write-file 1': ['CAFE'],
  'reload-pin 1': ['CAFE'],
  'reload-pin 2': ['045E01010CDEADBEEF'],
  'unblock-pin 1': ['CAFE'],
  'unblock-pin 2': ['BEEF'],
  'debit 1': ['00000007', '20260131093000', '663654CB'],
};

function backOffice(): { hsm: HsmPort; asked: HsmQuestion[] } {
  const asked: HsmQuestion[] = [];
  const hsm: HsmPort = {
    async answer(question) {
      asked.push(question);
      return KEYS[`${question.operation} ${question.step}`]!.map((key) => new SecretText(key));
    },
  };
  return { hsm, asked };
}

async function using<T>(
  options: Partial<VendorCardOptions>,
  work: (card: NationalCard) => Promise<T>,
): Promise<T> {
  const card = vendorCard({ library: national, command, ...options });
  try {
    return await work(card);
  } finally {
    await card.close();
  }
}

describeWithCompiler(() => {
  beforeAll(async () => {
    const folder = await folderOfFile();
    [command, national, faults] = await Promise.all([
      bundled(CHILD),
      compiled(folder, 'national'),
      compiled(folder, 'faults'),
    ]);
  });

  test('with a PSAM', async () => {
    await using({}, async (card) => {
      expect(await card.readBasic()).toEqual(BASIC);
      expect(await card.readFiles(CARD, FILES)).toEqual([
        { file: 'SSSEEF05', values: { '06': 'value06', '07': 'value07' } },
        { file: 'SSSEEF06', values: { '08': 'value08', '09': '测试甲' } },
      ]);
      await card.writeFile(CARD, {
        file: 'DF01EF06',
        values: { '28': '13900000000', '23': '测试路' },
      });
      expect(await card.debitRecords()).toEqual(['DF01EF06', '测试路', '13900000000', ';end']);
      expect(await card.verifyPin()).toEqual({ outcome: 'done' });
      expect(await card.changePin()).toEqual({ outcome: 'pins-differ' });
      await card.reloadPin(CARD);
      await card.unblockPin(CARD);
      expect(await card.debit(CARD, PAYMENT)).toEqual([
        'X00000019',
        '20260131093000',
        '0000000A',
        '12345678',
      ]);
    });
  });

  test('with an HSM where there is no PSAM', async () => {
    const { hsm, asked } = backOffice();
    await using({ hsm, interface: 'contactless' }, async (card) => {
      expect(await card.readBasic()).toEqual(BASIC);
      expect(await card.readFiles(CARD, FILES)).toHaveLength(2);
      await card.writeFile(CARD, { file: 'SSSEEF06', values: { '09': '测试乙' } });
      await card.reloadPin(CARD);
      await card.unblockPin(CARD);
      expect(await card.debit(CARD, PAYMENT)).toHaveLength(4);
      expect(await card.debitRecords()).toEqual(['SSSEEF06', '测试乙', ';end']);
    });
    expect(asked.map(({ operation, step }) => `${operation} ${step}`)).toEqual(Object.keys(KEYS));
    expect(asked[0]).toEqual({
      operation: 'read-basic',
      step: 1,
      fields: {
        areaCode: '999900',
        resetInfo: '0081D1A2B3',
        algorithm: '03',
        cardId: CARD.cardId,
        random1: 'A1A1A1A1',
        random2: 'B2B2B2B2',
        random3: 'C3C3C3C3',
        random4: 'D4D4D4D4',
        terminalNumber: '000000000001',
      },
    });
    expect(asked[1]).toMatchObject({ card: CARD, fields: { keyAddress: 'RKSSSE' } });
    const reload = asked.find(({ operation, step }) => operation === 'reload-pin' && step === 2)!;
    expect(reload.pin!.reveal()).toBe('864209');
    expect(JSON.stringify(reload)).not.toContain('864209');
    expect(asked.at(-2)!.fields).toMatchObject({ '1': '03', '4': '8424000004' });
  });

  test('the trace of a driver has no argument and no answer', async () => {
    const { hsm } = backOffice();
    const lines: string[] = [];
    const trace = { write: (line: string) => lines.push(line) };
    await using({ hsm, trace, interface: 'contactless' }, async (card) => {
      await card.readBasic();
      await card.readFiles(CARD, FILES);
      await card.writeFile(CARD, { file: 'SSSEEF06', values: { '09': '测试乙' } });
      await card.reloadPin(CARD);
      await card.debit(CARD, PAYMENT);
    });
    const shape = /^i[A-Za-z]+(?:_HSM_Step\d)? -> -?\d+ \(\d+ ms\)$/;
    expect(lines.filter((line) => !shape.test(line))).toEqual([]);
    expect(lines).toHaveLength(16);
    for (const secret of [
      ...Object.values(BASIC),
      ...Object.values(KEYS).flat(),
      '864209',
      '测试乙',
    ]) {
      if (secret.length > 3) expect(lines.join('\n')).not.toContain(secret);
    }
  });

  test('without either, the answer says what is missing', async () => {
    await using({ interface: 'contactless' }, async (card) => {
      await expect(card.readBasic()).rejects.toMatchObject({
        code: 'vendor.security-module-needed',
        detail: { function: 'iReadCardBas', code: -2201 },
      });
      await expect(card.debit(CARD, PAYMENT)).rejects.toMatchObject({
        code: 'vendor.security-module-needed',
      });
    });
  });

  test('error codes are explained, and only those of the PSAM lead to the HSM', async () => {
    const { hsm, asked } = backOffice();
    await using({ hsm, interface: 'contactless-first' }, async (card) => {
      await expect(card.readBasic()).rejects.toMatchObject({
        code: 'vendor.call-failed',
        detail: { code: -2, meaning: '无卡 / no card' },
      });
      await expect(card.readFiles({ ...CARD, cardNumber: 'Y1' }, FILES)).rejects.toMatchObject({
        detail: { function: 'iReadCard', code: -22 },
      });
    });
    await using({ hsm, library: faults }, async (card) => {
      await expect(card.unblockPin(CARD)).rejects.toMatchObject({
        detail: { code: -27010, sw: '6982' },
      });
      await expect(card.reloadPin(CARD)).rejects.toMatchObject({
        code: 'vendor.function-missing',
        detail: { function: 'iReloadPIN_HSM_Step1' },
      });
    });
    expect(asked).toEqual([]);
  });

  test('an HSM that answers wrongly is told by the driver', async () => {
    const hsm: HsmPort = { answer: async () => [new SecretText('00')] };
    await using({ hsm, interface: 'contactless' }, async (card) => {
      await expect(card.readBasic()).rejects.toMatchObject({
        detail: { function: 'iReadCardBas_HSM_Step2', code: -25 },
      });
      await expect(card.readFiles(CARD, FILES)).rejects.toMatchObject({
        detail: { code: -25536, sw: '63C0' },
      });
    });
  });

  test('an HSM port that fails, or answers with no key text', async () => {
    const down = new Error('back office down');
    for (const [hsm, expected] of [
      [{ answer: () => Promise.reject(down) }, down],
      [{ answer: async () => [] }, expect.any(TypeError)],
      [{ answer: async () => [new SecretText('a|b')] }, expect.any(TypeError)],
      [{ answer: async () => ['CAFE'] as never }, expect.any(TypeError)],
    ] as const) {
      await using({ hsm, interface: 'contactless' }, async (card) => {
        expect(await card.readBasic().catch((error) => error)).toEqual(expected);
        expect(await card.verifyPin()).toEqual({ outcome: 'done' });
      });
    }
  });

  test('two people at one driver: the steps of one are not mixed with those of the other', async () => {
    const { hsm } = backOffice();
    await using({ hsm, interface: 'contactless' }, async (card) => {
      const reads = await Promise.all([
        card.readBasic(),
        card.readFiles(CARD, FILES),
        card.readBasic(),
        card.readFiles(CARD, FILES),
      ]);
      expect(reads[0]).toEqual(BASIC);
      expect(reads[2]).toEqual(BASIC);
      expect(reads[1]).toEqual(reads[3]);
    });
  });

  test('what cannot be asked is the caller’s bug', async () => {
    await using({}, async (card) => {
      const wrong = { cardId: 'x', cardNumber: 'X00000019' };
      await expect(card.readFiles(wrong, FILES)).rejects.toThrow(RangeError);
      await expect(card.readFiles({ ...CARD, cardNumber: 'a|b' }, FILES)).rejects.toThrow(
        RangeError,
      );
      await expect(card.readFiles(CARD, [])).rejects.toThrow(RangeError);
      await expect(card.readFiles(CARD, [{ file: 'EF05', tags: ['01'] }])).rejects.toThrow(
        RangeError,
      );
      const values = { '09': 'a|b' };
      await expect(card.writeFile(CARD, { file: 'SSSEEF06', values })).rejects.toThrow(RangeError);
      await expect(card.debit(CARD, { ...PAYMENT, at: 'now' })).rejects.toThrow(RangeError);
      const negative = { ...PAYMENT, amounts: [amount(-1n), amount(0n)] as const };
      await expect(card.debit(CARD, negative)).rejects.toThrow(RangeError);
    });
  });
});
