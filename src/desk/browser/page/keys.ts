/** Function keys of the page: each is shown on its button, and a hospital may choose others. */

/** F5, F11, F12 and what browsers keep for themselves are left alone; no letters (WCAG 2.2, 2.1.4). */
const DEFAULTS = {
  why: 'F1',
  read: 'F2',
  try: 'F4',
  receipts: 'F6',
  undecided: 'F7',
  reverse: 'F8',
  confirm: 'F9',
  dayEnd: 'F10',
} as const;

export type KeyAction = keyof typeof DEFAULTS;
export type KeyTable = Readonly<Record<KeyAction, string>>;

const PLACE = 'onecard.keys';
const ALLOWED = /^F([1-46-9]|10)$/;

/** The table, with what this browser keeps under `onecard.keys`, such as `{"confirm":"F3"}`. */
export function keyTable(): KeyTable {
  try {
    const own = JSON.parse(localStorage.getItem(PLACE) ?? '{}') as Record<string, unknown>;
    const table: Record<string, string> = { ...DEFAULTS };
    for (const action of Object.keys(DEFAULTS)) {
      const key = own[action];
      if (typeof key === 'string' && ALLOWED.test(key)) table[action] = key;
    }
    const isClear = new Set(Object.values(table)).size === Object.keys(table).length;
    return isClear ? (table as KeyTable) : DEFAULTS;
  } catch {
    return DEFAULTS;
  }
}

export function actionOf(table: KeyTable, key: string): KeyAction | undefined {
  return (Object.keys(table) as KeyAction[]).find((action) => table[action] === key);
}
