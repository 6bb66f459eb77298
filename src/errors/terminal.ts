import { type ErrorTexts, texts } from './table.ts';

export const TERMINAL_ERRORS = {} as const satisfies Record<string, ErrorTexts>;
