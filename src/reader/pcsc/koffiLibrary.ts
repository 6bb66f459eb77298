/**
 * The functions of the system's PC/SC library through koffi. Each runs on a thread of the libuv pool, never
 * on the JavaScript thread. Parameters and meaning: PC/SC part 5, and winscard.h of pcsc-lite 1.9.9.
 */

import { ExchangeMemory } from './exchangeMemory.ts';
import { type Koffi, openForeignLibrary } from './foreign.ts';
import type { PcscLayout } from './layout.ts';
import type { PcscLibrary, PcscWord } from './library.ts';

/** pcsc-lite knows at most 16 readers with names of 128 bytes; the rest is room for UTF-16. */
const READER_NAMES_BYTES = 65_536;
/** 33 by ISO/IEC 7816-3:2006 §8.2.1; winscard rounds up. */
const ATR_FIELD_BYTES = 36;
const SCARD_SCOPE_SYSTEM = 2;

/** Fields of SCARD_READERSTATE in their order. */
export function readerStateFields(koffi: Koffi, layout: PcscLayout) {
  return {
    szReader: textType(layout),
    pvUserData: 'void *',
    dwCurrentState: layout.dword,
    dwEventState: layout.dword,
    cbAtr: layout.dword,
    rgbAtr: koffi.array('uint8_t', layout.atrFieldBytes, 'Typed'),
  };
}

function textType(layout: PcscLayout): 'str' | 'str16' {
  return layout.text === 'utf-8' ? 'str' : 'str16';
}

/** @throws OneCardError `reader.binding-not-available`, `reader.library-not-found`. */
export async function loadPcscLibrary(layout: PcscLayout): Promise<PcscLibrary> {
  const { koffi, declare } = await openForeignLibrary(layout);
  const { dword, handle, suffix } = layout;
  const text = textType(layout);

  // Types without a name: a second load in one process must not meet the names of the first.
  const makeStruct = layout.isPacked ? koffi.pack : koffi.struct;
  const readerState = makeStruct(readerStateFields(koffi, layout));
  const states = koffi.inout(koffi.pointer(readerState));
  const outHandle = koffi.out(koffi.pointer(handle));
  const outDword = koffi.out(koffi.pointer(dword));
  const inoutDword = koffi.inout(koffi.pointer(dword));
  const bytes = 'void *';

  const scard = {
    establishContext: declare('SCardEstablishContext', dword, bytes, bytes, outHandle),
    releaseContext: declare('SCardReleaseContext', handle),
    cancel: declare('SCardCancel', handle),
    listReaders: declare(`SCardListReaders${suffix}`, handle, bytes, bytes, inoutDword),
    getStatusChange: declare(`SCardGetStatusChange${suffix}`, handle, dword, states, dword),
    connect: declare(`SCardConnect${suffix}`, handle, text, dword, dword, outHandle, outDword),
    reconnect: declare('SCardReconnect', handle, dword, dword, dword, outDword),
    disconnect: declare('SCardDisconnect', handle, dword),
    beginTransaction: declare('SCardBeginTransaction', handle),
    endTransaction: declare('SCardEndTransaction', handle, dword),
    status: declare(
      `SCardStatus${suffix}`,
      handle,
      bytes,
      bytes,
      outDword,
      outDword,
      bytes,
      inoutDword,
    ),
    transmit: declare('SCardTransmit', handle, bytes, bytes, dword, bytes, bytes, bytes),
    control: declare(layout.control, handle, dword, bytes, dword, bytes, dword, outDword),
    getAttribute: declare('SCardGetAttrib', handle, dword, bytes, inoutDword),
  };
  const dwordBytes = koffi.sizeof(dword);

  return {
    answersHeldCard: false,
    async establishContext() {
      const context: PcscWord[] = [0];
      const code = await scard.establishContext(SCARD_SCOPE_SYSTEM, null, null, context);
      return { code, context: context[0]! };
    },
    releaseContext: async (context) => ({ code: await scard.releaseContext(context) }),
    cancel: async (context) => ({ code: await scard.cancel(context) }),
    async listReaders(context) {
      const buffer = new Uint8Array(READER_NAMES_BYTES);
      const unitBytes = layout.text === 'utf-8' ? 1 : 2;
      const units = [READER_NAMES_BYTES / unitBytes];
      const code = await scard.listReaders(context, null, buffer, units);
      const list = buffer.subarray(0, Number(units[0]) * unitBytes);
      const names = new TextDecoder(layout.text).decode(list).split('\0');
      return { code, names: code === 0 ? names.filter((name) => name !== '') : [] };
    },
    async getStatusChange(context, timeoutMs, wanted) {
      const raw = wanted.map(({ readerName, currentState }) => ({
        szReader: readerName,
        pvUserData: null,
        dwCurrentState: currentState,
        dwEventState: 0,
        cbAtr: 0,
        rgbAtr: new Uint8Array(layout.atrFieldBytes),
      }));
      const code = await scard.getStatusChange(context, timeoutMs, raw, raw.length);
      const changed = raw.map((state) => ({
        eventState: Number(state.dwEventState),
        atr: state.rgbAtr.slice(0, Number(state.cbAtr)),
      }));
      return { code, states: changed };
    },
    async connect(context, readerName, shareMode, protocols) {
      const card: PcscWord[] = [0];
      const protocol = [0];
      const code = await scard.connect(context, readerName, shareMode, protocols, card, protocol);
      return { code, card: card[0]!, protocol: Number(protocol[0]) };
    },
    async reconnect(card, shareMode, protocols, initialisation) {
      const protocol = [0];
      const code = await scard.reconnect(card, shareMode, protocols, initialisation, protocol);
      return { code, protocol: Number(protocol[0]) };
    },
    disconnect: async (card, disposition) => ({ code: await scard.disconnect(card, disposition) }),
    beginTransaction: async (card) => ({ code: await scard.beginTransaction(card) }),
    endTransaction: async (card, disposition) => ({
      code: await scard.endTransaction(card, disposition),
    }),
    async status(card) {
      const [state, protocol, atrBytes] = [[0], [0], [ATR_FIELD_BYTES]];
      const atr = new Uint8Array(ATR_FIELD_BYTES);
      const code = await scard.status(card, null, null, state, protocol, atr, atrBytes);
      return { code, protocol: Number(protocol[0]), atr: atr.slice(0, Number(atrBytes[0])) };
    },
    exchangesOf(card) {
      const memory = new ExchangeMemory(dwordBytes);
      return {
        setProtocol(protocol) {
          memory.protocol = protocol;
        },
        transmit(command) {
          memory.begin();
          const { request, received, length } = memory;
          return scard.transmit(card, request, command, command.length, null, received, length);
        },
        get response() {
          return memory.response;
        },
      };
    },
    async control(card, controlCode, input, outputBytesMax) {
      const output = new Uint8Array(outputBytesMax);
      const length = [0];
      const code = await scard.control(
        card,
        controlCode,
        input,
        input.length,
        output,
        outputBytesMax,
        length,
      );
      return { code, output: output.slice(0, Number(length[0])) };
    },
    async getAttribute(card, attribute, valueBytesMax) {
      const value = new Uint8Array(valueBytesMax);
      const length = [valueBytesMax];
      const code = await scard.getAttribute(card, attribute, value, length);
      return { code, value: value.slice(0, Number(length[0])) };
    },
  };
}
