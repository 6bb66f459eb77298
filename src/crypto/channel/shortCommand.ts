/** A short command APDU in its parts (ISO/IEC 7816-4:2005 §5.1): all that a protected command can be. */

export interface ShortCommand {
  /** CLA INS P1 P2. */
  readonly header: Uint8Array;
  readonly data: Uint8Array;
  /** Le as it stands there, if it does. */
  readonly le: number | undefined;
}

/** The parts, or nothing for bytes that are no short command. */
export function parseShortCommand(command: Uint8Array): ShortCommand | undefined {
  if (command.length < 4) return undefined;
  const header = command.slice(0, 4);
  if (command.length === 4) return { header, data: new Uint8Array(), le: undefined };
  if (command.length === 5) return { header, data: new Uint8Array(), le: command[4]! };
  const lc = command[4]!;
  const dataEnd = 5 + lc;
  const hasLe = command.length === dataEnd + 1;
  if (lc === 0 || (!hasLe && command.length !== dataEnd)) return undefined;
  return { header, data: command.slice(5, dataEnd), le: hasLe ? command[dataEnd]! : undefined };
}

/** CLA 00 to 03 or 80 to 83: basic and further logical channels to 3, no chaining, not yet protected. */
export function isPlainClass(cla: number): boolean {
  return (cla & 0x7c) === 0;
}
