/**
 * What ethtool (6.1) asks of a card and a device in software does not have: rings, registers, self-tests, classifiers,
 * energy saving, modules. Each question has its own words and exit status for it, asked by netlink or by ioctl(2).
 */
import type { NetDevice } from '../../linux/device/device.ts';
import { Stop } from '../iproute2/stop.ts';

export const noDevice = 'netlink error: no device matches name (offset 24)\nnetlink error: No such device\n';

/** Asked by netlink: option, exit status, and a line before the refusal. */
const byNetlink: readonly (readonly [options: string, status: number, before?: string])[] = [
  ['-g --show-ring', 1],
  ['-G --set-ring', 81],
  ['-a --show-pause', 1],
  ['-A --pause', 76],
  ['-c --show-coalesce', 1],
  ['-C --coalesce', 1],
  ['-m --dump-module-eeprom --module-info', 1],
  ['--show-eee', 1],
  ['--show-priv-flags', 1],
  ['--show-fec', 1],
  ['--show-tunnels', 1, 'netlink error: device does not report tunnel offload info\n'],
];

/** Asked by ioctl: `%` is the reason. */
const byRequest: readonly (readonly [options: string, status: number, text: string])[] = [
  ['-p --identify', 255, 'Cannot identify NIC: %\n'],
  ['-r --negotiate', 255, 'Cannot restart autonegotiation: %\n'],
  ['-t --test', 74, 'Cannot test: %\n'],
  ['-w --get-dump', 1, 'Can not get dump level: %\n'],
  ['-x --show-rxfh-indir --show-rxfh', 1, 'Cannot get RX ring count: %\n'],
  [
    '-n -u --show-nfc --show-ntuple',
    1,
    'Cannot get RX rings: %\nrxclass: Cannot get RX class rule count: %\nRX classification rule retrieval failed\n',
  ],
];

/** @returns the refusal; undefined for what is no question about hardware */
export function hardwareRefusal(option: string, device: NetDevice | undefined): Stop | undefined {
  const of = (options: string) => options.split(' ').includes(option);
  const asked = byNetlink.find(([options]) => of(options));
  if (asked !== undefined) {
    const [, status, before = ''] = asked;
    return new Stop(
      status,
      device === undefined ? noDevice : `${before}netlink error: Operation not supported\n`,
    );
  }
  const requested = byRequest.find(([options]) => of(options));
  if (requested === undefined) return undefined;
  const [, status, text] = requested;
  if (device === undefined && of('-t --test'))
    return new Stop(status, 'Cannot get strings: No such device\n');
  return new Stop(
    status,
    text.replaceAll('%', device === undefined ? 'No such device' : 'Operation not supported'),
  );
}

/** `-l`: a veth may have a queue for each of its machine's processors, and has one. */
export function channels(device: NetDevice | undefined): string {
  if (device === undefined) throw new Stop(1, noDevice);
  if (device.kind !== 'veth') throw new Stop(1, 'netlink error: Operation not supported\n');
  const rows = (count: number) =>
    `RX:\t\t${String(count)}\nTX:\t\t${String(count)}\nOther:\t\tn/a\nCombined:\tn/a\n`;
  return `Channel parameters for ${device.name}:\nPre-set maximums:\n${rows(processors)}Current hardware settings:\n${rows(1)}`;
}

/** As the machine of the recordings has. */
const processors = 2;
