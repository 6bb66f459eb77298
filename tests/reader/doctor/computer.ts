/** Another computer inside a folder: files, links and sockets where Linux has them. */

import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { OneCardError } from '../../../src/errors/index.ts';
import type { PcscPort, ReaderFlag, ReaderStateOut } from '../../../src/reader/index.ts';
import { type DoctorHost, doctorHost, type HostOptions } from '../../../src/reader/index.ts';

/** A file's text or bytes, or a link's target. */
export type Content = string | Uint8Array | { readonly link: string };
/** As a file's text: a socket that somebody listens on. */
export const LISTENS = 'socket:listens';

export interface Computer {
  readonly root: string;
  readonly host: DoctorHost;
}

/** @param files by absolute path on that computer */
export async function computer(
  files: Readonly<Record<string, Content>> = {},
  options: HostOptions = {},
): Promise<Computer> {
  const root = await mkdtemp(join(tmpdir(), 'oc-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    const place = join(root, path);
    await mkdir(dirname(place), { recursive: true });
    if (content === LISTENS) await listenOn(place);
    else if (typeof content === 'object' && 'link' in content) await symlink(content.link, place);
    else await writeFile(place, content);
  }
  const host = doctorHost({
    root,
    platform: 'linux',
    arch: 'x64',
    env: {},
    user: 'desk',
    ...options,
  });
  return { root, host };
}

async function listenOn(path: string): Promise<void> {
  const server = createServer((socket) => socket.on('error', () => undefined));
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
}

/** A USB device in sysfs with one interface. */
export function usbDevice(
  name: string,
  parts: {
    readonly id: string;
    readonly product?: string;
    readonly interfaceClass: string;
    readonly driver?: string;
  },
): Readonly<Record<string, Content>> {
  const device = `/sys/bus/usb/devices/${name}`;
  const [vendor, product] = parts.id.split(':');
  const link =
    parts.driver === undefined ? {} : { link: `../../../bus/usb/drivers/${parts.driver}` };
  return {
    [`${device}/idVendor`]: `${vendor}\n`,
    [`${device}/idProduct`]: `${product}\n`,
    [`${device}/product`]: `${parts.product ?? 'Reader'}\n`,
    [`${device}:1.0/bInterfaceClass`]: `${parts.interfaceClass}\n`,
    ...('link' in link && { [`${device}:1.0/driver`]: link as Content }),
  };
}

/** What a service answers: a failure at the first call, or readers with their flags. */
export interface ServiceScript {
  readonly establish?: OneCardError;
  readonly readers?: Readonly<Record<string, readonly ReaderFlag[]>>;
  readonly atr?: Uint8Array;
  readonly connect?: OneCardError;
}

/** A PC/SC port that follows a script, and counts the contexts that were not given back. */
export function scriptedService({
  establish,
  readers = {},
  atr = Uint8Array.of(0x3b, 0x00),
  connect,
}: ServiceScript): PcscPort & { readonly open: () => number } {
  let open = 0;
  const port = {
    open: () => open,
    capabilities: new Set(),
    async establishContext() {
      if (establish) throw establish;
      open++;
      return {
        listReaders: async () => Object.keys(readers),
        async getStatusChange(states: readonly { readonly readerName: string }[]) {
          const out = states.map(({ readerName }): ReaderStateOut => {
            const flags = new Set(readers[readerName]);
            return { readerName, flags, eventCount: 0, atr };
          });
          return { outcome: 'changed', states: out };
        },
        async connect(readerName: string) {
          if (connect) throw connect;
          return { readerName, disconnect: async () => undefined };
        },
        cancel: async () => undefined,
        async release() {
          open--;
        },
      };
    },
  };
  return port as unknown as PcscPort & { readonly open: () => number };
}

/** What PC/SC answers with this number. */
export function refusal(code: OneCardError['code'], pcsc = ''): OneCardError {
  return new OneCardError(code, { call: 'SCardConnect', pcsc });
}
