import { type ErrorTexts, texts } from './table.ts';

export const CRYPTO_ERRORS = {} as const satisfies Record<string, ErrorTexts>;
