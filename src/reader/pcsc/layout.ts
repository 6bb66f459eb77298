/**
 * How the three PC/SC implementations lay out memory. One API, three binary interfaces:
 *
 * | | pcsc-lite (Linux) | PCSC.framework (macOS) | winscard (Windows) |
 * |---|---|---|---|
 * | DWORD | unsigned long, 8 bytes on 64-bit | uint32 | uint32 |
 * | LONG, the status code | long | int32 | int32 |
 * | SCARDCONTEXT, SCARDHANDLE | long | int32 | ULONG_PTR |
 * | SCARD_READERSTATE | natural alignment, 80 bytes | packed, 61 bytes | natural alignment, 64 bytes |
 * | its ATR field | 33 bytes | 33 bytes | 36 bytes |
 * | texts | UTF-8 | UTF-8 | UTF-16, the W exports |
 * | calls | C | C | stdcall on ia32 |
 * | control codes | 42000000 + function | 42000000 + function | 00310000 + function × 4 |
 *
 * Linux is what /usr/include/PCSC/{wintypes,pcsclite,winscard}.h of pcsc-lite 1.9.9 says, and is tested
 * against the real daemon. macOS and Windows are written from their headers and have not been run.
 */

/** Names of C types as the foreign function interface spells them. */
type CType = 'unsigned long' | 'long' | 'uint32_t' | 'int32_t' | 'uintptr_t';

export interface PcscLayout {
  /** Library names in the order in which they are tried. */
  readonly libraries: readonly string[];
  readonly dword: CType;
  readonly long: CType;
  readonly handle: CType;
  /** Whether SCARD_READERSTATE is laid out without alignment gaps. */
  readonly isPacked: boolean;
  /** Bytes of the ATR field of SCARD_READERSTATE. */
  readonly atrFieldBytes: 33 | 36;
  readonly text: 'utf-8' | 'utf-16le';
  /** What the names of functions that take texts end with. */
  readonly suffix: '' | 'W';
  readonly convention: '__cdecl' | '__stdcall';
  /** Apple kept an older function with other parameters under the name SCardControl. */
  readonly control: 'SCardControl' | 'SCardControl132';
  /** Pseudo reader whose state changes when a reader comes or goes; absent where it does not exist. */
  readonly notificationReader?: string;
}

export const NOTIFICATION_READER = '\\\\?PnP?\\Notification';

const LINUX: PcscLayout = {
  libraries: ['libpcsclite.so.1'],
  dword: 'unsigned long',
  long: 'long',
  handle: 'long',
  isPacked: false,
  atrFieldBytes: 33,
  text: 'utf-8',
  suffix: '',
  convention: '__cdecl',
  control: 'SCardControl',
  notificationReader: NOTIFICATION_READER,
};

const MACOS: PcscLayout = {
  libraries: ['/System/Library/Frameworks/PCSC.framework/PCSC'],
  dword: 'uint32_t',
  long: 'int32_t',
  handle: 'int32_t',
  isPacked: true,
  atrFieldBytes: 33,
  text: 'utf-8',
  suffix: '',
  convention: '__cdecl',
  control: 'SCardControl132',
};

const WINDOWS: PcscLayout = {
  libraries: ['winscard.dll'],
  dword: 'uint32_t',
  long: 'int32_t',
  handle: 'uintptr_t',
  isPacked: false,
  atrFieldBytes: 36,
  text: 'utf-16le',
  suffix: 'W',
  convention: '__stdcall',
  control: 'SCardControl',
  notificationReader: NOTIFICATION_READER,
};

/** The layout of this system; any other Unix is taken for one with pcsc-lite. */
export function layoutOf(platform: NodeJS.Platform): PcscLayout {
  if (platform === 'darwin') return MACOS;
  return platform === 'win32' ? WINDOWS : LINUX;
}

/**
 * The control code of a reader's function, 2048 and up for those of vendors: SCARD_CTL_CODE of
 * pcsc-lite's reader.h, and CTL_CODE(FILE_DEVICE_SMARTCARD, function, METHOD_BUFFERED, FILE_ANY_ACCESS)
 * of winsmcrd.h.
 */
export function controlCodeOf(controlFunction: number, platform: NodeJS.Platform): number {
  return platform === 'win32' ? 0x00310000 + controlFunction * 4 : 0x42000000 + controlFunction;
}
