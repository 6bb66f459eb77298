/** Bytes of the text in UTF-8. @throws TypeError for a lone surrogate */
export function utf8Count(text: string): number {
  let byteCount = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x80) byteCount += 1;
    else if (code < 0x800) byteCount += 2;
    else if (!isSurrogate(code)) byteCount += 3;
    else {
      const isPair = code < 0xdc00 && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00;
      if (!isPair) throw new TypeError('"value" expected well-formed Unicode text');
      byteCount += 4;
      index += 1;
    }
  }
  return byteCount;
}

export function isSurrogate(code: number): boolean {
  return (code & 0xf800) === 0xd800;
}
