import { openTerminal, renderReceipt } from 'onecard';
import { pcscReaders } from 'onecard/reader';

/** Settles `bill` for the next card in the reader; the receipt, or why there is none. */
export async function settleAtTheDesk(equipment, bill, readers = pcscReaders()) {
  const reader = await readers.waitForCard({ timeoutMs: 30_000 });
  const transport = await reader.connect({ exclusive: true });
  try {
    const result = await openTerminal(equipment).settle(transport, bill);
    return result.outcome === 'settled' ? renderReceipt(result.entry, 'zh') : result.outcome;
  } finally {
    await transport.close();
    await readers.close();
  }
}
