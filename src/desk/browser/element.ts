/** Elements made of names and text: nothing here takes markup. */

/** An element with these attributes; children are elements or text. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElement {
  const made = document.createElement(name);
  for (const key of Object.keys(attributes)) made.setAttribute(key, attributes[key]!);
  made.append(...children);
  return made;
}

export function byId(id: string): HTMLElement {
  return document.getElementById(id)!;
}

/** Puts `children` in place of what `id` holds. */
export function fill(id: string, ...children: readonly (Node | string)[]): void {
  const place = byId(id);
  place.textContent = '';
  place.append(...children);
}
