export type Language = 'zh' | 'en';

/** The four sentences that every code owes its reader. */
export interface ErrorText {
  readonly thrownWhen: string;
  readonly likelyReason: string;
  readonly clerkDoes: string;
  readonly developerDoes: string;
}

export type ErrorTexts = Readonly<Record<Language, ErrorText>>;

type Sentences = readonly [
  thrownWhen: string,
  likelyReason: string,
  clerkDoes: string,
  developerDoes: string,
];

/** One row of the table: four sentences in Chinese, the same four in English. */
export function texts(zh: Sentences, en: Sentences): ErrorTexts {
  return { zh: named(zh), en: named(en) };
}

function named([thrownWhen, likelyReason, clerkDoes, developerDoes]: Sentences): ErrorText {
  return { thrownWhen, likelyReason, clerkDoes, developerDoes };
}
