/** A real centre over a real file, for the time of one test. */

import { onTestFinished } from 'vitest';
import type { Centre } from '../../src/centre/index.ts';
import { temporaryFile } from '../settlement/journal/temporary.ts';
import { centreAt, MEMBER_REGISTRATION, TERMINAL_REGISTRATION } from './visits.ts';

export * from './visits.ts';

export function openAt(file: string): Centre {
  const centre = centreAt(file);
  onTestFinished(() => centre.close());
  return centre;
}

/** A centre that knows the member, the card and the terminal. */
export async function registeredCentre(file = temporaryFile('centre.sqlite')): Promise<Centre> {
  const centre = openAt(file);
  await centre.register(MEMBER_REGISTRATION);
  await centre.registerTerminal(TERMINAL_REGISTRATION);
  return centre;
}
