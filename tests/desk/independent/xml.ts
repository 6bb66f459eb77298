/** As much XML as a vendor reads: elements by name, text, no attributes. */

export interface Element {
  readonly name: string;
  readonly text: string;
  readonly children: readonly Element[];
}

export type Content = string | number | readonly Content[] | { readonly [name: string]: Content };

/** `<name>…</name>`; a list becomes the element as many times. */
export function written(name: string, content: Content): string {
  if (Array.isArray(content)) return content.map((each) => written(name, each)).join('');
  const inner =
    typeof content === 'object'
      ? Object.entries(content)
          .map(([key, value]) => written(key, value as Content))
          .join('')
      : escaped(String(content));
  return `<${name}>${inner}</${name}>`;
}

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const TOKEN =
  /<\?[^>]*\?>|<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([^\s>/]+)[^>]*?(\/?)>|([^<]+)/gy;

/** The document's root; names without their prefixes. */
export function parsed(document: string): Element {
  const root = { name: '', text: '', children: [] as Element[] };
  const open = [root];
  TOKEN.lastIndex = 0;
  for (let at = 0; at < document.length; at = TOKEN.lastIndex) {
    const token = TOKEN.exec(document);
    if (!token) throw new Error(`no XML at character ${at}: ${document.slice(at, at + 40)}`);
    const [, verbatim, closes, name = '', isEmpty, text] = token;
    const current = open.at(-1)!;
    if (verbatim !== undefined) current.text += verbatim;
    else if (text !== undefined) current.text += unescaped(text);
    else if (closes) {
      if (current.name !== local(name)) throw new Error(`${name} closes ${current.name}`);
      open.pop();
    } else if (name !== '') {
      const element = { name: local(name), text: '', children: [] as Element[] };
      current.children.push(element);
      if (!isEmpty) open.push(element);
    }
  }
  if (open.length !== 1 || root.children.length !== 1) throw new Error('the document is not whole');
  return root.children[0]!;
}

const local = (name: string) => name.slice(name.indexOf(':') + 1);

const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
};

function unescaped(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (_, hex, decimal, name) => {
    if (name) return ENTITIES[name] ?? `&${name};`;
    return String.fromCodePoint(hex ? Number.parseInt(hex, 16) : Number(decimal));
  });
}

/** The first element of that name anywhere below, or the element itself. */
export function find(element: Element, name: string): Element | undefined {
  if (element.name === name) return element;
  for (const child of element.children) {
    const found = find(child, name);
    if (found) return found;
  }
  return undefined;
}

/** Every element anywhere below that has a child of that name. */
export function parentsOf(element: Element, name: string): readonly Element[] {
  const inner = element.children.flatMap((child) => parentsOf(child, name));
  return element.children.some((child) => child.name === name) ? [element, ...inner] : inner;
}

/** The text of the child (or of what is anywhere below); empty when it is not there. */
export function textOf(element: Element, name: string): string {
  return find(element, name)?.text.trim() ?? '';
}
