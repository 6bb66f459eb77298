import { fromHex } from '../../src/bytes.ts';
import { parseDriver } from '../../src/reader/doctor/drivers.ts';
import { libraryArch } from '../../src/reader/doctor/vendorLibrary.ts';
import type { FuzzEntry } from './harness/entry.ts';
import { damaged, must, pickBytes } from './harness/inputs.ts';

const PLIST = new TextEncoder().encode(`<key>CFBundleName</key><string>CCIDCLASSDRIVER</string>
<key>ifdVendorID</key><array><string>0x08E6</string><string>0x072F</string></array>
<key>ifdProductID</key><array><string>0x3437</string><string>0x2200</string></array>`);

function library(hex: string, at: number): Uint8Array {
  const head = new Uint8Array(0x100);
  head.set([0x4d, 0x5a]);
  head[0x3c] = at;
  head.set(fromHex(hex), at);
  return head;
}
const LIBRARIES = [
  library('504500004C01', 0x80),
  library('504500006486', 0xfa),
  fromHex(`7F454C46020101${'00'.repeat(9)}03003E00`),
  fromHex(`7F454C46010201${'00'.repeat(9)}00030008`),
];

/** Files of this computer that the doctor reads: whatever is in them, it has an answer. */
export const doctorFiles: FuzzEntry = {
  name: 'files the doctor reads',
  inputsPerRun: 1,
  run(random) {
    const text = new TextDecoder().decode(
      random() < 0.2 ? pickBytes(random, 4_096) : damaged(random, [PLIST]),
    );
    const driver = parseDriver('x.bundle', text);
    must(!driver.lists({ vendorId: 0x10000, productId: 0 }), 'no number that USB does not have');
    const head = random() < 0.2 ? pickBytes(random, 4_096) : damaged(random, LIBRARIES);
    const arch = libraryArch(head);
    must(arch === undefined || /^(pe-|elf-)?[a-z0-9]+$/.test(arch), 'a processor has a name');
  },
};
