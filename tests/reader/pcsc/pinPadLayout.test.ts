import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { fromHex, toHex } from '../../../src/bytes.ts';
import { PIN_FORMAT_2 } from '../../../src/reader/index.ts';
import {
  encodeModification,
  encodeVerification,
} from '../../../src/reader/pcsc/pinPad/structures.ts';

const run = promisify(execFile);
const HEADER = '/usr/include/PCSC/reader.h';

/** The same requests as below, written by a C compiler from the structures of reader.h. */
const PROGRAM = `
#include <stdio.h>
#include <string.h>
#include <reader.h>
static const uint8_t VERIFY[] = {0x00,0x20,0x00,0x81,0x08,0x20,255,255,255,255,255,255,255};
static void print(const void *bytes, int length) {
  for (int i = 0; i < length; i++) printf("%02x", ((const uint8_t *)bytes)[i]);
  puts("");
}
int main(void) {
  uint8_t memory[64] = {0};
  PIN_VERIFY_STRUCTURE *verify = (void *)memory;
  verify->bTimerOut = 30; verify->bTimerOut2 = 15; verify->bmFormatString = 0x89;
  verify->bmPINBlockString = 0x47; verify->bmPINLengthFormat = 0x04;
  verify->wPINMaxExtraDigit = 0x040C; verify->bEntryValidationCondition = 0x03;
  verify->bNumberMessage = 1; verify->wLangId = 0x0804; verify->ulDataLength = sizeof VERIFY;
  memcpy(verify->abData, VERIFY, sizeof VERIFY);
  print(verify, sizeof *verify + sizeof VERIFY);
  memset(memory, 0, sizeof memory);
  PIN_MODIFY_STRUCTURE *modify = (void *)memory;
  modify->bTimerOut = 30; modify->bTimerOut2 = 15; modify->bmFormatString = 0x89;
  modify->bmPINBlockString = 0x47; modify->bmPINLengthFormat = 0x04;
  modify->bInsertionOffsetNew = 0; modify->wPINMaxExtraDigit = 0x040C; modify->bConfirmPIN = 0x01;
  modify->bEntryValidationCondition = 0x03; modify->bNumberMessage = 2; modify->wLangId = 0x0804;
  modify->bMsgIndex2 = 1; modify->bMsgIndex3 = 2; modify->ulDataLength = sizeof VERIFY;
  memcpy(modify->abData, VERIFY, sizeof VERIFY);
  print(modify, sizeof *modify + sizeof VERIFY);
  return 0;
}`;

test.runIf(existsSync(HEADER))('the structures are those that reader.h lays out', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'onecard-layout-'));
  try {
    const source = join(folder, 'layout.c');
    await writeFile(source, PROGRAM);
    await run('cc', ['-I/usr/include/PCSC', '-o', join(folder, 'layout'), source]);
    const { stdout } = await run(join(folder, 'layout'));
    const request = {
      command: fromHex('002000810820FFFFFFFFFFFFFF'),
      format: PIN_FORMAT_2,
      firstKeySeconds: 30,
      nextKeySeconds: 15,
      endsWith: ['most-digits', 'key'],
    } as const;
    expect(stdout.trim().split('\n')).toEqual([
      toHex(encodeVerification(request, 1)),
      toHex(encodeModification({ ...request, newOffsetBytes: 0 }, 1)),
    ]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
