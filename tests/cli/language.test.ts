import { expect, test } from 'vitest';
import { chooseLanguage } from '../../examples/cli/language.ts';

test.each([
  ['en', {}, 'en'],
  ['zh-CN', { LANG: 'en_US.UTF-8' }, 'zh'],
  [undefined, { LC_ALL: 'en_US.UTF-8', LANG: 'zh_CN.UTF-8' }, 'en'],
  [undefined, { LC_ALL: '', LANG: 'en_US.UTF-8' }, 'en'],
  [undefined, { LC_ALL: 'C', LANG: 'en_US.UTF-8' }, 'zh'],
  [undefined, {}, 'zh'],
] as const)('--lang %s with %o: %s', (option, environment, language) => {
  expect(chooseLanguage(option, environment)).toBe(language);
});
