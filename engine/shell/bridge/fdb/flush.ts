/**
 * `bridge fdb flush` (bridge/fdb.c, fdb_flush): all entries of a bridge, or those of a port, a state or a flag.
 *
 * Not simulated: VLANs, tunnels, offloaded entries.
 */
import { Bridge } from '../../../linux/bridge/bridge.ts';
import type { NetDevice } from '../../../linux/device/device.ts';
import { netlinkError } from '../../../linux/netlink/error.ts';
import { flushBridge, type FlushPattern } from '../../../linux/netlink/fdb.ts';
import { check, requireAdmin } from '../../ip/context.ts';
import { type Arguments, matches } from '../../iproute2/arguments.ts';
import { notSimulated, Stop, wrongUsage } from '../../iproute2/stop.ts';
import { Vxlan } from '../../../linux/vxlan/vxlan.ts';
import type { ToolContext } from '../../iproute2/tool.ts';
import { fdbUsage } from '../usage.ts';

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

const patterns: Readonly<Record<string, FlushPattern>> = {
  permanent: { local: true },
  nopermanent: { local: false },
  static: { local: false, static: true },
  nostatic: { static: false },
  dynamic: { local: false, static: false },
  nodynamic: { static: true },
  added_by_user: { byUser: true },
  noadded_by_user: { byUser: false },
  extern_learn: { externLearn: true },
  noextern_learn: { externLearn: false },
  sticky: { sticky: true },
  nosticky: { sticky: false },
};

export function flush(context: ToolContext, words: Arguments): number {
  let name: string | undefined;
  let port: string | undefined;
  let master = false;
  const pattern: Mutable<FlushPattern> = {};
  for (let { word } = words; word !== undefined; word = words.word) {
    const known = patterns[word];
    if (word === 'dev') name = words.next();
    else if (word === 'brport') port = words.next();
    else if (known !== undefined) Object.assign(pattern, known);
    else if (matches(word, 'master')) master = true;
    else if (/^(vlan|vni|src_vni|nhid|dst|port|via|(no)?offloaded|router|norouter)$/.test(word))
      throw notSimulated(`bridge fdb flush ${word}`);
    // Whatever else is said is passed over.
    else if (matches(word, 'help')) throw new Stop(wrongUsage, fdbUsage);
    words.skip();
  }
  if (name === undefined) throw new Stop(wrongUsage, 'Device is a required argument.\n');
  const device = find(context, name, 'bridge');
  pattern.behind = port === undefined ? undefined : find(context, port, 'bridge port').port;
  requireAdmin(context.process, wrongUsage);
  if (device instanceof Vxlan) throw notSimulated('bridge fdb flush of a tunnel');
  if (device.kind === 'loopback' || device.isPointToPoint)
    check(netlinkError('EINVAL', 'FDB delete only supported for Ethernet devices.'), wrongUsage);
  const bridge = master ? device.port?.bridge : device;
  if (bridge instanceof Bridge) flushBridge(bridge, pattern);
  else check(netlinkError('EOPNOTSUPP'), wrongUsage);
  return 0;
}

function find({ namespace }: ToolContext, name: string, what: string): NetDevice {
  const device = namespace.devices.get(name);
  if (device === undefined) throw new Stop(wrongUsage, `Cannot find ${what} device "${name}"\n`);
  return device;
}
