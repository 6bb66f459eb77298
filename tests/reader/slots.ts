import { expect } from 'vitest';
import { pcscReaders } from '../../src/reader/index.ts';
import { codeOf } from './codeOf.ts';

/** The daemon looks at its slots every 400 ms: a card that was just pulled is still in for it. */
export async function slotIsEmpty(): Promise<void> {
  const look = () => codeOf(pcscReaders().waitForCard({ timeoutMs: 0 }));
  await expect.poll(look, { timeout: 20_000 }).toBe('reader.no-card');
}

/** A card is in the first slot, whether it answers or not. */
export async function slotIsFull(): Promise<void> {
  const look = () => codeOf(pcscReaders().waitForCard({ timeoutMs: 0 }));
  await expect.poll(look, { timeout: 20_000 }).toMatch(/^(?:resolved|reader\.card-mute)$/);
}

/** The card in the first slot can be connected to: nobody holds it. */
export async function slotIsFree(): Promise<void> {
  const connect = async () => {
    const reader = await pcscReaders().waitForCard({ timeoutMs: 0 });
    await (await reader.connect({ exclusive: true })).close();
  };
  await expect.poll(() => codeOf(connect()), { timeout: 20_000 }).toBe('resolved');
}
