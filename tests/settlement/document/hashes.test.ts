import { describe, expect, test } from 'vitest';
import { toHex } from '../../../src/bytes.ts';
import { flatHash, nestedHash } from '../../../src/settlement/document/canonical.ts';
import {
  billHash,
  encodeBill,
  parseBill,
  parseCatalogue,
  parsePlan,
} from '../../../src/settlement/index.ts';
import { bill, changed, text } from '../support.ts';

/*
 * The digests below come from a second encoder, written apart from this code after RFC 8949 §4.2.1
 * and docs/bill.md.
 */
const SECOND_VISIT = 'examples/bills/yinjiang-second-visit.json';

/** One field each. */
const STATED = ['"doctorCode": "D9990001"', '"supplyDays": 3', '"restrictedUse": "met"'] as const;

function restated(field: string) {
  const line = '"submitted": "60.00"';
  return parseBill(changed(SECOND_VISIT, [line, `${line}, ${field}`]), 'bill.json');
}

describe('the digest of a bill', () => {
  test.each([
    [text(SECOND_VISIT), '6bac461872dcaa74bbd513c9b3fac918ac9a6c008fe9213d99dfc7cf14e0922e'],
    [
      changed(SECOND_VISIT, ['"diagnoses"', '"referralNumber": "ZZ-2026-0007", "diagnoses"']),
      '130f32fb349aa5cd5bb195298c05b4ba6ad67a75eaebee9274770813f097591f',
    ],
  ])('case %#', (document, expected) => {
    expect(toHex(billHash(parseBill(document, 'bill.json')))).toBe(expected);
  });

  test('what a line states beside its amount counts; absent, it leaves the digest as it was', () => {
    const stated = parseBill(
      changed(SECOND_VISIT, [
        '"submitted": "60.00"',
        '"submitted": "60.00", "doctorCode": "D9990001", "supplyDays": 3, "restrictedUse": "met"',
      ]),
      'bill.json',
    );
    const digests = [bill(SECOND_VISIT), stated, ...STATED.map((change) => restated(change))].map(
      (each) => toHex(billHash(each)),
    );
    expect(new Set(digests).size).toBe(digests.length);
    expect(parseBill(encodeBill(stated), 'again.json')).toEqual(stated);
  });

  test('the grade of the hospital counts; absent, it leaves the digest as it was', () => {
    const graded = (grade: string) =>
      parseBill(
        changed(SECOND_VISIT, ['"isDesignated"', `"grade": "${grade}", "isDesignated"`]),
        'bill.json',
      );
    const digests = [bill(SECOND_VISIT), ...['first', 'second', 'third'].map(graded)].map((each) =>
      toHex(billHash(each)),
    );
    expect(new Set(digests).size).toBe(4);
    expect(parseBill(encodeBill(graded('first')), 'again.json')).toEqual(graded('first'));
    expect(() => graded('ungraded')).toThrow();
  });

  test('is that of the values, not of the text', () => {
    const plain = billHash(bill(SECOND_VISIT));
    const same = changed(
      SECOND_VISIT,
      ['"11.20"', '"11.2"'],
      ['"quantity": "3"', '"quantity": "3.0000"'],
      ['  ', ' '],
    );
    expect(billHash(parseBill(same, 'bill.json'))).toEqual(plain);
  });

  test.each([
    ['测试甲', '测试乙'],
    ['"isDesignated": true', '"isDesignated": false'],
    ['"level": "county"', '"level": "township"'],
    ['"kind": "inpatient"', '"kind": "outpatient"'],
    ['J42.x00', 'J43.900'],
    ['"2026-03-16"', '"2026-03-15"'],
    ['"unitPrice": "18.00"', '"unitPrice": "18.000001"'],
    ['"H9990001"', '"H9990002"'],
    ['ZY202603180007', 'ZY202603180008'],
  ])('changes with %s', (from, to) => {
    const other = changed(SECOND_VISIT, [from, to]);
    expect(billHash(parseBill(other, 'bill.json'))).not.toEqual(billHash(bill(SECOND_VISIT)));
  });
});

test('a bill and its document are inverse', () => {
  for (const path of [SECOND_VISIT, 'examples/bills/jimunai-inpatient.json']) {
    const original = bill(path);
    const again = parseBill(encodeBill(original), 'again.json');
    expect(again).toEqual(original);
    expect(billHash(again)).toEqual(billHash(original));
  }
  const referred = parseBill(
    changed(SECOND_VISIT, ['"diagnoses"', '"referralNumber": "ZZ-2026-0007", "diagnoses"']),
    'bill.json',
  );
  expect(parseBill(encodeBill(referred), 'again.json')).toEqual(referred);
});

describe('the digest of a document', () => {
  const value = { b: [1, { c: '假定' }], 'a/~': null, e: [], o: {}, t: true };
  const turned = { t: true, o: {}, e: [], 'a/~': null, b: [1, { c: '假定' }] };

  test('flat, of a plan', () => {
    const expected = 'f7fa735e571e749b31546f7fc8b256b149f0ee69ae170de77ee137d73a728360';
    expect(toHex(flatHash(value))).toBe(expected);
    expect(toHex(flatHash(turned))).toBe(expected);
  });

  test('nested, of a catalogue', () => {
    const expected = '4dafaf69cd2559ef2894249b82e6840ff709c28a4889a367f184baae89141923';
    expect(toHex(nestedHash(value))).toBe(expected);
    expect(toHex(nestedHash(turned))).toBe(expected);
  });

  test('comments and layout do not count, values do', () => {
    const path = 'plans/yinjiang-2019.yaml';
    const hash = parsePlan(text(path), path).hash;
    expect(parsePlan(`# again\n${text(path)}\n\n`, path).hash).toEqual(hash);
    expect(parsePlan(changed(path, ['70%', '71%']), path).hash).not.toEqual(hash);
    expect(parsePlan(changed(path, ['出院时结清', '出院时才结清']), path).hash).not.toEqual(hash);

    const catalogue = 'catalogues/999101.yaml';
    const reference = parseCatalogue(text(catalogue), catalogue).reference;
    const other = parseCatalogue(changed(catalogue, ["'19.80'", "'19.8'"]), catalogue).reference;
    expect(other.hash).not.toEqual(reference.hash);
  });
});
