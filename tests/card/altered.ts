/** Cards whose memory was changed behind the application's back, and answers changed below the session. */

import { FILES, type FileName, parseCommand } from '../../src/card/index.ts';
import type { Sam, SamChannel } from '../../src/model/index.ts';
import type { CardContents } from '../../src/virtual/contents.ts';
import { encodeContents, parseContents } from '../../src/virtual/contentsFile.ts';
import {
  type CardStore,
  memoryStore,
  VirtualCard,
  type VirtualReader,
  virtualReader,
} from '../../src/virtual/index.ts';

export interface StoredCard {
  readonly card: VirtualCard;
  readonly reader: VirtualReader;
  readonly store: CardStore;
}

/** The card that `bytes` hold, in a reader and with a store of its own. */
export async function cardOf(bytes: Uint8Array): Promise<StoredCard> {
  const store = memoryStore(bytes);
  const card = (await VirtualCard.open(store))!;
  return { card, reader: virtualReader(card), store };
}

/** Everything that a card holds now. */
export async function contentsIn(store: CardStore): Promise<CardContents> {
  return parseContents((await store.load())!);
}

/** The card with its memory changed, as a laboratory could and no command can. */
export async function alteredCard(
  { store }: StoredCard,
  change: (contents: CardContents) => CardContents,
): Promise<StoredCard> {
  return cardOf(encodeContents(change(await contentsIn(store))));
}

/** One file's bytes changed. */
export function withFileBytes(name: FileName, change: (bytes: Uint8Array) => Uint8Array) {
  return (contents: CardContents): CardContents => {
    const { fid } = FILES[name];
    const files = new Map(contents.files).set(fid, change(contents.files.get(fid)!));
    return { ...contents, files };
  };
}

/**
 * A module whose channel hands out changed answers to one instruction: what a session would read if
 * somebody got below the secure channel. `isArmed` is asked each time.
 */
export function alteringSam(
  sam: Sam,
  ins: number,
  change: (response: Uint8Array) => Uint8Array,
  isArmed: () => boolean = () => true,
): Sam {
  const openChannel: Sam['openChannel'] = async (request) => {
    const channel = await sam.openChannel(request);
    let isIt = false;
    const altering: SamChannel = {
      hostChallengeCommand: channel.hostChallengeCommand,
      finish: (answer) => channel.finish(answer),
      wrap(command) {
        isIt = parseCommand(command).ins === ins;
        return channel.wrap(command);
      },
      async unwrap(response) {
        const plain = await channel.unwrap(response);
        return isIt && isArmed() ? change(plain) : plain;
      },
      close: () => channel.close(),
    };
    return altering;
  };
  return new Proxy(sam, {
    get(target, name) {
      if (name === 'openChannel') return openChannel;
      const member = Reflect.get(target, name, target) as unknown;
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}
