import { expect, test } from 'vitest';
import { ERRORS, type ErrorCode, explainError, OneCardError } from '../../src/errors/index.ts';
import { sources } from '../support/sources.ts';

const codes = Object.keys(ERRORS) as ErrorCode[];

test.each(codes)('%s has its four sentences in both languages', (code) => {
  for (const language of ['zh', 'en'] as const) {
    const text = ERRORS[code][language];
    for (const part of ['thrownWhen', 'likelyReason', 'clerkDoes', 'developerDoes'] as const) {
      expect(text[part].trim().length, `${code}.${language}.${part}`).toBeGreaterThan(2);
    }
    expect(/[\u4e00-\u9fff]/.test(Object.values(text).join('')), `${code}.${language}`).toBe(
      language === 'zh',
    );
  }
  expect(code).toMatch(/^[a-z]+\.[a-z0-9-]+$/);
});

test('every code of the table is thrown somewhere, and every thrown code is in the table', () => {
  const text = sources(/^(src|examples)\/.*\.ts$/)
    .filter((file) => !file.path.startsWith('src/errors/'))
    .map((file) => file.text)
    .join('\n');
  expect(codes.filter((code) => !text.includes(`'${code}'`))).toEqual([]);
});

test('an explanation says what happened, why and what to do', () => {
  const error = new OneCardError('time.not-a-date', { text: '2026-02-30' });
  expect(error.message).toContain('text=2026-02-30');
  expect(explainError(error, 'zh').split('\n')).toHaveLength(3);
  expect(explainError(error, 'en')).toContain('What to do: check the date');
});
