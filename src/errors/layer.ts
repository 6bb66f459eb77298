import { type ErrorTexts, texts } from './table.ts';

/** Layers over a card's transport. */
export const LAYER_ERRORS = {
  'card.chaining-interrupted': texts(
    [
      '卡在命令链中途没有返回 9000',
      '卡不支持命令链、数据被拒绝，或读卡器改动了命令',
      '请重新插卡再试；仍不行请换一张卡检查',
      '卡已丢弃整条命令链，须从第一条重发；sw 与 acceptedBytes 指出停在哪里',
    ],
    [
      'the card did not answer 9000 in the middle of a chain of commands',
      'it has no command chaining, refuses the data, or the reader changed a command',
      'insert the card again; if it stays so, try another card',
      'the card dropped the whole chain, so it starts over with the first command; sw and acceptedBytes say where it stopped',
    ],
  ),
} as const satisfies Record<string, ErrorTexts>;
