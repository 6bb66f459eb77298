/** Server-sent events out of a stream of text (HTML Living Standard §9.2.6): the fields we send. */

import type { CarriedEvent } from './carrier.ts';

/** Characters of one event: a visit with a bill of 20,000 lines. */
const EVENT_CHARACTERS_MAX = 32 * 1024 * 1024;

/** Takes text as it comes; calls back for each whole event. */
export function eventReader(onEvent: (event: CarriedEvent) => void): (text: string) => void {
  let rest = '';
  return (text) => {
    rest += text;
    for (let end = rest.indexOf('\n\n'); end >= 0; end = rest.indexOf('\n\n')) {
      const event = eventOf(rest.slice(0, end));
      rest = rest.slice(end + 2);
      if (event) onEvent(event);
    }
    if (rest.length > EVENT_CHARACTERS_MAX) throw new RangeError('an event expected to end');
  };
}

function eventOf(block: string): CarriedEvent | undefined {
  let type = 'message';
  let data = '';
  for (const line of block.split('\n')) {
    if (line.startsWith('event: ')) type = line.slice(7);
    if (line.startsWith('data: ')) data += line.slice(6);
  }
  return data === '' ? undefined : { type, data: JSON.parse(data) };
}
