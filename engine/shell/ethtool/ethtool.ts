/**
 * `ethtool` (6.1): settings, driver, statistics and offloads of the devices here, which are all software. See README.md.
 */
import { Bridge } from '../../linux/bridge/bridge.ts';
import type { DeviceKind, NetDevice } from '../../linux/device/device.ts';
import { linkedTo, operationalState } from '../../linux/device/state.ts';
import type { Command, ShellProcess } from '../command.ts';
import { statusOf, Stop } from '../iproute2/stop.ts';
import { notSimulated } from '../iproute2/stop.ts';
import { featureLines } from './features.ts';
import { channels, hardwareRefusal, noDevice } from './hardware.ts';
import { usage } from './usage.ts';

const bad = 'ethtool: bad command line argument(s)\nFor more information run ethtool -h\n';

type Show = (process: ShellProcess, name: string) => string;

/** The short and the long form of an option, and what it does. */
const options: readonly (readonly [string, string, Show])[] = [
  ['-i', '--driver', driver],
  ['-S', '--statistics', statistics],
  ['-k', '--show-features', features],
  ['-k', '--show-offload', features],
  ['-P', '--show-permaddr', permanentAddress],
  ['-T', '--show-time-stamping', timeStamping],
  ['-l', '--show-channels', (process, name) => channels(process.place.devices.get(name))],
];

export const ethtool: Command = {
  name: 'ethtool',
  path: '/usr/sbin/ethtool',

  *program(process) {
    return statusOf(process, () => {
      process.print(run(process, process.arguments.slice(1)));
      return 0;
    });
  },
};

function run(process: ShellProcess, words: readonly string[]): string {
  const [first, name] = words;
  if (first === undefined) throw new Stop(1, bad);
  if (first === '-h' || first === '--help') return usage;
  if (first === '--version') return 'ethtool version 6.1\n';
  if (!first.startsWith('-')) return settings(process, first);
  const [extra] = words.slice(2);
  if (extra !== undefined) refuseMore(first, extra);
  const refusal = name === undefined ? undefined : hardwareRefusal(first, process.place.devices.get(name));
  if (refusal !== undefined) throw refusal;
  const found = options.find(([short, long]) => first === short || first === long);
  if (found === undefined) {
    if (new RegExp(`(^|[\\s|])${first.replace(/[^\w-]/g, '\\$&')}([|\\s]|$)`, 'm').test(usage))
      throw notSimulated(`ethtool ${first}`);
    throw new Stop(1, bad);
  }
  if (name === undefined) throw new Stop(1, bad);
  return found[2](process, name);
}

function find(process: ShellProcess, name: string, complaint: Stop): NetDevice {
  const device = process.place.devices.get(name);
  if (device === undefined) throw complaint;
  return device;
}

function settings(process: ShellProcess, name: string): string {
  const device = find(process, name, new Stop(75, `${noDevice.repeat(5)}No data available\n`));
  const link = `\tLink detected: ${device.up && device.carrier ? 'yes' : 'no'}\n`;
  if (device.kind === 'loopback' || device.kind === 'dummy') return `Settings for ${name}:\n${link}`;
  // vxlan_get_link_ksettings: what it has no device below to ask.
  const isVague = device instanceof Bridge || (device.kind === 'vxlan' && device.underlying === undefined);
  const isSlow = device instanceof Bridge ? !hasFastPort(device) : isVague;
  const speed = isSlow ? 'Unknown!' : '10000Mb/s';
  const message =
    device.kind === 'tun' ? `        Current message level: 0x00000000 (0)\n${' '.repeat(30)}\n` : '';
  return `Settings for ${name}:
	Supported ports: [  ]
	Supported link modes:   Not reported
	Supported pause frame use: No
	Supports auto-negotiation: No
	Supported FEC modes: Not reported
	Advertised link modes:  Not reported
	Advertised pause frame use: No
	Advertised auto-negotiation: No
	Advertised FEC modes: Not reported
	Speed: ${speed}
	Duplex: ${isVague ? 'Unknown! (255)' : 'Full'}
	Auto-negotiation: off
	Port: ${isVague ? 'Other' : 'Twisted Pair'}
	PHYAD: 0
	Transceiver: internal
${isVague ? '' : '\tMDI-X: Unknown\n'}${message}${link}`;
}

/** br_get_link_ksettings: the speed of the fastest port that is up. */
function hasFastPort(bridge: Bridge): boolean {
  return bridge.ports.some(
    ({ device }) => operationalState(device) === 'UP' || operationalState(device) === 'UNKNOWN',
  );
}

interface Driver {
  readonly name: string;
  readonly version: string;
  readonly firmware?: string;
  readonly bus?: string;
  readonly statistics?: boolean;
}

const drivers: Readonly<Partial<Record<DeviceKind, Driver>>> = {
  veth: { name: 'veth', version: '1.0', statistics: true },
  vxlan: { name: 'vxlan', version: '0.1' },
  bridge: { name: 'bridge', version: '2.3', firmware: 'N/A', bus: 'N/A' },
  tun: { name: 'tun', version: '1.6', bus: 'tun' },
  dummy: { name: 'dummy', version: '6.18.44' },
};

function driver(process: ShellProcess, name: string): string {
  const complaint = (words: string) => new Stop(71, `Cannot get driver information: ${words}\n`);
  const device = find(process, name, complaint('No such device'));
  const known = drivers[device.kind];
  if (known === undefined) throw complaint('Operation not supported');
  return `driver: ${known.name}
version: ${known.version}
firmware-version: ${known.firmware ?? ''}
expansion-rom-version: 
bus-info: ${known.bus ?? ''}
supports-statistics: ${known.statistics === true ? 'yes' : 'no'}
supports-test: no
supports-eeprom-access: no
supports-register-dump: no
supports-priv-flags: no
`;
}

const vethCounters = [
  'rx_queue_0_xdp_packets',
  'rx_queue_0_xdp_bytes',
  'rx_queue_0_drops',
  'rx_queue_0_xdp_redirect',
  'rx_queue_0_xdp_drops',
  'rx_queue_0_xdp_tx',
  'rx_queue_0_xdp_tx_errors',
  'tx_queue_0_xdp_xmit',
  'tx_queue_0_xdp_xmit_errors',
];

function statistics(process: ShellProcess, name: string): string {
  const device = find(process, name, new Stop(94, 'no stats available\n'));
  if (device.kind !== 'veth') throw new Stop(94, 'no stats available\n');
  const peer = linkedTo(device)?.index ?? 0;
  return `NIC statistics:\n     peer_ifindex: ${String(peer)}\n${vethCounters.map((counter) => `     ${counter}: 0\n`).join('')}`;
}

function features(process: ShellProcess, name: string): string {
  const device = find(process, name, new Stop(1, noDevice));
  const lines = featureLines(device.kind);
  if (lines === undefined) throw notSimulated(`ethtool -k of a ${device.kind} device`);
  return `Features for ${name}:\n${lines.map((line) => `${line}\n`).join('')}`;
}

function permanentAddress(process: ShellProcess, name: string): string {
  find(process, name, new Stop(1, 'netlink error: No such device\n'));
  return 'Permanent address: not set\n';
}

function timeStamping(process: ShellProcess, name: string): string {
  const device = find(process, name, new Stop(1, noDevice));
  const transmit = device.kind === 'veth' || device.kind === 'tun' || device.kind === 'loopback';
  return `Time stamping parameters for ${name}:
Capabilities:
${transmit ? '\tsoftware-transmit\n' : ''}	software-receive
	software-system-clock
PTP Hardware Clock: none
Hardware Transmit Timestamp Modes: none
Hardware Receive Filter Modes: none
`;
}

/** What shows things takes one device's name, no more. */
function refuseMore(option: string, extra: string): void {
  if (/^(-i|--driver)$/.test(option)) throw new Stop(1, bad);
  if (/^(-S|--statistics)$/.test(option)) throw new Stop(1, `ethtool (-S): unknown parameter '${extra}'\n`);
  if (/^(-[acgklT]|--show-(?!permaddr).*)$/.test(option))
    throw new Stop(1, `ethtool: unexpected parameter '${extra}'\n`);
}
