import { scrubAtr, scrubText } from '../../src/card/scrub.ts';
import type { FuzzEntry } from './harness/entry.ts';
import { must, pickNumber, pickOne } from './harness/inputs.ts';

const PIECES = [
  '999001196205120016',
  '999001620512001',
  '9990010000000001',
  '6222021234567890128',
  '999001-01-02-03-004-1',
  '13900000000',
  '姓名：',
  'holder: ',
  '测试甲',
  ' ',
  '　',
  '-',
  '９',
  'X',
  '0',
  '12',
  '"',
  '\n',
  '*',
  '\ud800',
];
const SECRETS = PIECES.slice(0, 6);

/** What stands alone between marks is masked, names that are known go wherever they stand, and no text takes long. */
export const scrub: FuzzEntry = {
  name: 'scrubber',
  inputsPerRun: 1,
  run(random) {
    const length = random() < 0.01 ? 3_000 : 1 + pickNumber(random, 40);
    const text = Array.from({ length }, () => pickOne(random, PIECES)).join('');
    const names = random() < 0.5 ? ['测试甲'] : [];
    const once = scrubText(text, { names });
    must(
      names.every((name) => !once.includes(name)),
      'no name that is known is left',
    );
    const secret = pickOne(random, SECRETS);
    must(!scrubText(`(${secret})${text}`).startsWith(`(${secret})`), `${secret} alone is masked`);
    scrubAtr(once.slice(0, 70));
  },
};
