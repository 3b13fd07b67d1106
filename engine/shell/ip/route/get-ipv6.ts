/**
 * The answer of `ip -6 route get` (inet6_rtm_getroute, rt6_fill_node; net/ipv6/route.c): the route itself as it is used
 * for this destination, with the source address that would be chosen.
 */
import { second } from '../../../clock/clock.ts';
import { type Address, anyV6 } from '../../../net/address/address.ts';
import { Prefix } from '../../../net/address/prefix.ts';
import { ipv6 } from '../../../net/packet/ipv6.ts';
import type { NetDevice } from '../../../linux/device/device.ts';
import { strerror } from '../../../linux/errno.ts';
import type { RouteAnswer } from '../../../linux/route/result.ts';
import { PacketBuffer } from '../../../linux/skb/packet-buffer.ts';
import { Stop } from '../../iproute2/stop.ts';
import type { IpContext } from '../context.ts';
import { emptyFilter } from './filter.ts';
import { printRoute } from './print.ts';

export interface Ipv6Question {
  readonly source: Address | undefined;
  readonly input: NetDevice | undefined;
  readonly output: NetDevice | undefined;
  readonly mark: number;
  readonly tos: number;
}

export function getIpv6(context: IpContext, question: Ipv6Question, destination: Address): number {
  const { printer, process, namespace } = context;
  const answer = ask(context, question, destination);
  if (answer.kind === 'failure') throw new Stop(2, `RTNETLINK answers: ${strerror(answer.errno)}\n`);
  const { route, device, gateway, exception } = answer;
  const leaves = route.nexthops[0]?.device ?? device;
  const source = route.preferredSource ?? namespace.ipv6.selectSource(leaves, destination);
  printer.openArray();
  printer.openObject();
  printRoute(
    context,
    { ...emptyFilter(), table: 0 },
    {
      ...route,
      destination: Prefix.host(destination),
      nexthops: [{ device, gateway, onlink: false, weight: 1 }],
      preferredSource: question.input === undefined ? source : undefined,
      mtu: exception?.mtu ?? route.mtu,
    },
    {
      from: question.source ?? anyV6,
      input: question.input,
      // Some of the second has always passed by the time it is printed.
      expires:
        exception === undefined
          ? undefined
          : Math.ceil((exception.until - namespace.environment.clock.now) / second) - 1,
    },
  );
  printer.closeObject();
  printer.closeArray();
  process.print(printer.isJson ? `${printer.take()}\n` : printer.take());
  return 0;
}

function ask({ namespace }: IpContext, question: Ipv6Question, destination: Address): RouteAnswer {
  const { source, input, output, mark, tos } = question;
  if (input === undefined) return namespace.ipv6.routeOutput({ destination, source, output, mark, tos });
  const payload = { kind: 'bytes', protocol: 17, data: new Uint8Array() } as const;
  const skb = new PacketBuffer(0, ipv6({ source: source ?? anyV6, destination, payload }));
  skb.device = input;
  skb.mark = mark;
  skb.type = 'host';
  return namespace.ipv6.routeInput(skb);
}
