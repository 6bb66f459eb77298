import type { Language } from '../../src/errors/index.ts';

/** `--lang`, else the environment's locale, else Chinese: the desk is in China. */
export function chooseLanguage(
  option: string | undefined,
  environment: NodeJS.ProcessEnv,
): Language {
  const locale = option ?? environment.LC_ALL ?? environment.LANG ?? '';
  return /^en(\b|_)/i.test(locale) ? 'en' : 'zh';
}
