// A security module behind a server: mutual TLS, and a stranger's certificate that opens nothing.
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hsmSam } from 'onecard/card';
import { systemClock, systemRandom } from 'onecard/terminal';
import { generateCountyKeys, hsmServer, SoftSam } from 'onecard/virtual';

const folder = mkdtempSync(join(tmpdir(), 'onecard-hsm-'));
const openssl = (line) => execFileSync('openssl', line.split(' '), { cwd: folder, stdio: 'pipe' });
const read = (name) => readFileSync(join(folder, name), 'utf8');
const CURVE = '-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes';

// The county's own small authority signs the server and its terminals.
openssl(`req -x509 ${CURVE} -subj /CN=county -days 30 -keyout ca.key -out ca.pem`);
writeFileSync(join(folder, 'names'), 'subjectAltName=IP:127.0.0.1');
for (const name of ['server', 'terminal', 'stranger']) {
  openssl(`req -new ${CURVE} -subj /CN=${name} -keyout ${name}.key -out ${name}.csr`);
  openssl(
    `x509 -req -in ${name}.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -extfile names -out ${name}.pem`,
  );
}
const identity = (name) => ({
  ca: read('ca.pem'),
  cert: read(`${name}.pem`),
  key: read(`${name}.key`),
});

const module = await SoftSam.issue({
  id: '9991010000000009',
  role: 'SETTLE',
  keys: generateCountyKeys(systemRandom),
  issuedAt: systemClock.now(),
  expiresOn: '2036-01-01',
  dailySumMax: 10_000_000n,
});
const { fingerprint256 } = new X509Certificate(read('terminal.pem'));
const server = await hsmServer({
  tls: identity('server'),
  terminals: new Map([[fingerprint256.replaceAll(':', '').toLowerCase(), async () => module]]),
  clock: systemClock,
  random: systemRandom,
});

const sam = hsmSam({ url: server.url, tls: identity('terminal'), random: systemRandom });
const { role, id, keyVersions } = await sam.status();
console.log(`${role} ${id}, ${keyVersions.length} key versions`);

const other = hsmSam({ url: server.url, tls: identity('stranger'), random: systemRandom });
await other.status().catch(({ code, detail }) => console.log(`${code} (${detail.rule})`));

await sam.close();
await other.close();
await server.close();
rmSync(folder, { recursive: true });
