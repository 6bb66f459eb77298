/** Which packages bring the reader service and its driver, by the name of the distribution. */

import type { Bilingual } from '../../model/index.ts';
import type { DoctorHost } from './host.ts';

const OS_RELEASE = '/etc/os-release';

/** Keys are values of ID and ID_LIKE in os-release(5), more special ones first. */
const INSTALL_COMMANDS: Readonly<Record<string, string>> = {
  alpine: 'apk add pcsc-lite ccid && rc-update add pcscd && rc-service pcscd start',
  arch: 'pacman -S pcsclite ccid && systemctl enable --now pcscd.socket',
  openeuler: 'dnf install pcsc-lite pcsc-lite-ccid && systemctl enable --now pcscd.socket',
  kylin: 'apt-get install pcscd libccid',
  uos: 'apt-get install pcscd libccid',
  deepin: 'apt-get install pcscd libccid',
  debian: 'apt-get install pcscd libccid',
  ubuntu: 'apt-get install pcscd libccid',
  fedora: 'dnf install pcsc-lite pcsc-lite-ccid && systemctl enable --now pcscd.socket',
  rhel: 'dnf install pcsc-lite pcsc-lite-ccid && systemctl enable --now pcscd.socket',
  centos: 'dnf install pcsc-lite pcsc-lite-ccid && systemctl enable --now pcscd.socket',
  suse: 'zypper install pcsc-lite pcsc-ccid && systemctl enable --now pcscd.socket',
};
const ANY_COMMAND = 'pcscd (pcsc-lite), ccid';

/** How to install the service and the CCID driver here, in both languages. */
export async function installRemedy(host: DoctorHost): Promise<Bilingual> {
  const command = await installCommand(host);
  return { zh: `安装：${command}`, en: `install: ${command}` };
}

/** One line for a shell; the names of the packages where the distribution is not in the table. */
export async function installCommand(host: DoctorHost): Promise<string> {
  const text = (await host.text(OS_RELEASE)) ?? '';
  const names = [...fieldOf(text, 'ID').split(' '), ...fieldOf(text, 'ID_LIKE').split(' ')];
  const known = names.find((name) => Object.hasOwn(INSTALL_COMMANDS, name));
  return known === undefined ? ANY_COMMAND : INSTALL_COMMANDS[known]!;
}

function fieldOf(text: string, field: string): string {
  const line = text.split('\n').find((each) => each.startsWith(`${field}=`)) ?? '';
  return line
    .slice(field.length + 1)
    .replaceAll(/["']/g, '')
    .trim()
    .toLowerCase();
}
