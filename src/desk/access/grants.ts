/**
 * Rules 3, 4 and 6: the list of allowed origins, and the tokens given to them. A token is 256 random
 * bits, shown once, kept as its digest, good for one origin, and revocable.
 */

import { equalBytes, toHex, utf8 } from '../../bytes.ts';
import { OneCardError } from '../../errors/index.ts';
import type { Clock, RandomSource } from '../../model/index.ts';
import { sha256 } from '../../terminal/deskParts.ts';
import { GRANTS_MAX, ORIGINS_MAX } from '../limits.ts';
import type { DeskStore, Row } from '../storage/store.ts';
import { SCOPES, type Scope } from './scopes.ts';

const TOKEN_BYTES = 32;
/** Tells a token from other secrets in a text, for whoever scans for leaked ones. */
const TOKEN_MARK = 'oc1_';
const TOKEN = /^oc1_[A-Za-z0-9_-]{43}$/;

export interface Grant {
  readonly id: string;
  /** As a person will recognise it. */
  readonly name: string;
  /** Empty for a program that is no browser. */
  readonly origin: string;
  readonly scopes: readonly Scope[];
  readonly madeAt: number;
}

export interface GrantRequest {
  readonly name: string;
  readonly origin: string;
  readonly scopes: readonly Scope[];
  /** Ends with the process and is written nowhere. */
  readonly isTemporary?: true;
  /** For the service's own window, of which there are few: there is room for it in a full list too. */
  readonly isOwn?: true;
}

export interface Grants {
  isAllowed(origin: string): boolean;
  allowed(): readonly string[];
  /** @throws OneCardError `desk.list-full` */
  allow(origin: string): void;
  /** Takes the origin off the list and revokes its tokens. @returns whether it was on it */
  disallow(origin: string): boolean;
  /** The token is told once and kept nowhere. @throws OneCardError `desk.list-full` */
  make(request: GrantRequest): { readonly grant: Grant; readonly token: string };
  /** Grants that stand, oldest first. */
  list(): readonly Grant[];
  /** @returns whether there was one */
  revoke(id: string): boolean;
  /** Aborts when the grant is revoked: what it opened ends with it. */
  revoked(id: string): AbortSignal;
  /**
   * The grant of `token` for `origin`.
   * @throws OneCardError `desk.token-refused`
   */
  check(token: string, origin: string): Grant;
}

interface Kept extends Grant {
  readonly tokenHash: Uint8Array;
  readonly ending: AbortController;
}

export function openGrants(store: DeskStore, clock: Clock, random: RandomSource): Grants {
  const origins = new Set(store.all('SELECT origin FROM origin').map((row) => String(row.origin)));
  const grants = new Map(
    store
      .all('SELECT * FROM grant_of WHERE revoked_at IS NULL ORDER BY made_at, id')
      .map((row) => [String(row.id), keptOf(row)]),
  );
  const revoke = (id: string): boolean => {
    store.run('UPDATE grant_of SET revoked_at = ? WHERE id = ?', clock.now(), id);
    grants.get(id)?.ending.abort();
    return grants.delete(id);
  };

  return {
    isAllowed: (origin) => origins.has(origin),
    allowed: () => [...origins],
    allow(origin) {
      if (origins.has(origin)) return;
      if (origins.size >= ORIGINS_MAX) {
        throw new OneCardError('desk.list-full', { origins: ORIGINS_MAX });
      }
      store.run('INSERT INTO origin VALUES (?, ?)', origin, clock.now());
      origins.add(origin);
    },
    disallow(origin) {
      for (const grant of grants.values()) if (grant.origin === origin) revoke(grant.id);
      store.run('DELETE FROM origin WHERE origin = ?', origin);
      return origins.delete(origin);
    },
    make({ name, origin, scopes, isTemporary = false, isOwn = false }) {
      // A full list keeps neither the console out nor the window in which somebody makes room.
      if (grants.size >= GRANTS_MAX && !isTemporary && !isOwn) {
        throw new OneCardError('desk.list-full', { grants: GRANTS_MAX });
      }
      const token = TOKEN_MARK + Buffer.from(random.bytes(TOKEN_BYTES)).toString('base64url');
      const tokenHash = sha256(utf8(token));
      const grant = { id: toHex(random.bytes(8)), name, origin, scopes, madeAt: clock.now() };
      if (!isTemporary) {
        store.run(
          'INSERT INTO grant_of VALUES (?, ?, ?, ?, ?, ?, NULL)',
          grant.id,
          name,
          origin,
          scopes.join(' '),
          tokenHash,
          grant.madeAt,
        );
      }
      grants.set(grant.id, { ...grant, tokenHash, ending: new AbortController() });
      return { grant, token };
    },
    list: () => [...grants.values()].map(grantOf),
    revoke,
    revoked: (id) => grants.get(id)?.ending.signal ?? AbortSignal.abort(),
    check(token, origin) {
      const refused = new OneCardError('desk.token-refused');
      if (!TOKEN.test(token)) throw refused;
      const presented = sha256(utf8(token));
      let found: Kept | undefined;
      // Every grant is looked at, and every byte: the time says nothing of which one nearly fitted.
      for (const grant of grants.values()) {
        if (equalBytes(grant.tokenHash, presented)) found = grant;
      }
      if (!found || found.origin !== origin) throw refused;
      return grantOf(found);
    },
  };
}

function grantOf({ tokenHash: _hash, ending: _ending, ...grant }: Kept): Grant {
  return grant;
}

function keptOf(row: Row): Kept {
  const words = new Set(String(row.scopes).split(' '));
  return {
    id: String(row.id),
    name: String(row.name),
    origin: String(row.origin),
    scopes: SCOPES.filter((scope) => words.has(scope)),
    madeAt: Number(row.made_at),
    tokenHash: Uint8Array.from(row.token_hash as Uint8Array),
    ending: new AbortController(),
  };
}
