/**
 * What an examination reads of the computer it runs on. Everything comes through here, so that a test
 * can hand in another computer: a folder as its root, another platform, another environment.
 */

import { constants } from 'node:fs';
import { access, open, readdir, readlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { userInfo } from 'node:os';
import { basename, join } from 'node:path';
import { ENTRIES_MAX, SMALL_FILE_BYTES, SOCKET_MS } from './limits.ts';

export type SocketState = 'answers' | 'missing' | 'refused' | 'forbidden' | 'silent';

export interface DoctorHost {
  readonly platform: NodeJS.Platform;
  /** Processor that this program was made for, as Node names it. */
  readonly arch: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly user: string;
  exists(path: string): Promise<boolean>;
  /** Whether this user may read and write it. */
  mayUse(path: string): Promise<boolean>;
  /** Names in a folder, in order; none when it is not there. */
  names(folder: string, entriesMax?: number): Promise<readonly string[]>;
  /** The first bytes of a file; undefined when it cannot be read. */
  bytes(path: string, bytesMax?: number): Promise<Uint8Array | undefined>;
  /** The text of a small file without the white space around it; undefined when it cannot be read. */
  text(path: string, bytesMax?: number): Promise<string | undefined>;
  /** Last name of what a symbolic link points to. */
  linkName(path: string): Promise<string | undefined>;
  socket(path: string): Promise<SocketState>;
}

export interface HostOptions {
  /** Folder that stands for the root of the file system. */
  readonly root?: string;
  readonly platform?: NodeJS.Platform;
  readonly arch?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly user?: string;
}

/** This computer, or another one inside a folder. */
export function doctorHost(options: HostOptions = {}): DoctorHost {
  const {
    root = '/',
    platform = process.platform,
    arch = process.arch,
    env = process.env,
  } = options;
  const at = (path: string) => (root === '/' ? path : join(root, path));
  const readBytes = async (path: string, bytesMax = SMALL_FILE_BYTES) => {
    try {
      return await firstBytes(at(path), bytesMax);
    } catch {
      return undefined;
    }
  };
  return {
    platform,
    arch,
    env,
    user: options.user ?? ownName(),
    exists: (path) => allowed(at(path), constants.F_OK),
    mayUse: (path) => allowed(at(path), constants.R_OK | constants.W_OK),
    async names(folder, entriesMax = ENTRIES_MAX) {
      const names: string[] = await readdir(at(folder)).catch(() => []);
      return names.sort().slice(0, entriesMax);
    },
    bytes: readBytes,
    async text(path, bytesMax) {
      const bytes = await readBytes(path, bytesMax);
      return bytes && new TextDecoder().decode(bytes).trim();
    },
    linkName: (path) => readlink(at(path)).then(basename, () => undefined),
    socket: (path) => socketState(at(path)),
  };
}

async function allowed(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}

async function firstBytes(path: string, bytesMax: number): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const buffer = new Uint8Array(bytesMax);
    const { bytesRead } = await file.read(buffer, 0, bytesMax, 0);
    return buffer.slice(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Empty where the user has no entry in the system's list. */
function ownName(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}

const SOCKET_STATES: Readonly<Record<string, SocketState>> = {
  ENOENT: 'missing',
  ENOTDIR: 'missing',
  ECONNREFUSED: 'refused',
  ENOTSOCK: 'refused',
  EACCES: 'forbidden',
  EPERM: 'forbidden',
};

/** Whether somebody accepts on a Unix domain socket. Nothing is sent. */
function socketState(path: string): Promise<SocketState> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    const done = (state: SocketState) => {
      socket.destroy();
      resolve(state);
    };
    socket.setTimeout(SOCKET_MS, () => done('silent'));
    socket.once('connect', () => done('answers'));
    socket.once('error', (error: NodeJS.ErrnoException) =>
      done(SOCKET_STATES[error.code ?? ''] ?? 'refused'),
    );
  });
}
