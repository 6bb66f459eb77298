import { BILL, CATALOGUE, type Case, REGISTER } from './case.ts';

/** Rules between the fields of a bill, of a catalogue and of a register. */
export const BILL_CASES: readonly Case[] = [
  [
    'bill.discharge-before-admission',
    'visit.dischargedOn',
    BILL,
    '"dischargedOn": "2026-03-09"',
    '"dischargedOn": "2026-03-01"',
  ],
  [
    'bill.care-of-kind',
    'visit.care',
    BILL,
    '"kind": "inpatient",',
    '"kind": "inpatient", "care": "chronic",',
  ],
  ['bill.line-id-twice', 'lines[1].lineId', BILL, '"lineId": "2"', '"lineId": "1"'],
  ['bill.quantity-not-positive', 'lines[8].quantity', BILL, '"28"', '"-28"'],
  ['bill.quantity-not-positive', 'lines[8].quantity', BILL, '"28"', '"0.0000"'],
  ['bill.price-negative', 'lines[8].unitPrice', BILL, '"3.2857"', '"-3.2857"'],
  ['bill.amount-negative', 'lines[8].submitted', BILL, '"92.00"', '"-92.00"'],
  ['bill.amount-negative', 'total', BILL, '"3469.00"', '"-3469.00"'],
  [
    'bill.product-too-large',
    'lines[8].unitPrice',
    BILL,
    '"unitPrice": "3.2857",\n      "quantity": "28"',
    '"unitPrice": "999999999", "quantity": "9999999999"',
  ],
  [
    'bill.date-outside-stay',
    'lines[2].chargedOn',
    BILL,
    '"name": "血常规",\n      "chargedOn": "2026-03-02"',
    '"name": "血常规", "chargedOn": "2026-03-01"',
  ],
  [
    'bill.date-outside-stay',
    'lines[2].chargedOn',
    BILL,
    '"name": "血常规",\n      "chargedOn": "2026-03-02"',
    '"name": "血常规", "chargedOn": "2026-03-10"',
  ],
  ['bill.total-differs', 'total', BILL, '"3469.00"', '"3469.01"'],
  ['bill.total-differs', 'total', BILL, '"245.00"', '"9999999999999.99"'],
  ['catalogue.code-twice', 'items[1].code', CATALOGUE, 'X9990002', 'X9990001'],
  ['catalogue.share-missing', 'items[9].class', CATALOGUE, '    selfPayFirst: 30%\n', ''],
  [
    'catalogue.share-unwanted',
    'items[0].selfPayFirst',
    CATALOGUE,
    '    class: A\n  - code: X9990002',
    '    class: A\n    selfPayFirst: 10%\n  - code: X9990002',
  ],
  [
    'catalogue.ceiling-unwanted',
    'items[5].ceiling',
    CATALOGUE,
    "    class: A\n    ceiling: { all: '19.80' }",
    "    class: C\n    ceiling: { all: '19.80' }",
  ],
  ['catalogue.ceiling-incomplete', 'items[15].ceiling', CATALOGUE, "township: '15', ", ''],
  [
    'catalogue.ceiling-incomplete',
    'items[15].ceiling',
    CATALOGUE,
    "village: '8'",
    "all: '9', village: '8'",
  ],
  ['catalogue.ceiling-negative', 'items[5].ceiling', CATALOGUE, "'19.80'", "'-19.80'"],
  [
    'catalogue.until-before-from',
    'effective.until',
    CATALOGUE,
    'until: open',
    "until: '2025-12-31'",
  ],
  [
    'catalogue.code-unknown',
    'hospitalCodes[0]',
    CATALOGUE,
    'items:\n',
    'hospitalCodes: [{ provider: H99910100001, hospitalCode: x, code: X999 }]\nitems:\n',
  ],
  [
    'catalogue.hospital-code-twice',
    'hospitalCodes[1]',
    CATALOGUE,
    'items:\n',
    `hospitalCodes:
  - { provider: H99910100001, hospitalCode: 院内1, code: X9990001 }
  - { provider: H99910100001, hospitalCode: 院内1, code: X9990002 }
items:\n`,
  ],
  [
    'catalogue.share-twice',
    'items[9].shares[1]',
    CATALOGUE,
    '    selfPayFirst: 30%\n',
    `    selfPayFirst: 30%
    shares:
      - { region: '999001', personType: '*', share: 20% }
      - { region: '999001', personType: '*', share: 25% }\n`,
  ],
  [
    'catalogue.ages-reversed',
    'items[0].restriction',
    CATALOGUE,
    '    class: A\n  - code: X9990002',
    '    class: A\n    restriction: { ageMin: 60, ageMax: 18 }\n  - code: X9990002',
  ],
  [
    'catalogue.quantity-not-positive',
    'items[0].usual',
    CATALOGUE,
    '    class: A\n  - code: X9990002',
    "    class: A\n    usual: { dailyQuantity: '0.00' }\n  - code: X9990002",
  ],
  [
    'register.code-twice',
    'institutions[1].code',
    REGISTER,
    'code: H99910100002',
    'code: H99910100001',
  ],
  ['register.code-twice', 'doctors[1].code', REGISTER, 'D9990002', 'D9990001'],
  [
    'register.until-before-from',
    'institutions[1].suspensions[0].until',
    REGISTER,
    "until: '2026-03-31'",
    "until: '2026-03-01'",
  ],
  [
    'register.institution-unknown',
    'doctors[1].institutions[1]',
    REGISTER,
    '[H99910100001, H99910100003]',
    '[H99910100001, H99910100009]',
  ],
];
