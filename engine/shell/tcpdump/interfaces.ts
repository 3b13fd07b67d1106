/**
 * The interfaces tcpdump can capture on, in libpcap's order (pcap.c: get_figure_of_merit): those that run first, `any`
 * after them, the loopback device after that.
 */
import type { NetDevice } from '../../linux/device/device.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';

/** What libpcap finds on every machine beside the interfaces. */
const others = [
  'bluetooth-monitor (Bluetooth Linux Monitor) [Wireless]',
  'nflog (Linux netfilter log (NFLOG) interface) [none]',
  'nfqueue (Linux netfilter queue (NFQUEUE) interface) [none]',
  'dbus-system (D-Bus system bus) [none]',
  'dbus-session (D-Bus session bus) [none]',
];

export type CaptureTarget = NetDevice | 'any';

export function captureTargets(namespace: NetworkNamespace): readonly CaptureTarget[] {
  const devices = namespace.devices.list();
  const isLoopback = (device: NetDevice) => device.kind === 'loopback';
  const running = devices.filter((device) => device.up && device.carrier && !isLoopback(device));
  const loopback = devices.filter((device) => device.up && isLoopback(device));
  const noCarrier = devices.filter((device) => device.up && !device.carrier && !isLoopback(device));
  const down = devices.filter((device) => !device.up);
  return [...running, 'any', ...loopback, ...noCarrier, ...down];
}

/** `tcpdump -D` */
export function listText(namespace: NetworkNamespace): string {
  const lines = captureTargets(namespace).map((target) => {
    if (target === 'any') return 'any (Pseudo-device that captures on all interfaces) [Up, Running]';
    const flags: string[] = [];
    if (target.up) flags.push('Up');
    if (target.up && target.carrier) flags.push('Running');
    if (target.kind === 'loopback') flags.push('Loopback');
    else flags.push(target.carrier ? 'Connected' : 'Disconnected');
    return `${target.name} [${flags.join(', ')}]`;
  });
  return [...lines, ...others].map((line, index) => `${String(index + 1)}.${line}\n`).join('');
}

/** By name, or by number of the list. */
export function findTarget(namespace: NetworkNamespace, name: string | undefined): CaptureTarget | undefined {
  const targets = captureTargets(namespace);
  if (name === undefined) return targets[0];
  if (name === 'any') return 'any';
  const device = namespace.devices.get(name);
  if (device !== undefined) return device;
  return /^\d+$/.test(name) ? targets[Number(name) - 1] : undefined;
}
