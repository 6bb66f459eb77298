import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { ROOT } from './support/sources.ts';

const run = promisify(execFile);

/** Each example and what it must print. They import the built package by its public names. */
const EXAMPLES: readonly (readonly [name: string, prints: RegExp])[] = [
  ['first-settlement', /病人应交现金/],
  ['read-a-card', /passed card-key[\s\S]*holder 测试甲/],
  ['decide-a-bill', /THE PATIENT PAYS IN CASH[\s\S]*TRIAL/],
  ['why-not-more', /line 9 .*borne by others[\s\S]*hosp_part_amt 0/],
  ['prove-a-settlement', /entry 5 valid\njournal intact tail proven/],
  [
    'keep-a-journal',
    /through entry 5\njournal intact 5 proven\nexport intact 6 names false\njournal\.copy-outdated\nrestored 6 proven\ncarried over 0 open; entry 7/,
  ],
  [
    'check-a-plan',
    /18 cases, 0 differ[\s\S]*county\.ratio: 60% → 65%[\s\S]*cash 126887 → 119692 fen/,
  ],
  ['what-if', /^2 of 2 bills decided[\s\S]*inpatient \(pooled-fund\): 147842 fen in 2 bills/],
  ['list-readers', /\S/],
  ['read-a-card-in-use', /social-security 3.00 测试甲[\s\S]*not-proven card-key/],
  ['debit-a-purse', /second tap: debited new: false records: 1\nbalance 8766n debits 1/],
  [
    'issue-cards',
    /missing-column|required column[\s\S]*2 cards, report valid\nlost card changed, list of version 3/,
  ],
  ['security-module', /PIN verified[\s\S]*signature of 64 bytes[\s\S]*sam\.limit-reached/],
  ['remote-module', /SETTLE 9991010000000009[\s\S]*sam\.certificate-refused \(not-registered\)/],
  [
    'identity-code',
    /accepted version 5\nthen version 4: older-version\nNC1: valid 测试甲\nanother card blocked/,
  ],
  [
    'secure-channel',
    /card authenticated\ncommand 5 bytes, protected 22\nanswer 5301079000\nforged answer: crypto\.channel-response-forged/,
  ],
  [
    'offline-limits',
    /valid: 3 settlements of a card without its centre\ninvalid: wrong-county\n该卡脱机补偿合计将超过限额/,
  ],
  ['compare-a-day', /AMOUNT_DIFF[\s\S]*Total charges[\s\S]*counts agree, sums differ/],
  ['elements', /<onecard-person <onecard-decision <onecard-receipt true/],
  ['print-a-receipt', /\*\*\* 补打 1 \*\*\*\n@page \{ size: 148mm 210mm/],
  ['follow-a-settlement', /opened \(freely\)[\s\S]*done \(no\)[\s\S]*processed\nreversed told/],
  ['signature-pool', /99 valid; not valid: number 42/],
  [
    'desk-service',
    /way direct direct=used[\s\S]*999\*{11}0016[\s\S]*waiting-for-card[\s\S]*card-committed[\s\S]*settled settled \d+\nrefused true desk\.scope-missing admin/,
  ],
  [
    'older-interfaces',
    /card 000000009 999001\d{26} 测试甲\nin scope 2500\.0000\ndischarged 2500\.0000\ncompensated ([\d.]+) \1\nagain true\ncash [\d.]+\nreversed true/,
  ],
  [
    'national-interface',
    /person 测试甲 999\*{11}0016[\s\S]*in scope 2500 class 01[\s\S]*fund (\d+) \1\nlayer 380100 统筹基金\n2304 -1 /,
  ],
  [
    'examine-a-bill',
    /\[warning\] 7 days of stay, 5 are the limit[\s\S]*findings, \d+ lines deducted, review: true/,
  ],
];

test.each(EXAMPLES)('examples/%s.mjs runs', async (name, prints) => {
  const { stdout, stderr } = await run(process.execPath, [join(ROOT, `examples/${name}.mjs`)], {
    timeout: 30_000,
  });
  expect(stderr).toBe('');
  expect(stdout).toMatch(prints);
});

test('the program in the README is the example', () => {
  const example = readFileSync(join(ROOT, 'examples/settle-at-the-desk.mjs'), 'utf8');
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  expect(readme).toContain(`\`\`\`js\n${example}\`\`\``);
});

/** Custom elements are classes of a browser's own; tests/desk/page drives them there. */
const FOR_BROWSERS = ['./elements'];

test('every entry of the package can be imported and exports something', async () => {
  const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  for (const [name, entry] of Object.entries(exports)) {
    if (typeof entry !== 'object') continue;
    const { default: file, types } = entry as { default: string; types: string };
    expect(readFileSync(join(ROOT, types), 'utf8').length, types).toBeGreaterThan(100);
    if (FOR_BROWSERS.includes(name)) continue;
    expect(Object.keys(await import(join(ROOT, file))).length, file).toBeGreaterThan(0);
  }
});
