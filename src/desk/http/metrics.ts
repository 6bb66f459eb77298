/** Counts of what the service did, as Prometheus reads them. No label names a person or a bill. */

import { OneCardError } from '../../errors/index.ts';

/** Upper ends of the classes of time, in milliseconds: a loopback answer takes one, a settlement thousands. */
const BOUNDS_MS = [1, 5, 10, 25, 50, 100, 250, 1_000, 5_000, 30_000] as const;

interface Series {
  count: number;
  sumMs: number;
  readonly upTo: number[];
}

export class Metrics {
  readonly #requests = new Map<string, number>();
  readonly #times = new Map<string, Series>();
  readonly #counts = new Map<string, number>();
  readonly #gauges = new Map<string, () => number>();

  /** One answered request. @param route the route's pattern, never the address itself */
  request(route: string, method: string, status: number, ms: number): void {
    add(this.#requests, `{route="${route}",method="${method}",status="${status}"}`);
    const series = this.#times.get(route) ?? { count: 0, sumMs: 0, upTo: BOUNDS_MS.map(() => 0) };
    series.count++;
    series.sumMs += ms;
    for (const [index, bound] of BOUNDS_MS.entries()) {
      if (ms <= bound) series.upTo[index] = series.upTo[index]! + 1;
    }
    this.#times.set(route, series);
  }

  /** Something that is counted: `refused` by code, `visits` by state. */
  count(name: 'refused' | 'visits', label: string): void {
    add(this.#counts, `onecard_desk_${name}_total{kind="${label}"}`);
  }

  gauge(name: string, value: () => number): void {
    this.#gauges.set(`onecard_desk_${name}`, value);
  }

  /** Text format 0.0.4. */
  text(): string {
    const lines = ['# TYPE onecard_desk_requests_total counter'];
    for (const [labels, count] of this.#requests) {
      lines.push(`onecard_desk_requests_total${labels} ${count}`);
    }
    lines.push('# TYPE onecard_desk_request_milliseconds histogram');
    for (const [route, { count, sumMs, upTo }] of this.#times) {
      const name = 'onecard_desk_request_milliseconds';
      for (const [index, bound] of BOUNDS_MS.entries()) {
        lines.push(`${name}_bucket{route="${route}",le="${bound}"} ${upTo[index]}`);
      }
      lines.push(`${name}_bucket{route="${route}",le="+Inf"} ${count}`);
      lines.push(`${name}_sum{route="${route}"} ${Math.round(sumMs)}`);
      lines.push(`${name}_count{route="${route}"} ${count}`);
    }
    for (const name of ['refused', 'visits']) {
      lines.push(`# TYPE onecard_desk_${name}_total counter`);
      for (const [series, count] of this.#counts) {
        if (series.startsWith(`onecard_desk_${name}_total`)) lines.push(`${series} ${count}`);
      }
    }
    for (const [name, value] of this.#gauges)
      lines.push(`# TYPE ${name} gauge`, `${name} ${told(value)}`);
    return `${lines.join('\n')}\n`;
  }
}

/** What cannot be counted now is no number, and hides none of the others. */
function told(value: () => number): number {
  try {
    return value();
  } catch (error) {
    if (!(error instanceof OneCardError)) throw error;
    return Number.NaN;
  }
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
