import { type ErrorTexts, texts } from './table.ts';

export const CARD_ERRORS = {} as const satisfies Record<string, ErrorTexts>;
