import { SCARD_E_NO_SERVICE, SCARD_F_COMM_ERROR, SCARD_S_SUCCESS } from '../codes.ts';
import { type DaemonVersion, ESTABLISHED, VERSION } from './answers.ts';
import type { DaemonLink } from './link.ts';
import { COMMANDS, encodeMessage } from './message.ts';

/** Versions of the protocol that are as message.ts says; what comes after them is not known. */
const MAJOR = 4;
const MINORS: readonly number[] = [4, 5];
const SCARD_SCOPE_SYSTEM = 2;

/** Asks for contexts, in the daemon's own version. */
export class ContextMaker {
  /** A daemon refuses any version but its own, and says which that is; asked for from then on. */
  #minor = MINORS[0]!;

  /** Version and context of a new link. */
  async establish(link: DaemonLink): Promise<{ code: number; context: number }> {
    if (!(await link.connected)) return failed(SCARD_E_NO_SERVICE);
    let version = await this.#greet(link);
    if (version && isKnown(version) && version.minor !== this.#minor) {
      this.#minor = version.minor;
      version = await this.#greet(link);
    }
    if (!version) return failed(SCARD_F_COMM_ERROR);
    if (!isKnown(version)) return failed(SCARD_E_NO_SERVICE);
    if (version.code !== SCARD_S_SUCCESS) return failed(version.code);
    const message = encodeMessage(COMMANDS.establishContext, [SCARD_SCOPE_SYSTEM, 0, 0]);
    return link.ask(message, ESTABLISHED, failed(SCARD_F_COMM_ERROR));
  }

  #greet(link: DaemonLink): Promise<DaemonVersion | undefined> {
    const message = encodeMessage(COMMANDS.version, [MAJOR, this.#minor, 0]);
    return link.ask<DaemonVersion | undefined>(message, VERSION, undefined);
  }
}

function isKnown({ major, minor }: DaemonVersion): boolean {
  return major === MAJOR && MINORS.includes(minor);
}

function failed(code: number): { code: number; context: number } {
  return { code, context: 0 };
}
