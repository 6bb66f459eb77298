/** An identity code proves who somebody is and settles nothing: lines that would must not compile. */

import { prepareCommit } from '../../src/card/index.ts';
import {
  type IdentityFields,
  statusAt,
  type TrustList,
  type TrustListFields,
  type VerifiedIdentity,
  type VerifiedStatusList,
} from '../../src/crypto/index.ts';
import type { Usage, VerifiedRecord } from '../../src/model/index.ts';

declare const identity: VerifiedIdentity;
declare const fields: IdentityFields;
declare const record: VerifiedRecord;
declare const core: Parameters<typeof prepareCommit>[1];
declare const usage: Usage;
declare const list: VerifiedStatusList;
declare const samList: VerifiedStatusList<'sams'>;
declare const unsigned: TrustListFields;

// What must compile: without it, a line below could fail for another reason.
prepareCommit(record, core, usage);
statusAt(list, 0);

// @ts-expect-error an identity code, as the record of a card
prepareCommit(identity, core, usage);

// @ts-expect-error what a code says, unproven
export const proven: VerifiedIdentity = fields;

// @ts-expect-error an identity that was copied and may have been changed
export const copied: VerifiedIdentity = { ...identity };

// @ts-expect-error roots that no publisher signed
export const trusted: TrustList = unsigned;

// @ts-expect-error statuses of security modules, as those of cards
export const cards: VerifiedStatusList = samList;
