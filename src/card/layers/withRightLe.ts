import { encodeCommand, NE_SHORT_MAX, parseCommand } from '../apdu.ts';
import { SW1_WRONG_LE } from '../statusWord.ts';
import type { TransportLayer } from '../transport.ts';

/**
 * Answers `6C xx` (wrong Le, xx is right: ISO/IEC 7816-4:2005 §5.1.3) by sending the command again
 * with that Le. The command is parsed, one field changed and encoded again; a command without an Le
 * field is never touched, because its last byte is data. Once only: a card that says `6C xx` to the
 * length it asked for is broken, and its answer is handed on.
 */
export const withRightLe: TransportLayer = (inner) => ({
  async transmit(command) {
    const response = await inner.transmit(command);
    if (response.length !== 2 || response[0] !== SW1_WRONG_LE) return response;
    const parsed = parseCommand(command);
    if (parsed.ne === 0) return response;
    return inner.transmit(encodeCommand({ ...parsed, ne: response[1]! || NE_SHORT_MAX }));
  },
  close: () => inner.close(),
});
