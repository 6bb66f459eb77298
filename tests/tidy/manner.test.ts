import { expect, test } from 'vitest';
import { type SourceFile, sources } from '../support/sources.ts';

/** One idea a file: what no longer fits on a few screens is two ideas. */
const FILE_LINES_MAX = 350;

const code = sources(/^(src|tests|examples|bench|scripts)\/.*\.(ts|mjs|sh)$/);
const shipped = sources(/^(src|examples)\/.*\.ts$/);
const written = sources(/\.(ts|mjs|sh|md|ya?ml|json|toml)$/).filter(
  (file) => file.path !== 'package-lock.json',
);

interface Rule {
  readonly name: string;
  readonly pattern: RegExp;
  readonly among: readonly SourceFile[];
  readonly except?: RegExp;
}

const RULES: readonly Rule[] = [
  {
    name: 'work left open',
    pattern: /\b(TODO|FIXME|XXX|HACK)\b|not implemented/,
    among: code,
  },
  { name: 'a test that is left out or runs alone', pattern: /\.(only|todo)\(/, among: code },
  {
    name: 'money as floating point',
    pattern: /parseFloat|toFixed\(|Number\((amount|yuan|fen|price)/,
    among: shipped,
  },
  { name: 'chance without a source', pattern: /Math\.random/, among: shipped },
  {
    name: 'a clock read inside the library',
    pattern: /Date\.now\(\)|new Date\(\)/,
    among: shipped,
    except:
      /^examples\/|^src\/reader\/|^src\/desk\/(client|browser)\/|^src\/terminal\/systemClock\.ts$/,
  },
  {
    name: 'a path of one machine',
    pattern: /(^|[\s"'`(=])\/(root|work|home|Users)\/[a-z]/m,
    among: written,
  },
  {
    name: 'a registry host',
    pattern: /registry\.(npmjs|npmmirror|yarnpkg)|deb\.debian\.org/,
    among: written,
  },
  {
    name: 'vague names',
    pattern: /\b(class|interface|type) \w*(Manager|Helper|Utils|Service|Info)\b/,
    among: shipped,
  },
];

function offences(rule: Rule): readonly string[] {
  return rule.among
    .filter((file) => !file.path.startsWith('tests/tidy/') && !rule.except?.test(file.path))
    .flatMap((file) => {
      const match = rule.pattern.exec(file.text);
      if (!match) return [];
      const line = file.text.slice(0, match.index).split('\n').length;
      return [`${file.path}:${line}: ${match[0].trim()}`];
    });
}

test.each(RULES)('nowhere: $name', (rule) => {
  expect(offences(rule)).toEqual([]);
});

test('no file is longer than the wall', () => {
  const long = code
    .map((file) => ({ path: file.path, lines: file.text.split('\n').length - 1 }))
    .filter((file) => file.lines > FILE_LINES_MAX);
  expect(long).toEqual([]);
});

/** A brand says that a check was passed; only the check itself may cast to it. */
const BRAND_MAKERS: Readonly<Record<string, RegExp>> = {
  VerifiedRecord: /^src\/card\/verify/,
  Adjudication: /^src\/settlement\/adjudicate\//,
  SignedSettlement: /^src\/crypto\//,
  Bill: /^src\/settlement\/bill/,
  TrustList: /^src\/crypto\/trust\//,
  VerifiedIdentity: /^src\/crypto\/identity\//,
  VerifiedOfflineLimits: /^src\/settlement\/offline\//,
  VerifiedStatusList: /^src\/crypto\/trust\//,
  Catalogue: /^src\/settlement\/catalogue\//,
  Register: /^src\/settlement\/register\//,
  SettlementIntent: /^src\/settlement\/journal\//,
  ConfirmedIdentity: /^src\/terminal\/onlineIdentity/,
  JournalEntry: /^src\/settlement\/journal\//,
};

test.each(Object.entries(BRAND_MAKERS))('only its check casts to %s', (brand, maker) => {
  const cast = new RegExp(`\\bas (unknown as )?${brand}\\b(?!Fields)`);
  const forgers = shipped.filter((file) => cast.test(file.text) && !maker.test(file.path));
  expect(forgers.map((file) => file.path)).toEqual([]);
});
