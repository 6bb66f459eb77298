/**
 * The PC/SC functions, asked of pcscd itself over its socket: what libpcsclite does, without a thread. An
 * answer wakes the event loop; a daemon that hangs holds nothing of this process but a socket.
 *
 * Beside what libpcsclite does: a wait is cancelled on its own connection, because this program can write
 * while it waits; and that another program holds the card is answered, not waited out (`LibraryConnection`
 * does that, and stops when nobody waits any more).
 */

import { ATTRIBUTE_BYTES_MAX } from '../../limits.ts';
import {
  SCARD_E_INSUFFICIENT_BUFFER,
  SCARD_E_INVALID_HANDLE,
  SCARD_E_READER_UNAVAILABLE,
  SCARD_E_TIMEOUT,
  SCARD_E_UNKNOWN_READER,
  SCARD_F_COMM_ERROR,
  SCARD_S_SUCCESS,
} from '../codes.ts';
import type { PcscLibrary, PcscWord } from '../library.ts';
import { attributeOf, CONNECTED, codeAfter, controlled, reconnected } from './answers.ts';
import { ContextMaker } from './establish.ts';
import { SocketExchanges } from './exchanges.ts';
import { DaemonLink } from './link.ts';
import { COMMANDS, EXTENDED_BYTES_MAX, encodeMessage, READER_NAME_BYTES } from './message.ts';
import { StatusWait } from './statusWait.ts';

interface Context {
  readonly link: DaemonLink;
  /** As the daemon numbers it. */
  readonly number: number;
  /** Ends the wait that is under way. */
  cancel: (() => void) | undefined;
}

interface Card {
  readonly link: DaemonLink;
  readonly handle: number;
  readonly readerName: string;
}

/** @param establishMs after which a context is no longer waited for; nothing is owed then */
export function socketLibrary(path: string, establishMs: number): PcscLibrary {
  // Words of our own: a daemon that was restarted may give a number a second time.
  const contexts = new Map<PcscWord, Context>();
  const cards = new Map<PcscWord, Card>();
  let words = 0;
  const maker = new ContextMaker();

  /** A question about a card whose answer is a code. */
  function askCode(word: PcscWord, command: number, ...rest: readonly number[]): Promise<number> {
    const card = cards.get(word);
    if (!card) return Promise.resolve(SCARD_E_INVALID_HANDLE);
    const { link, handle } = card;
    const fields = [handle, ...rest, 0];
    const shape = codeAfter(fields.length, handle);
    return link.ask(encodeMessage(command, fields), shape, SCARD_F_COMM_ERROR);
  }

  return {
    answersHeldCard: true,
    async establishContext() {
      const link = new DaemonLink(path);
      let isLate = false;
      const late = setTimeout(() => {
        isLate = true;
        link.close();
      }, establishMs);
      const { code, context: number } = await maker.establish(link);
      clearTimeout(late);
      if (code !== SCARD_S_SUCCESS) {
        link.close();
        return { code: isLate ? SCARD_E_TIMEOUT : code, context: 0 };
      }
      const context = ++words;
      contexts.set(context, { link, number, cancel: undefined });
      return { code, context };
    },

    async releaseContext(word) {
      const context = contexts.get(word);
      if (!context) return { code: SCARD_E_INVALID_HANDLE };
      contexts.delete(word);
      const { link, number } = context;
      for (const [card, { link: its }] of cards) if (its === link) cards.delete(card);
      const message = encodeMessage(COMMANDS.releaseContext, [number, 0]);
      const code = await link.ask(message, codeAfter(2, number), SCARD_F_COMM_ERROR);
      link.close();
      return { code };
    },

    async cancel(word) {
      contexts.get(word)?.cancel?.();
      return { code: SCARD_S_SUCCESS };
    },

    async listReaders(word) {
      const context = contexts.get(word);
      if (!context) return { code: SCARD_E_INVALID_HANDLE, names: [] };
      const readers = await context.link.readers();
      if (!readers) return { code: SCARD_F_COMM_ERROR, names: [] };
      return { code: SCARD_S_SUCCESS, names: readers.map(({ name }) => name) };
    },

    async getStatusChange(word, timeoutMs, wanted) {
      const context = contexts.get(word);
      if (!context) return { code: SCARD_E_INVALID_HANDLE, states: [] };
      const wait = new StatusWait(context.link, wanted, timeoutMs);
      context.cancel = () => wait.cancel();
      try {
        return await wait.end();
      } finally {
        context.cancel = undefined;
      }
    },

    async connect(word, readerName, shareMode, protocols) {
      const context = contexts.get(word);
      if (!context) return { code: SCARD_E_INVALID_HANDLE, card: 0, protocol: 0 };
      const name = new TextEncoder().encode(readerName);
      // No reader has a name that does not fit, with the zero that ends it.
      if (name.length >= READER_NAME_BYTES || name.includes(0)) {
        return { code: SCARD_E_UNKNOWN_READER, card: 0, protocol: 0 };
      }
      const padded = new Uint8Array(READER_NAME_BYTES);
      padded.set(name);
      const { link, number } = context;
      const fields = [number, padded, shareMode, protocols, 0, 0, 0];
      const lost = { code: SCARD_F_COMM_ERROR, handle: 0, protocol: 0 };
      const message = encodeMessage(COMMANDS.connect, fields);
      const { code, handle, protocol } = await link.ask(message, CONNECTED, lost);
      if (code !== SCARD_S_SUCCESS) return { code, card: 0, protocol: 0 };
      const card = ++words;
      cards.set(card, { link, handle, readerName });
      return { code, card, protocol };
    },

    async reconnect(word, shareMode, protocols, initialisation) {
      const card = cards.get(word);
      if (!card) return { code: SCARD_E_INVALID_HANDLE, protocol: 0 };
      const fields = [card.handle, shareMode, protocols, initialisation, 0, 0];
      const lost = { code: SCARD_F_COMM_ERROR, protocol: 0 };
      const message = encodeMessage(COMMANDS.reconnect, fields);
      return card.link.ask(message, reconnected(card.handle), lost);
    },

    async disconnect(word, disposition) {
      const code = await askCode(word, COMMANDS.disconnect, disposition);
      cards.delete(word);
      return { code };
    },

    beginTransaction: async (word) => ({ code: await askCode(word, COMMANDS.beginTransaction) }),
    endTransaction: async (word, disposition) => ({
      code: await askCode(word, COMMANDS.endTransaction, disposition),
    }),

    async status(word) {
      const none = { protocol: 0, atr: new Uint8Array(0) };
      const card = cards.get(word);
      if (!card) return { code: SCARD_E_INVALID_HANDLE, ...none };
      const readers = await card.link.readers();
      if (!readers) return { code: SCARD_F_COMM_ERROR, ...none };
      const reader = readers.find(({ name }) => name === card.readerName);
      if (!reader) return { code: SCARD_E_READER_UNAVAILABLE, ...none };
      const code = await askCode(word, COMMANDS.status);
      return { code, protocol: reader.protocol, atr: reader.atr };
    },

    exchangesOf(word) {
      const { link, handle } = cards.get(word)!;
      return new SocketExchanges(link, handle);
    },

    async control(word, controlCode, input, outputBytesMax) {
      const card = cards.get(word);
      const none = { output: new Uint8Array(0) };
      if (!card) return { code: SCARD_E_INVALID_HANDLE, ...none };
      if (input.length > EXTENDED_BYTES_MAX) return { code: SCARD_E_INSUFFICIENT_BUFFER, ...none };
      const { link, handle } = card;
      const fields = [handle, controlCode, input.length, outputBytesMax, 0, 0];
      const message = encodeMessage(COMMANDS.control, fields, input);
      const lost = { code: SCARD_F_COMM_ERROR, ...none };
      return link.ask(message, controlled(handle, outputBytesMax), lost);
    },

    async getAttribute(word, attribute, valueBytesMax) {
      const none = { value: new Uint8Array(0) };
      const card = cards.get(word);
      if (!card) return { code: SCARD_E_INVALID_HANDLE, ...none };
      const { link, handle } = card;
      const room = new Uint8Array(ATTRIBUTE_BYTES_MAX);
      const message = encodeMessage(COMMANDS.getAttribute, [
        handle,
        attribute,
        room,
        room.length,
        0,
      ]);
      const lost = { code: SCARD_F_COMM_ERROR, ...none };
      const { code, value } = await link.ask(message, attributeOf(handle), lost);
      if (value.length > valueBytesMax) return { code: SCARD_E_INSUFFICIENT_BUFFER, ...none };
      return { code, value };
    },
  };
}
