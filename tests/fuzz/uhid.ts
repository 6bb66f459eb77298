/** Events of the kernel's uhid, which a virtual device reads. */

import { OneCardError } from '../../src/errors/index.ts';
import {
  parseUhidEvent,
  UHID_DATA_BYTES_MAX,
  UHID_EVENT_BYTES_MAX,
} from '../../src/virtual/hid/uhid/events.ts';
import { assertThat, below, type Random, randomBytes, settled } from './hidBytes.ts';

export const name = 'uhid events';

export async function run(random: Random, inputs: number): Promise<void> {
  for (let input = 0; input < inputs; input++) {
    const isWhole = random() < 0.5;
    const event = new Uint8Array(isWhole ? UHID_EVENT_BYTES_MAX : below(random, 40));
    event.set(randomBytes(random, Math.min(20, event.length)));
    if (event.length >= 4) event.set([below(random, 16), 0, 0, 0]);
    if (isWhole) event.set(randomBytes(random, 3), 4 + UHID_DATA_BYTES_MAX);
    const parsed = await settled(() => parseUhidEvent(event));
    if (parsed instanceof OneCardError || !('report' in parsed)) continue;
    assertThat(parsed.report.length <= UHID_DATA_BYTES_MAX, 'too much data');
  }
}
