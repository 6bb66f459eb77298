import { describe, expect, test } from 'vitest';
import { type ErrorCode, OneCardError } from '../../src/errors/index.ts';
import { CardLane } from '../../src/reader/cardLane.ts';
import { PcscCardHandle } from '../../src/reader/pcsc/cardConnection.ts';
import {
  PCSC_CAPABILITIES,
  type PcscConnection,
  type PcscContext,
} from '../../src/reader/pcsc/port.ts';
import { codeOf } from './codeOf.ts';
import { scriptedConnection, scriptedPort } from './scriptedPort.ts';

const COMMAND = Uint8Array.of(0x00, 0xa4, 0x04, 0x00);
const failure = (code: ErrorCode) => new OneCardError(code);

function handleOver(context: PcscContext, connection: PcscConnection): PcscCardHandle {
  return new PcscCardHandle({
    context,
    connection,
    status: { protocol: 'T=1', atr: Uint8Array.of(0x3b, 0x00) },
    lane: new CardLane('Desk'),
    capabilities: new Set(PCSC_CAPABILITIES),
    isExclusive: false,
  });
}

async function transportOver(connection: PcscConnection): Promise<PcscCardHandle> {
  return handleOver(await scriptedPort([{}]).establishContext(), connection);
}

describe('after a failed exchange', () => {
  test('a reset card is taken up again, and the command is not sent again', async () => {
    const connection = scriptedConnection({ transmit: [failure('reader.card-was-reset')] });
    const transport = await transportOver(connection);
    expect(await codeOf(transport.transmit(COMMAND))).toBe('reader.card-was-reset');
    expect(connection.calls).toEqual(['transmit', 'reconnect leave']);
    expect(await transport.transmit(COMMAND)).toEqual(Uint8Array.of(0x90, 0x00));
  });

  test('the card that is found gone is what is reported, with the failure as its cause', async () => {
    const connection = scriptedConnection({
      transmit: [failure('reader.transmit-failed')],
      status: [undefined, failure('reader.card-removed')],
    });
    const transmitted = (await transportOver(connection)).transmit(COMMAND);
    await expect(transmitted).rejects.toMatchObject({
      code: 'reader.card-removed',
      cause: { code: 'reader.transmit-failed' },
    });
    expect(connection.calls).toEqual(['transmit', 'status', 'status']);
  });

  test('a card that is still there leaves the failure as it is', async () => {
    const connection = scriptedConnection({ transmit: [failure('reader.transmit-failed')] });
    const transport = await transportOver(connection);
    expect(await codeOf(transport.transmit(COMMAND))).toBe('reader.transmit-failed');
    expect(connection.calls.filter((call) => call === 'transmit')).toHaveLength(1);
  });

  test('a look that fails as vaguely adds nothing', async () => {
    const connection = scriptedConnection({
      transmit: [failure('reader.pcsc-failed')],
      status: [failure('reader.transmit-failed')],
    });
    const transport = await transportOver(connection);
    expect(await codeOf(transport.transmit(COMMAND))).toBe('reader.pcsc-failed');
  });

  test.each([0, 1])('a response of %i bytes is no response', async (length) => {
    const connection = scriptedConnection({
      transmit: [new Uint8Array(length)],
      status: [failure('reader.card-removed')],
    });
    const transport = await transportOver(connection);
    expect(await codeOf(transport.transmit(COMMAND))).toBe('reader.card-removed');
  });

  test.each<ErrorCode>(['reader.call-timed-out', 'reader.card-removed', 'reader.service-stopped'])(
    '%s is clear as it is',
    async (code) => {
      const connection = scriptedConnection({ transmit: [failure(code)] });
      const transport = await transportOver(connection);
      expect(await codeOf(transport.transmit(COMMAND))).toBe(code);
      expect(connection.calls).toEqual(['transmit']);
    },
  );
});

test('closing resets the card, and gives the context back', async () => {
  const port = scriptedPort([{}]);
  const connection = scriptedConnection({});
  await handleOver(await port.establishContext(), connection).close();
  expect(connection.calls).toEqual(['disconnect reset']);
  expect(port.contexts.released).toBe(1);
});
