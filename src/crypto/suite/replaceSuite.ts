import type { SuiteId } from '../../model/index.ts';
import { type BlockCipher, putCipher } from '../cipher/blockCipher.ts';
import type { Suite } from './suite.ts';
import { putSuite } from './suites.ts';

/**
 * Puts `suite` and `cipher` in the place of the suite with that number, for the whole process: how the
 * simulation (src/simulation) runs millions of settlements with arithmetic that protects nothing. No
 * entry point exports it, and a test sees to it that nothing but the simulation imports it.
 * @throws TypeError once a suite was used: what one suite signed, another must not judge
 */
export function replaceSuite(suite: Suite, cipher: BlockCipher): void {
  const id: SuiteId = suite.id;
  putSuite(id, suite);
  putCipher(id, cipher);
}
