/** An examination of everything between this program and a card. It never throws. */

import { installedCardNames } from '../../card/index.ts';
import { type HidBus, type HidProfile, nodeHidBus, shippedHidProfiles } from '../hid/index.ts';
import { openKoffiPort } from '../pcsc/koffiPort.ts';
import type { PcscContext, PcscPort } from '../pcsc/port.ts';
import { openSocketPort } from '../pcsc/socket/port.ts';
import { type SerialPortListing, serialPorts, serialReaders } from '../serial/index.ts';
import { found, type ReaderCause, type ReaderFinding } from './causes/index.ts';
import { type AtrNames, examineDesk } from './desk.ts';
import { guardProbe, type Probe } from './guard.ts';
import { examineHid } from './hid.ts';
import { type DoctorHost, doctorHost } from './host.ts';
import { CALL_MS } from './limits.ts';
import { examinePcsc, type PcscRoads } from './pcsc.ts';
import type { UsbId } from './rules.ts';
import { examineSerialListing, examineSerialReader } from './serial.ts';
import { examineVendorLibrary } from './vendorLibrary.ts';

export interface ExamineReadersOptions {
  /** Port of a serial reader to look at. */
  readonly serial?: string;
  /** Whether HID readers are meant to be used: then a missing one is a finding. */
  readonly hid?: boolean;
  /** Path of a vendor's library to look at. */
  readonly vendorLibrary?: string;
  /** Names of kinds of cards; those of an installed smartcard_list.txt when absent. */
  readonly atrNames?: AtrNames;
  /** Another computer than this one. */
  readonly host?: DoctorHost;
  readonly openPort?: () => Promise<PcscPort>;
  /** The way to the service that needs no library; none when `openPort` is given alone. */
  readonly openDirectly?: () => Promise<PcscPort>;
  readonly listPorts?: () => Promise<SerialPortListing>;
  readonly bus?: HidBus;
  /** Milliseconds for one probe. */
  readonly probeMs?: number;
}

/**
 * Looks at library, service, permission, readers, cards, serial ports, HID readers and a vendor's library,
 * and says of each what was found and what to do about it. A probe that fails or hangs is itself a finding.
 * @example
 * for (const { verdict, means, remedy } of await examineReaders()) console.log(verdict, means.zh, remedy?.zh);
 */
export async function examineReaders(
  options: ExamineReadersOptions = {},
): Promise<readonly ReaderFinding[]> {
  const { host = doctorHost(), probeMs } = options;
  const findings: ReaderFinding[] = [];
  for (const [check, probe] of probesOf(host, options)) {
    findings.push(...(await guardProbe(check, probe, probeMs)));
  }
  return findings;
}

function probesOf(
  host: DoctorHost,
  options: ExamineReadersOptions,
): readonly (readonly [check: string, probe: Probe<ReaderCause>])[] {
  const {
    serial,
    vendorLibrary,
    hid = false,
    listPorts = serialPorts,
    bus = nodeHidBus(),
  } = options;
  const probes: [string, Probe<ReaderCause>][] = [
    ...pcscProbes(host, options),
    ['serial-ports', async () => [await examineSerialListing(host, listPorts)]],
    ['hid', async () => examineHid(host, { isProfiled: await profiled(), isWanted: hid, bus })],
  ];
  if (serial !== undefined) {
    const open = () => serialReaders({ path: serial });
    probes.push(['serial-reader', async () => [await examineSerialReader(host, serial, open)]]);
  }
  if (vendorLibrary !== undefined) {
    probes.push(['vendor-library', async () => [await examineVendorLibrary(host, vendorLibrary)]]);
  }
  return probes;
}

/** The road in three steps: where one ends, the next ones are told that it did. */
function pcscProbes(
  host: DoctorHost,
  options: ExamineReadersOptions,
): readonly [check: string, probe: Probe<ReaderCause>][] {
  const { atrNames = installedCardNames(), openPort, openDirectly } = options;
  const roads = openPort ? { openPort, ...(openDirectly && { openDirectly }) } : roadsOf(host);
  let context: PcscContext | undefined;
  return [
    [
      'pcsc-service',
      async () => {
        const examination = await examinePcsc(host, roads);
        context = examination.context;
        return examination.findings;
      },
    ],
    [
      'reader',
      async () =>
        context ? examineDesk(host, context, atrNames) : [found('reader', 'service-unknown')],
    ],
    [
      'pcsc-service',
      async () => {
        await context?.release();
        return [];
      },
    ],
  ];
}

/** The same ways that `pcscReaders` goes. */
function roadsOf({ platform }: DoctorHost): PcscRoads {
  const deadlines = { callMs: CALL_MS, transmitMs: CALL_MS };
  const openPort = () => openKoffiPort(deadlines);
  return platform === 'linux'
    ? { openPort, openDirectly: () => openSocketPort(deadlines) }
    : { openPort };
}

/** Whether a profile that comes with the package describes a device. */
async function profiled(): Promise<(id: UsbId) => boolean> {
  const profiles: readonly HidProfile[] = await shippedHidProfiles();
  const devices = profiles.flatMap((profile) => profile.devices);
  return (id) =>
    devices.some(
      ({ vendorId, productId }) => vendorId === id.vendorId && productId === id.productId,
    );
}
