/** The SDK takes at most this many times what the fastest takes. */
const AIM = 1.25;

function fastestPeer(results) {
  return results.slice(1).reduce((best, one) => (one.us < best.us ? one : best));
}

/** @param results name and microseconds, ours first */
export function printResults(results, rounds, exchanges) {
  const [ours] = results;
  const fastest = results.reduce((best, one) => (one.us < best.us ? one : best));
  console.log(`µs an APDU, the smallest of ${rounds} medians of ${exchanges}:`);
  for (const { name, us } of results) {
    const columns = [name.padEnd(18), us.toFixed(1).padStart(8)];
    console.log(...columns, `${(us / fastest.us).toFixed(2).padStart(6)} × the fastest`);
  }
  const c = results.find(({ name }) => name === 'C loop');
  if (c && c !== fastest)
    console.log(`the C loop is not the fastest in this run: ${fastest.name} is`);
  const peer = fastestPeer(results);
  const ratio = ours.us / peer.us;
  const verdict = ratio <= AIM ? 'reached' : 'not reached';
  console.log(`the SDK takes ${ratio.toFixed(2)} × ${peer.name}; the aim of ${AIM} is ${verdict}`);
}

/** One figure a peer. */
export function figuresOf([ours, ...peers]) {
  return peers.map(({ name, us }) => ({
    name: 'PC/SC: one APDU, 240 bytes read',
    ours: round(ours.us),
    peer: round(us),
    peerName: name,
    unit: 'µs',
    ratio: round(ours.us / us),
    aim: AIM,
    holds: ours.us / us <= AIM,
  }));
}

function round(value) {
  return Math.round(value * 100) / 100;
}
