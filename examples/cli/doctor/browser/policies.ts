/** Policies of managed browsers, and which pages they speak of. */

/** By name, as the browser's own policy page names them. */
export type Policies = Readonly<Record<string, unknown>>;

/** Names of the policies of Local Network Access: the second until version 145, the first from 146 on. */
export const ALLOWING = [
  'LoopbackNetworkAllowedForUrls',
  'LocalNetworkAccessAllowedForUrls',
] as const;
export const BLOCKING = [
  'LoopbackNetworkBlockedForUrls',
  'LocalNetworkAccessBlockedForUrls',
] as const;

/** The texts of a list policy. */
export function listed(policies: Policies, name: string): readonly string[] {
  const value = policies[name];
  return Array.isArray(value)
    ? value.filter((each): each is string => typeof each === 'string')
    : [];
}

/**
 * Whether a pattern of an enterprise list speaks of `origin`: `*`, `https://his.example`,
 * `[*.]his.example`, `his.example:8443`.
 */
export function speaksOf(pattern: string, origin: string): boolean {
  if (pattern === '*') return true;
  const found =
    /^(?:(\*|[a-z]+):\/\/)?(\[\*\.\])?([^/:[\]]+|\[[0-9a-f:]+\])(?::(\d+|\*))?(?:\/.*)?$/i.exec(
      pattern.trim(),
    );
  if (!found) return false;
  const [, scheme = '*', wild, host = '', port = '*'] = found;
  const page = new URL(origin);
  const pagePort = page.port || (page.protocol === 'https:' ? '443' : '80');
  const name = host.toLowerCase();
  const isHost =
    name === '*' ||
    page.hostname === name ||
    (wild !== undefined && page.hostname.endsWith(`.${name}`));
  const isScheme = scheme === '*' || `${scheme.toLowerCase()}:` === page.protocol;
  return isScheme && isHost && (port === '*' || port === pagePort);
}

export function anySpeaksOf(policies: Policies, names: readonly string[], origin: string): boolean {
  return names.some((name) => listed(policies, name).some((pattern) => speaksOf(pattern, origin)));
}

/** Files of a managed folder, in the order in which Chromium reads them: the last one wins. */
export function mergedPolicies(
  files: readonly { readonly name: string; readonly text: string }[],
): Policies {
  let merged: Policies = {};
  const inOrder = files.filter(({ name }) => name.endsWith('.json'));
  for (const { text } of inOrder.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    merged = { ...merged, ...parsed(text) };
  }
  return merged;
}

/** A file that is no JSON is one that the browser leaves out too. */
function parsed(text: string): Policies {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Policies) : {};
  } catch {
    return {};
  }
}

/** What `reg query KEY /s` prints: values of the key itself, and of the lists below it. */
export function registryPolicies(key: string, printed: string): Policies {
  const policies: Record<string, unknown> = {};
  let list: string | undefined;
  for (const line of printed.split(/\r?\n/)) {
    const path = /^HKEY_\S.*$/.exec(line)?.[0];
    if (path !== undefined) {
      const below = path.toLowerCase().split(`${key.toLowerCase()}\\`)[1];
      list = below === undefined ? undefined : path.slice(-below.length);
      continue;
    }
    const [, name, type, value] = /^\s+(\S+)\s+REG_(SZ|DWORD)\s+(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) continue;
    if (list === undefined) policies[name] = type === 'DWORD' ? Number(value) : value.trim();
    else policies[list] = [...listed(policies, list), value.trim()];
  }
  return policies;
}
