/** Which way to the service works here: tried in order, told with the reasons of those that do not. */

import { type Carrier, WAYS, type Way, WayClosed, type WayReport } from './carrier.ts';
import { directCarrier } from './direct.ts';
import { extensionCarrier } from './extension.ts';
import { popupCarrier } from './popup.ts';
import { clientProblem } from './problem.ts';

const OPEN: Readonly<Record<Way, (url: string) => Promise<Carrier>>> = {
  direct: directCarrier,
  window: popupCarrier,
  extension: extensionCarrier,
};

export interface Found {
  readonly carrier: Carrier;
  /** Each way: used, or why not. */
  readonly report: readonly WayReport[];
}

/**
 * The first way that works.
 * @throws DeskProblem `client.no-way` with the report in its body
 */
export async function findWay(url: string, asked: readonly Way[]): Promise<Found> {
  const report: WayReport[] = [];
  let carrier: Carrier | undefined;
  for (const way of WAYS) {
    if (asked.indexOf(way) < 0) report.push({ way, outcome: 'not-asked' });
    else if (carrier) report.push({ way, outcome: 'not-needed' });
    else {
      try {
        carrier = await OPEN[way](url);
        report.push({ way, outcome: 'used' });
      } catch (error) {
        if (!(error instanceof WayClosed)) throw error;
        report.push({ way, outcome: error.reason });
      }
    }
  }
  if (!carrier) throw clientProblem('client.no-way', { report });
  return { carrier, report };
}
