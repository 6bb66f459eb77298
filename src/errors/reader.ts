import { type ErrorTexts, texts } from './table.ts';

export const READER_ERRORS = {} as const satisfies Record<string, ErrorTexts>;
