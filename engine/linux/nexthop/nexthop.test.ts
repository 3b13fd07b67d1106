import { describe, expect, it } from 'vitest';
import { Address } from '../../net/address/address.ts';
import { Prefix } from '../../net/address/prefix.ts';
import { setDown } from '../netlink/link.ts';
import { removeNexthop, setNexthop } from '../netlink/nexthop.ts';
import { addRoute } from '../netlink/route.ts';
import { routeText } from '../route/text.ts';
import { pair } from '../socket/testing/pair.ts';

/** Objects 1 and 2 by eth0, group 3 of both, and a route through the group. */
function host() {
  const { one } = pair('nexthop');
  const eth0 = one.devices.get('eth0');
  if (eth0 === undefined) throw new Error('eth0');
  const set = (id: number, gateway?: string, group?: readonly number[]) =>
    setNexthop(
      one,
      {
        id,
        family: 4,
        protocol: 0,
        blackhole: gateway === undefined && group === undefined,
        device: gateway === undefined ? undefined : eth0,
        gateway: gateway === undefined ? undefined : Address.parse(gateway),
        group: group?.map((member) => ({ id: member, weight: 1 })),
      },
      'replace',
    );
  set(1, '10.0.0.2');
  set(2, '10.0.0.3');
  set(3, undefined, [1, 2]);
  addRoute(one, { destination: Prefix.parse('10.50.0.0/16'), nexthopId: 3 });
  const route = () =>
    one.routes
      .table(254)
      .exact(Prefix.parse('10.50.0.0/16'))
      .map((found) => routeText(found).trimEnd())
      .join();
  return { one, eth0, set, route };
}

describe('a route through a group of next-hop objects', () => {
  it('goes by all of them', () => {
    expect(host().route()).toContain(
      '10.50.0.0/16 \n\tnexthop via 10.0.0.2 dev eth0 weight 1 \n\tnexthop via 10.0.0.3 dev eth0 weight 1',
    );
  });

  it('follows when one is replaced or goes', () => {
    const { one, set, route } = host();
    set(1, '10.0.0.9');
    expect(route()).toContain('via 10.0.0.9');
    removeNexthop(one, 2);
    expect(route()).toBe('10.50.0.0/16 via 10.0.0.9 dev eth0');
  });

  it('is gone when the last one is, and they are when their device goes down', () => {
    const { one, eth0, route } = host();
    setDown(eth0);
    expect(one.nexthops?.list()).toEqual([]);
    expect(route()).toBe('');
  });

  it('refuses a blackhole beside others, a group within a group and a number that is none', () => {
    const { one, set } = host();
    set(4);
    expect(set(5, undefined, [1, 4])?.message).toMatch(/Blackhole nexthop/);
    expect(set(5, undefined, [3, 1])?.message).toMatch(/Hash-threshold group/);
    expect(set(5, undefined, [77])?.message).toBe('Invalid nexthop id.');
    expect(addRoute(one, { destination: Prefix.parse('10.51.0.0/16'), nexthopId: 77 })?.message).toBe(
      'Nexthop id does not exist.',
    );
  });
});
