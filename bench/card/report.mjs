/** At least half of what OpenSSL's own C loop does: one thread by processor time, the pool by the wall's clock. */
const AIM = 0.5;

export function printResults({ name }, results, threads) {
  const rows = [
    ['one thread', results.unprepared, results.opensslOne],
    ['one thread, keys prepared', results.prepared, results.opensslOne],
    [`pool of ${threads}, keys prepared`, results.pool, results.opensslAll],
  ];
  console.log(`${name}: signatures verified a second`);
  for (const [label, ours, limit] of rows) {
    const columns = [label.padEnd(28), Math.round(ours).toString().padStart(8)];
    const share = `${(ours / limit).toFixed(2)} × openssl speed (${Math.round(limit)})`;
    console.log(' ', ...columns, ' ', share);
  }
}

export function figuresOf(suite, results, threads) {
  const ratio = results.pool / results.opensslAll;
  return [
    {
      name: `${suite.name}: signatures verified, pool of ${threads}, keys prepared`,
      ours: Math.round(results.pool),
      peer: Math.round(results.opensslAll),
      peerName: `openssl speed -multi ${threads}`,
      unit: '1/s',
      ratio: Math.round(ratio * 100) / 100,
      aim: AIM,
      holds: ratio >= AIM,
    },
    {
      name: `${suite.name}: signatures verified, one thread, keys prepared`,
      ours: Math.round(results.prepared),
      peer: Math.round(results.opensslOne),
      peerName: 'openssl speed',
      unit: '1/s',
      ratio: Math.round((results.prepared / results.opensslOne) * 100) / 100,
      aim: AIM,
      holds: results.prepared / results.opensslOne >= AIM,
    },
  ];
}
