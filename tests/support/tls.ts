/** Certificates of a small authority, made by the openssl command line for one test run. */

import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Identity {
  readonly cert: string;
  readonly key: string;
  /** SHA-256 of the certificate, 64 lower-case digits. */
  readonly fingerprint: string;
}

export interface Authority extends Identity {
  /**
   * @param options.days of validity, 30 unless told; below 0 the certificate has run out
   * @param options.hosts that a server may be reached by; this machine's unless told
   */
  issue(name: string, options?: { readonly days?: number; readonly hosts?: string }): Identity;
}

const CURVE = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** A new authority; its files are gone when this returns. */
export function authority(name: string): Authority {
  const own = inFolder((folder) => {
    const made = ['req', '-x509', ...CURVE, '-days', '30', '-subj', `/CN=${name}`];
    const isAuthority = ['-addext', 'basicConstraints=critical,CA:TRUE'];
    openssl(folder, [...made, ...isAuthority, '-keyout', 'key', '-out', 'cert']);
    return identityIn(folder);
  });
  return {
    ...own,
    issue: (subject, { days = 30, hosts = 'IP:127.0.0.1,DNS:localhost' } = {}) =>
      inFolder((folder) => {
        writeFileSync(join(folder, 'ca'), own.cert);
        writeFileSync(join(folder, 'ca-key'), own.key, { mode: 0o600 });
        writeFileSync(join(folder, 'extensions'), `subjectAltName=${hosts}`);
        openssl(folder, [
          'req',
          '-new',
          ...CURVE,
          '-subj',
          `/CN=${subject}`,
          '-keyout',
          'key',
          '-out',
          'request',
        ]);
        const signed = ['x509', '-req', '-in', 'request', '-CA', 'ca', '-CAkey', 'ca-key'];
        const content = ['-days', String(days), '-extfile', 'extensions', '-out', 'cert'];
        openssl(folder, [...signed, '-CAcreateserial', ...content]);
        return identityIn(folder);
      }),
  };
}

function inFolder<T>(make: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'onecard-tls-'));
  try {
    return make(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function openssl(folder: string, options: readonly string[]): void {
  execFileSync('openssl', options, { cwd: folder, stdio: 'pipe' });
}

function identityIn(folder: string): Identity {
  const cert = readFileSync(join(folder, 'cert'), 'utf8');
  const key = readFileSync(join(folder, 'key'), 'utf8');
  const fingerprint = new X509Certificate(cert).fingerprint256.replaceAll(':', '').toLowerCase();
  return { cert, key, fingerprint };
}
