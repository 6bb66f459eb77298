/** Many texts in one buffer: UTF-8 bytes end to end, and where each begins. */
export interface Texts {
  /** One longer than there are texts; ascending. */
  readonly offsets: Uint32Array;
  readonly bytes: Uint8Array;
}

export function packTexts(texts: readonly string[]): Texts {
  const offsets = new Uint32Array(texts.length + 1);
  let size = 0;
  texts.forEach((text, index) => {
    size += Buffer.byteLength(text);
    offsets[index + 1] = size;
  });
  // Not a Buffer of the shared pool: these bytes are kept, and written as they are.
  const bytes = new Uint8Array(size);
  const target = Buffer.from(bytes.buffer);
  texts.forEach((text, index) => {
    target.write(text, offsets[index]!);
  });
  return { offsets, bytes };
}

export function textAt({ offsets, bytes }: Texts, index: number): string {
  const from = offsets[index]!;
  const length = offsets[index + 1]! - from;
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, length).toString('utf8');
}

export function textCount({ offsets }: Texts): number {
  return offsets.length - 1;
}
