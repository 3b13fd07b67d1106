/**
 * busybox ifconfig (networking/ifconfig.c, interface.c): devices and addresses in its own lines; what it sets is set as
 * net-tools' ifconfig does.
 */
import { countersOf } from '../../linux/device/counters.ts';
import type { InterfaceAddress, NetDevice } from '../../linux/device/device.ts';
import { type DeviceFlag, flagsOf } from '../../linux/device/state.ts';
import { configure } from '../ifconfig/configure.ts';
import { interfaces } from '../ifconfig/interfaces.ts';
import type { Interface } from '../ifconfig/show.ts';
import { Stop } from '../iproute2/stop.ts';
import type { ShellProcess } from '../command.ts';
import { maskText } from '../net-tools/names.ts';
import { applet } from './applet.ts';
import { usageOf } from './usage.ts';

export const busyboxIfconfig = applet('ifconfig', '/sbin/ifconfig', function* run(process, words) {
  yield { on: [], until: process.clock.now };
  const [name, ...rest] = words;
  if (name !== undefined && rest.length > 0 && name !== '-a') return change(process, name, rest);
  if (name === undefined || name === '-a') {
    for (const one of interfaces(process, name === '-a')) process.print(text(one));
    return 0;
  }
  const device = process.place.devices.get(name.split(':')[0] ?? '');
  if (device !== undefined) process.print(text({ name, device, alias: name.includes(':') }));
  else process.complain(`ifconfig: ${name}: error fetching interface information: Device not found\n`);
  return device === undefined ? 1 : 0;
});

/** The call that misses the device, by the first word. */
const firstCalls: Readonly<Record<string, string>> = {
  mtu: 'SIOCSIFMTU',
  netmask: 'SIOCSIFNETMASK',
  broadcast: 'SIOCSIFBRDADDR',
  txqueuelen: 'SIOCSIFTXQLEN',
  hw: 'SIOCSIFHWADDR',
};

function change(process: ShellProcess, name: string, words: readonly string[]): number {
  const [first = ''] = words;
  const slashed = words.find(
    (word, at) => /^[\d.]+\/\d+$/.test(word) && !/^(add|del)$/.test(words[at - 1] ?? ''),
  );
  try {
    const hardware = words.indexOf('hw');
    if (hardware >= 0 && words[hardware + 1] !== 'ether') throw new Stop(1, 'Usage');
    if (slashed !== undefined) throw new Stop(1, `bad address '${slashed}'\n`);
    return configure(process, name, words, (text) => {
      throw new Stop(1, text);
    });
  } catch (stop) {
    if (!(stop instanceof Stop)) throw stop;
    const [line = ''] = stop.text.split('\n');
    const lookup = /^(.*): Host name lookup failure$/.exec(line)?.[1];
    const mac = /^(.*): invalid ether address\.$/.exec(line)?.[1];
    const call = firstCalls[first] ?? (/^[\d.]+$/.test(first) ? 'SIOCSIFADDR' : 'SIOCGIFFLAGS');
    if (line.startsWith('Usage')) process.complain(usageOf('ifconfig'));
    else if (lookup !== undefined) process.complain(`ifconfig: bad address '${lookup}'\n`);
    else if (mac !== undefined) process.complain(`ifconfig: invalid hw-addr ${mac}\n`);
    else if (line.includes('ERROR while getting')) process.complain(`ifconfig: ${call}: No such device\n`);
    else process.complain(`ifconfig: ${line}\n`);
    return 1;
  }
}

const order: readonly DeviceFlag[] = [
  'UP',
  'BROADCAST',
  'LOOPBACK',
  'POINTOPOINT',
  'NOTRAILERS',
  'RUNNING',
  'NOARP',
  'PROMISC',
  'ALLMULTI',
  'MULTICAST',
  'DYNAMIC',
];

const scopes: Readonly<Record<InterfaceAddress['scope'], string>> = {
  global: 'Global',
  site: 'Site',
  link: 'Link',
  host: 'Host',
};

function text({ name, device, alias }: Interface): string {
  const flags = flagsOf(device);
  const words = order.filter((flag) => flags.has(flag)).join(' ');
  let lines = `${name.slice(0, 9).padEnd(9)} Link encap:${hardware(device)}\n`;
  const inet = device.addresses.find((own) => own.prefix.family === 4 && own.label === name);
  if (inet !== undefined) {
    lines += `          inet addr:${inet.prefix.address.text} `;
    if (flags.has('POINTOPOINT')) lines += ` P-t-P:${(inet.peer ?? inet.prefix).address.text} `;
    if (flags.has('BROADCAST')) lines += ` Bcast:${inet.broadcast?.text ?? '0.0.0.0'} `;
    lines += ` Mask:${maskText((inet.peer ?? inet.prefix).length)}\n`;
  }
  for (const own of alias ? [] : device.addresses)
    if (own.prefix.family === 6)
      lines += `          inet6 addr: ${own.prefix.address.text}/${String(own.prefix.length)} Scope:${scopes[own.scope]}\n`;
  lines += `          ${words === '' ? '[NO FLAGS]' : words}  MTU:${String(device.mtu)}  Metric:1\n`;
  return `${lines}${alias ? '' : counters(device)}\n`;
}

function hardware(device: NetDevice): string {
  if (device.kind === 'loopback') return 'Local Loopback  ';
  if (device.kind === 'ipip') return 'IPIP Tunnel  ';
  if (device.kind !== 'tun') return `Ethernet  HWaddr ${device.mac.toUpperCase()}  `;
  return `UNSPEC  HWaddr ${Array.from({ length: 16 }, () => '00').join('-')}  `;
}

function counters(device: NetDevice): string {
  const s = countersOf(device);
  const line = (way: string, packets: number, errors: number, dropped: number) =>
    `          ${way} packets:${String(packets)} errors:${String(errors)} dropped:${String(dropped)} overruns:0 `;
  return `${line('RX', s.rxPackets, s.rxErrors, s.rxDropped)}frame:0
${line('TX', s.txPackets, s.txErrors, s.txDropped)}carrier:0
          collisions:0 txqueuelen:${String(device.queueLength)}${' '}
          RX bytes:${octets(s.rxBytes)}  TX bytes:${octets(s.txBytes)}
`;
}

/** One digit after the point, cut off. */
function octets(count: number): string {
  let [whole, tenth, unit] = [count, 0, 0];
  for (; whole >= 1024 && unit < 4; unit++) {
    tenth = Math.floor(((whole % 1024) * 10) / 1024);
    whole = Math.floor(whole / 1024);
  }
  return `${String(count)} (${String(whole)}.${String(tenth)} ${['', 'Ki', 'Mi', 'Gi', 'Ti'][unit] ?? ''}B)`;
}
