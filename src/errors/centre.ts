import { type ErrorTexts, texts } from './table.ts';

export const CENTRE_ERRORS = {} as const satisfies Record<string, ErrorTexts>;
