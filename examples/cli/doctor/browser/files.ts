/** Ready policy files that let named pages call the desk service directly. */

import type { ReadyFile } from '../../../../src/reader/doctor/index.ts';
import { ALLOWING } from './policies.ts';

const KEYS = ['SOFTWARE\\Policies\\Google\\Chrome', 'SOFTWARE\\Policies\\Microsoft\\Edge'] as const;
/** Names of values in a list are numbers; these do not take the place of another's. */
const FIRST_NUMBER = 17_100;

/** For managed folders of Linux. A later file's list takes the place of an earlier one's: all are named. */
export function linuxPolicy(origins: readonly string[]): string {
  return `${JSON.stringify(Object.fromEntries(ALLOWING.map((name) => [name, origins])), undefined, 2)}\n`;
}

/** For one Windows computer: double click, or `reg import`. */
export function registryFile(origins: readonly string[]): string {
  const blocks = eachList((key, name) => [
    `[HKEY_LOCAL_MACHINE\\${key}\\${name}]`,
    ...origins.map((origin, at) => `"${FIRST_NUMBER + at}"="${origin}"`),
    '',
  ]);
  return ['Windows Registry Editor Version 5.00', '', ...blocks].join('\r\n');
}

/** For a group policy object: the text that Microsoft's LGPO takes (`LGPO.exe /t FILE`). */
export function groupPolicyText(origins: readonly string[]): string {
  const blocks = eachList((key, name) =>
    origins.flatMap((origin, at) => [
      'Computer',
      `${key}\\${name}`,
      String(FIRST_NUMBER + at),
      `SZ:${origin}`,
      '',
    ]),
  );
  return blocks.join('\r\n');
}

function eachList(lines: (key: string, name: string) => readonly string[]): readonly string[] {
  return KEYS.flatMap((key) => ALLOWING.flatMap((name) => lines(key, name)));
}

/** All of them, by the name of the file. */
export function policyFiles(origins: readonly string[]): readonly ReadyFile[] {
  return [
    { path: 'onecard-loopback.json', text: linuxPolicy(origins) },
    { path: 'onecard-loopback.reg', text: registryFile(origins) },
    { path: 'onecard-loopback.lgpo.txt', text: groupPolicyText(origins) },
  ];
}
