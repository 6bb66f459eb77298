/** The browsers of this computer, with the policies that it gives them. */

import type { BrowserHost } from './host.ts';
import type { Browser } from './pages.ts';
import { mergedPolicies, type Policies, registryPolicies } from './policies.ts';

interface Kind {
  readonly name: string;
  /** Commands under which it may be there (Linux). */
  readonly commands: readonly string[];
  /** Folders of its managed policies (Linux); the first is where a file of ours goes. */
  readonly folders: readonly string[];
  /** Below HKEY_LOCAL_MACHINE and HKEY_CURRENT_USER (Windows). */
  readonly policyKey: string;
  /** Where it notes its version (Windows). */
  readonly versionKey: string;
}

export const KINDS: readonly Kind[] = [
  {
    name: 'Chromium',
    commands: ['chromium', 'chromium-browser'],
    folders: ['/etc/chromium/policies/managed', '/etc/chromium-browser/policies/managed'],
    policyKey: 'SOFTWARE\\Policies\\Chromium',
    versionKey: 'HKCU\\Software\\Chromium\\BLBeacon',
  },
  {
    name: 'Chrome',
    commands: ['google-chrome', 'google-chrome-stable'],
    folders: ['/etc/opt/chrome/policies/managed'],
    policyKey: 'SOFTWARE\\Policies\\Google\\Chrome',
    versionKey: 'HKCU\\Software\\Google\\Chrome\\BLBeacon',
  },
  {
    name: 'Edge',
    commands: ['microsoft-edge', 'microsoft-edge-stable'],
    folders: ['/etc/opt/edge/policies/managed'],
    policyKey: 'SOFTWARE\\Policies\\Microsoft\\Edge',
    versionKey: 'HKCU\\Software\\Microsoft\\Edge\\BLBeacon',
  },
];

/** Systems whose browsers are looked for. */
export function isKnownSystem({ platform }: BrowserHost): boolean {
  return platform === 'linux' || platform === 'win32';
}

export async function findBrowsers(host: BrowserHost): Promise<readonly Browser[]> {
  const found = await Promise.all(
    KINDS.map(async (kind) => {
      const version = await versionOf(kind, host);
      if (version === undefined) return [];
      const major = /(\d+)\.\d+\.\d+/.exec(version)?.[1];
      const policies = await policiesOf(kind, host);
      return [
        { name: kind.name, major: major === undefined ? undefined : Number(major), policies },
      ];
    }),
  );
  return found.flat();
}

async function versionOf(kind: Kind, host: BrowserHost): Promise<string | undefined> {
  if (host.platform === 'win32') {
    return host.run('reg', ['query', kind.versionKey, '/v', 'version']);
  }
  for (const command of kind.commands) {
    const printed = await host.run(command, ['--version']);
    if (printed !== undefined) return printed;
  }
  return undefined;
}

async function policiesOf({ folders, policyKey }: Kind, host: BrowserHost): Promise<Policies> {
  if (host.platform === 'win32') {
    const roots = ['HKCU', 'HKLM'] as const;
    const printed = await Promise.all(
      roots.map((root) => host.run('reg', ['query', `${root}\\${policyKey}`, '/s'])),
    );
    // The computer's own come last and win.
    return Object.assign({}, ...printed.map((text) => registryPolicies(policyKey, text ?? '')));
  }
  const files = await Promise.all(folders.map((folder) => host.readFolder(folder)));
  return Object.assign({}, ...files.map((each) => mergedPolicies(each ?? [])));
}
