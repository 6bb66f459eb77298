import type { Language } from '../../src/errors/index.ts';

/** `--lang`, else the environment's locale, else Chinese: the desk is in China. */
export function chooseLanguage(
  option: string | undefined,
  environment: NodeJS.ProcessEnv,
): Language {
  // An empty LC_ALL is as good as none (POSIX.1-2017 base definitions §8.2).
  const locale = option ?? (environment.LC_ALL || environment.LANG || '');
  return /^en(\b|_)/i.test(locale) ? 'en' : 'zh';
}
