/** iReadCard: files and tags of the social-security application, answered out of the proven record. */

import type { CardRecord } from '../../../model/index.ts';
import { type DriverAnswer, failure, fieldText } from './answer.ts';
import { cardIdOf, cardNumberOf, compactDate, versionOf } from './card.ts';
import { FILES_MAX, TAGS_MAX } from './limits.ts';

type Field = (record: CardRecord) => string;
const EMPTY: Field = () => '';

/** What a OneCard holds of the files of LD/T 32; a tag that it holds nothing for is empty. */
const FILES: Readonly<Record<string, Readonly<Record<string, Field>>>> = {
  SSSEEF05: {
    '01': cardIdOf,
    '02': () => '3',
    '03': versionOf,
    '04': ({ card }) => card.issuer.padEnd(12, '0'),
    '05': () => '00000000',
    '06': ({ card }) => compactDate(card.expiresOn),
    '07': cardNumberOf,
  },
  SSSEEF06: {
    '08': ({ holder }) => holder.identityNumber,
    '09': ({ holder }) => holder.name,
    '4E': EMPTY,
    '0A': ({ holder }) => String(holder.sex),
    '0B': EMPTY,
    '0C': EMPTY,
    '0D': ({ holder }) => compactDate(holder.bornOn),
  },
};

const FILE = /^(?:SSSE|3F00|DF[0-9A-F]{2})EF[0-9A-F]{2}$/;
const TAG = /^[0-9A-F]{2}$/;

interface Asked {
  readonly file: string;
  readonly tags: readonly string[];
}

/** `SSSEEF05|06|07|$SSSEEF06|08|09|$`; `3F00` is another name of the same application. */
export function parseFileAddress(text: string): readonly Asked[] | undefined {
  const sections = text.split('$');
  if (sections.pop() !== '' || sections.length < 1 || sections.length > FILES_MAX) return undefined;
  const asked = sections.map((section) => {
    const [file = '', ...tags] = section.split('|');
    const isClosed = tags.pop() === '';
    const isSound =
      isClosed &&
      FILE.test(file) &&
      tags.length >= 1 &&
      tags.length <= TAGS_MAX &&
      tags.every((tag) => TAG.test(tag));
    return isSound ? { file, tags } : undefined;
  });
  return asked.every((each) => each !== undefined) ? asked : undefined;
}

export function filesAnswer(record: CardRecord, asked: readonly Asked[]): DriverAnswer {
  const sections: string[] = [];
  for (const { file, tags } of asked) {
    const known = FILES[file.replace(/^3F00/, 'SSSE')];
    if (!known) return failure('-27266');
    const missing = tags.find((tag) => !Object.hasOwn(known, tag));
    if (missing !== undefined) return failure('-27267');
    sections.push(`${fieldText([file, ...tags.map((tag) => known[tag]!(record))])}$`);
  }
  return { return: 0, pOutInfo: sections.join('') };
}
