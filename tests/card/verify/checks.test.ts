import { expect, test } from 'vitest';
import { CHECK_CAUSES, CHECKS } from '../../../src/card/index.ts';

const CHINESE = /[\u4e00-\u9fff]/;

test.each(Object.entries(CHECKS))('%s is explained in both languages', (_name, texts) => {
  for (const { zh, en } of [texts.means, texts.clerkDoes]) {
    expect(zh).toMatch(CHINESE);
    expect(en).toMatch(/^[a-z]/);
    expect(en).not.toMatch(CHINESE);
  }
});

test.each(Object.entries(CHECK_CAUSES))('%s is explained in both languages', (_cause, text) => {
  expect(text.zh).toMatch(CHINESE);
  expect(text.en).not.toMatch(CHINESE);
  expect(text.en.length).toBeGreaterThan(3);
});
