import { type ErrorTexts, texts } from './table.ts';

export const JOURNAL_ERRORS = {} as const satisfies Record<string, ErrorTexts>;
