import { decodeGb18030 } from '../../src/card/index.ts';
import { encodeGbk } from '../../src/reader/vendor/gbk.ts';
import {
  AUTHENTICATION_FIELDS,
  BASIC_FIELDS,
  BASIC_STEP1_FIELDS,
  DEBIT_STEP1_FIELDS,
  RELOAD_STEP2_FIELDS,
  UNNAMED_FIELDS,
} from '../../src/reader/vendor/national/answers.ts';
import {
  parseFieldList,
  parseFiles,
  parseNamedFields,
} from '../../src/reader/vendor/national/fields.ts';
import { explainReturnCode } from '../../src/reader/vendor/returnCodes.ts';
import type { FuzzEntry } from './harness/entry.ts';
import { damaged, must, pickBytes, pickNumber, pickOne, unlessRefused } from './harness/inputs.ts';

const ANSWERS = [
  '999900|999900199001010010|X00000019|99990000000000000000000000000001|测试甲|0081D1A2B3|1.00|20101001|20301001|000000000001|DEVICE|',
  '999900|0081D1A2B3|03|99990000000000000000000000000001|A1A1A1A1|B2B2B2B2|C3C3C3C3|D4D4D4D4|000000000001|',
  '03|RKSSSE|A1A1A1A1B2B2B2B2|C3C3C3C3|',
  '03|STK|A1A1A1A1|045E01010C|864209|',
  '03|DTK|A1A1A1A1|0007|06|010203040506|00|20260131093000|',
  'SSSEEF05|20301001|X00000019|$SSSEEF06|999900199001010010|测试甲|$',
].map(encodeGbk);
const FORMS = [
  BASIC_FIELDS,
  BASIC_STEP1_FIELDS,
  AUTHENTICATION_FIELDS,
  RELOAD_STEP2_FIELDS,
  DEBIT_STEP1_FIELDS,
];
const ASKED = [
  { file: 'SSSEEF05', tags: ['06', '07'] },
  { file: 'SSSEEF06', tags: ['08', '09'] },
];

/** A driver's answer is the fields it must be, or refused; what is accepted says again what was said. */
export const vendorAnswers: FuzzEntry = {
  name: 'vendor answers',
  inputsPerRun: 1,
  run(random) {
    const bytes = random() < 0.2 ? pickBytes(random, 1_024) : damaged(random, ANSWERS);
    const text = decodeGb18030(bytes);
    const named = unlessRefused(['vendor'], () =>
      parseNamedFields('f', bytes, pickOne(random, FORMS)),
    );
    if (named) must(`${Object.values(named).join('|')}|` === text, 'fields as they came');
    const list = unlessRefused(['vendor'], () => parseFieldList('f', bytes, UNNAMED_FIELDS));
    if (list) must(`${list.join('|')}|` === text, 'a list as it came');
    const files = unlessRefused(['vendor'], () => parseFiles('f', bytes, ASKED));
    if (files) {
      const again = files.map(
        ({ file, values }, index) =>
          `${[file, ...ASKED[index]!.tags.map((tag) => values[tag])].join('|')}|$`,
      );
      must(again.join('') === text, 'files as they came');
    }
    const code = pickNumber(random, 2 ** 17) - 2 ** 16;
    must(explainReturnCode(code).meaning.zh.length > 0, 'every code is explained');
  },
};
