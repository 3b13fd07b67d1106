import { describe, expect, it } from 'vitest';
import { second } from '../../clock/clock.ts';
import { parseMac } from '../../net/address/mac.ts';
import { ForwardingDatabase } from './fdb.ts';
import type { BridgePort } from './port.ts';

const mac = parseMac('02:00:00:00:00:01');
const ageing = 300 * second;
const [one, other] = [{ number: 1 }, { number: 2 }] as unknown as [BridgePort, BridgePort];

describe('a forwarding database', () => {
  it('learns where an address is and follows it when it moves', () => {
    const fdb = new ForwardingDatabase();
    fdb.learn(mac, one, 0);
    expect(fdb.findFresh(mac, 1, ageing)?.port).toBe(one);
    fdb.learn(mac, other, 2);
    expect(fdb.findFresh(mac, 3, ageing)?.port).toBe(other);
  });

  it('forgets an address that was not heard of for the ageing time', () => {
    const fdb = new ForwardingDatabase();
    fdb.learn(mac, one, 0);
    fdb.learn(mac, one, 100 * second);
    expect(fdb.findFresh(mac, 399 * second, ageing)).toBeDefined();
    expect(fdb.list(400 * second, ageing)).toEqual([]);
    expect(fdb.findFresh(mac, 400 * second, ageing)).toBeUndefined();
    expect(fdb.find(mac)).toBeUndefined();
  });

  it('never forgets or moves its own addresses', () => {
    const fdb = new ForwardingDatabase();
    const entry = {
      mac,
      port: one,
      local: true,
      permanent: true,
      updated: 0,
      used: 0,
      provenance: undefined,
    };
    fdb.set(entry);
    fdb.learn(mac, other, 1);
    expect(fdb.findFresh(mac, 1e12, ageing)?.port).toBe(one);
  });

  it('forgets what it learnt behind a port that went down, and all of one that left', () => {
    const fdb = new ForwardingDatabase();
    const own = parseMac('02:00:00:00:00:02');
    fdb.set({
      mac: own,
      port: one,
      local: true,
      permanent: true,
      updated: 0,
      used: 0,
      provenance: undefined,
    });
    fdb.learn(mac, one, 0);
    fdb.forgetLearnt(one);
    expect(fdb.ofPort(one).map((entry) => entry.mac)).toEqual([own]);
    fdb.deletePort(one);
    expect(fdb.ofPort(one)).toEqual([]);
  });
});
