/**
 * 拼音首字母: the first letters of the readings, by which clerks look items up: `xcg` finds 血常规.
 * The language's own collation orders characters by their first reading; for each letter the character
 * that comes first under it is known. Of a character with several readings the collation's one counts.
 */

/** The first character of each letter in the collation `zh-u-co-pinyin` (CLDR); no reading begins with i, u or v. */
const FIRST: readonly (readonly [character: string, letter: string])[] =
  '阿a 八b 嚓c 哒d 妸e 发f 旮g 哈h 讥j 咔k 垃l 妈m 拏n 噢o 妑p 七q 呥r 仨s 他t 穵w 夕x 丫y 帀z'
    .split(' ')
    .map((pair) => [pair[0]!, pair[1]!] as const);

/** Characters that medicine reads otherwise than the collation. */
const IN_MEDICINE: Readonly<Record<string, string>> = { 咳: 'k' };

const collator = new Intl.Collator('zh-Hans-CN-u-co-pinyin');
const HAN = /\p{Script=Han}/u;
const PLAIN = /[a-z0-9]/;

/** `xcg` of 血常规; letters and digits stay, all else is left out. */
export function initialsOf(text: string): string {
  return Array.from(text.normalize('NFKC').toLowerCase(), initialOf).join('');
}

function initialOf(character: string): string {
  if (PLAIN.test(character)) return character;
  if (!HAN.test(character)) return '';
  const own = IN_MEDICINE[character];
  if (own) return own;
  let letter = '';
  for (const [first, of] of FIRST) {
    if (collator.compare(first, character) > 0) break;
    letter = of;
  }
  return letter;
}
