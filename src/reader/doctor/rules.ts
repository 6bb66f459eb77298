/** Files that give a user the right to readers, ready to be put in place by an administrator. */

import type { ReadyFile } from './finding.ts';

/** `0483:572b` */
export interface UsbId {
  readonly vendorId: number;
  readonly productId: number;
}

/** Four hexadecimal digits, as sysfs and udev write them. */
export function idText(id: number): string {
  return id.toString(16).padStart(4, '0');
}

/**
 * The two actions of pcscd (its doc/README.polkit) for one user. Without such a rule only a user who
 * sits at the console may use them, which no program that runs as a service does.
 */
export function polkitRules(user: string): ReadyFile {
  const text = `polkit.addRule(function (action, subject) {
  var isPcsc =
    action.id == "org.debian.pcsc-lite.access_pcsc" ||
    action.id == "org.debian.pcsc-lite.access_card";
  if (isPcsc && subject.user == ${JSON.stringify(user)}) {
    return polkit.Result.YES;
  }
});
`;
  return { path: '/etc/polkit-1/rules.d/40-onecard.rules', text };
}

/** The kernel's HID devices of these models for whoever sits at the computer. */
export function udevRules(ids: readonly UsbId[]): ReadyFile {
  const lines = ids.map(
    ({ vendorId, productId }) =>
      `KERNEL=="hidraw*", ATTRS{idVendor}=="${idText(vendorId)}", ATTRS{idProduct}=="${idText(productId)}", TAG+="uaccess"`,
  );
  // The tag must be set before 73-seat-late.rules hands the rights out.
  return { path: '/etc/udev/rules.d/70-onecard.rules', text: `${lines.join('\n')}\n` };
}

/** Keeps drivers of the kernel away from readers that the PC/SC service drives. */
export function modprobeRules(drivers: readonly string[]): ReadyFile {
  const text = drivers.map((driver) => `blacklist ${driver}\n`).join('');
  return { path: '/etc/modprobe.d/onecard.conf', text };
}
