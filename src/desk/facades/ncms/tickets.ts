/** S02: a user of the interface signs on and works by a ticket. The desk's own token was looked at before. */

import { equalBytes, toHex, utf8 } from '../../../bytes.ts';
import type { Clock, RandomSource } from '../../../model/index.ts';
import { sha256 } from '../../../terminal/deskParts.ts';
import { TICKET_MS, TICKETS_MAX } from './limits.ts';

/** Who may sign on: by name, the MD5 of the password in 32 hexadecimal digits, as the message carries it. */
export type NcmsUsers = Readonly<Record<string, string>>;

interface Ticket {
  readonly user: string;
  readonly grant: string;
  readonly until: number;
}

export interface Tickets {
  /** A ticket, or undefined for a wrong name or password. */
  signOn(user: string, password: string, grant: string): string | undefined;
  /** Who works by `ticket`; undefined once it has run out, or for another caller's. */
  userOf(ticket: string, grant: string): string | undefined;
}

/** @throws TypeError for a password that is no MD5 */
export function openTickets(users: NcmsUsers, clock: Clock, random: RandomSource): Tickets {
  for (const [user, password] of Object.entries(users)) {
    if (!/^[0-9A-Fa-f]{32}$/.test(password)) {
      throw new TypeError(`password of "${user}" expected 32 hexadecimal digits`);
    }
  }
  const tickets = new Map<string, Ticket>();
  const digest = (text: string) => sha256(utf8(text.toUpperCase()));

  function keep(id: string, user: string, grant: string): void {
    tickets.delete(id);
    tickets.set(id, { user, grant, until: clock.now() + TICKET_MS });
    const [oldest] = tickets.keys();
    if (tickets.size > TICKETS_MAX && oldest !== undefined) tickets.delete(oldest);
  }

  return {
    signOn(user, password, grant) {
      const known = Object.hasOwn(users, user) ? users[user]! : '';
      if (!equalBytes(digest(password), digest(known)) || known === '') return undefined;
      const id = toHex(random.bytes(16));
      keep(id, user, grant);
      return id;
    },
    userOf(id, grant) {
      const ticket = tickets.get(id);
      if (!ticket || ticket.grant !== grant || ticket.until <= clock.now()) return undefined;
      keep(id, ticket.user, grant);
      return ticket.user;
    },
  };
}
