/**
 * Tests of the link layer: the type of what a frame carries (gencode.c: gen_linktype and those it calls), addresses,
 * broadcast and multicast, LLC, and what the kernel says beside the octets.
 */
import { and, Block, not, or } from './block.ts';
import { FilterError, type Generator } from './generator.ts';
import * as op from './opcode.ts';
import { byDirection, type Direction } from './qualifier.ts';

const longest802Length = 1500;
const sap = { ip: 0x06, isoNetwork: 0xfe, netbeui: 0xf0, ipx: 0xe0, snap: 0xaa } as const;
const cooked = { ieee8023: 1, ieee8022: 4 } as const;
const etherIpx = 0x8137;
const etherAppleTalk = 0x809b;
const etherAppleArp = 0x80f3;

/** @param protocol an Ethernet type, or up to 1500 a service access point of LLC */
export function linkTypeIs(generator: Generator, protocol: number): Block {
  if (generator.labelDepth > 0) return labelledIs(generator, protocol);
  switch (generator.linkType) {
    case 'ethernet':
      return etherTypeIs(generator, protocol);
    case 'sll':
      return cookedTypeIs(generator, protocol);
    case 'raw':
      if (protocol === 0x0800) return generator.equals('link header', 0, op.B, 0x40, 0xf0);
      if (protocol === 0x86dd) return generator.equals('link header', 0, op.B, 0x60, 0xf0);
      return generator.always(false);
    case 'ppp':
      return generator.equals('link type', 0, op.H, pppTypes.get(protocol) ?? protocol);
    case 'sll2':
      return generator.equals('link type', 0, op.H, protocol);
  }
}

const pppTypes: ReadonlyMap<number, number> = new Map([
  [0x0800, 0x0021],
  [0x86dd, 0x0057],
  [0x6003, 0x0027],
  [etherAppleTalk, 0x0029],
  [0x0600, 0x0025],
  [sap.isoNetwork, 0x0023],
  [0x42, 0x0031],
  [sap.ipx, 0x002b],
]);

const isLength = (generator: Generator) =>
  not(generator.compare('link type', 0, op.H, op.JGT, longest802Length));

function etherTypeIs(generator: Generator, protocol: number): Block {
  switch (protocol) {
    case sap.isoNetwork:
    case sap.ip:
    case sap.netbeui: {
      const length = isLength(generator);
      return and(length, generator.equals('llc', 0, op.H, (protocol << 8) | protocol));
    }
    case sap.ipx: {
      const point = generator.equals('llc', 0, op.B, sap.ipx);
      const raw = or(point, generator.equals('llc', 0, op.H, 0xffff));
      const any = or(snapIs(generator, 0, etherIpx), raw);
      const framed = and(isLength(generator), any);
      return or(generator.equals('link type', 0, op.H, etherIpx), framed);
    }
    case etherAppleTalk:
    case etherAppleArp: {
      const length = isLength(generator);
      const snap = and(length, snapIs(generator, protocol === etherAppleTalk ? 0x080007 : 0, protocol));
      return or(generator.equals('link type', 0, op.H, protocol), snap);
    }
    default: {
      if (protocol > longest802Length) return generator.equals('link type', 0, op.H, protocol);
      const length = isLength(generator);
      return and(length, generator.equals('link type', 2, op.B, protocol));
    }
  }
}

function cookedTypeIs(generator: Generator, protocol: number): Block {
  const is8022 = () => generator.equals('link type', 0, op.H, cooked.ieee8022);
  switch (protocol) {
    case sap.isoNetwork:
    case sap.ip:
    case sap.netbeui: {
      const llc = is8022();
      return and(llc, generator.equals('llc', 0, op.H, (protocol << 8) | protocol));
    }
    case sap.ipx: {
      const point = generator.equals('llc', 0, op.B, sap.ipx);
      const snap = or(point, snapIs(generator, 0, etherIpx));
      const llc = and(is8022(), snap);
      const any = or(generator.equals('link type', 0, op.H, cooked.ieee8023), llc);
      return or(generator.equals('link type', 0, op.H, etherIpx), any);
    }
    case etherAppleTalk:
    case etherAppleArp: {
      const llc = is8022();
      const snap = and(llc, snapIs(generator, protocol === etherAppleTalk ? 0x080007 : 0, protocol));
      return or(generator.equals('link type', 0, op.H, protocol), snap);
    }
    default: {
      if (protocol > longest802Length) return generator.equals('link type', 0, op.H, protocol);
      const llc = is8022();
      return and(llc, generator.equals('link header', generator.payload.constant, op.B, protocol));
    }
  }
}

/** Behind MPLS labels nothing says what follows: the version of IP does. */
function labelledIs(generator: Generator, protocol: number): Block {
  if (protocol !== 0x0800 && protocol !== 0x86dd) throw new FilterError('unsupported protocol over mpls');
  const bottom = generator.equals('network', -2, op.B, 1, 1);
  return and(bottom, generator.equals('network', 0, op.B, protocol === 0x0800 ? 0x40 : 0x60, 0xf0));
}

function snapIs(generator: Generator, organization: number, protocol: number): Block {
  const octets = [sap.snap, sap.snap, 3, organization >> 16, (organization >> 8) & 255, organization & 255];
  return generator.equalsOctets('llc', 0, [...octets, protocol >> 8, protocol & 255]);
}

/** Inside Geneve there may be no link-layer header at all. */
function whenThereIsALink(generator: Generator, test: (generator: Generator) => Block): Block {
  if (!generator.isGeneve) return test(generator);
  const header = { code: op.LD | op.MEM, k: generator.linkHeader.register ?? 0 };
  const payload = { code: op.LDX | op.MEM, k: generator.payload.register ?? 0 };
  const check = not(new Block(op.JMP | op.JEQ | op.X, 0, [header, payload]));
  return and(check, test(generator));
}

export function etherAddress(
  generator: Generator,
  octets: readonly number[],
  direction: Direction | undefined,
): Block {
  return whenThereIsALink(generator, () =>
    byDirection(
      direction,
      (end) => generator.equalsOctets('link header', end === 'src' ? 6 : 0, octets),
      and,
      or,
      (name) => `${name} only supported on 802.11 with 802.11 headers`,
    ),
  );
}

export function broadcast(generator: Generator, protocol: string | undefined): Block {
  if (protocol === undefined || protocol === 'link') {
    if (generator.linkType !== 'ethernet') throw new FilterError('not a broadcast link');
    return etherAddress(generator, [255, 255, 255, 255, 255, 255], 'dst');
  }
  if (protocol !== 'ip') throw new FilterError('only link-layer/IP broadcast filters supported');
  // tcpdump does not look for the net's mask (but with -f): the address is all zeros or all ones.
  const isIp = linkTypeIs(generator, 0x0800);
  const zeros = generator.equals('network', 16, op.W, 0);
  return and(isIp, or(zeros, generator.equals('network', 16, op.W, 0xffff_ffff)));
}

export function multicast(generator: Generator, protocol: string | undefined): Block {
  if ((protocol === undefined || protocol === 'link') && generator.linkType === 'ethernet')
    return whenThereIsALink(generator, () => generator.compare('link header', 0, op.B, op.JSET, 1));
  if (protocol === 'ip') {
    const isIp = linkTypeIs(generator, 0x0800);
    return and(isIp, generator.compare('network', 16, op.B, op.JGE, 224));
  }
  if (protocol === 'ip6') {
    const isIp = linkTypeIs(generator, 0x86dd);
    return and(isIp, generator.equals('network', 24, op.B, 255));
  }
  throw new FilterError(
    'link-layer multicast filters supported only on ethernet/FDDI/token ring/ARCNET/802.11/ATM LANE/Fibre Channel',
  );
}

/** `llc`, `llc i`, `llc s`, `llc u` and the names of S and U frames. */
export function llc(generator: Generator, kind: string | undefined): Block {
  const test = kind === undefined ? undefined : llcKinds[kind.toLowerCase()];
  if (kind !== undefined && test === undefined) throw new FilterError(`unknown LLC type name "${kind}"`);
  if (generator.linkType !== 'ethernet')
    throw new FilterError(`'llc' not supported for ${generator.description()}`);
  const length = isLength(generator);
  const frame = and(length, not(generator.equals('llc', 0, op.H, 0xffff)));
  if (test === undefined) return frame;
  if (test === 'i') return and(frame, not(generator.compare('llc', 2, op.B, op.JSET, 1)));
  return and(frame, generator.equals('llc', 2, op.B, test.value, test.mask));
}

const llcKinds: Readonly<Record<string, 'i' | { readonly value: number; readonly mask: number }>> = {
  i: 'i',
  s: { value: 1, mask: 3 },
  u: { value: 3, mask: 3 },
  rr: { value: 0x01, mask: 0x0f },
  rnr: { value: 0x05, mask: 0x0f },
  rej: { value: 0x09, mask: 0x0f },
  ui: { value: 0x03, mask: 0xef },
  ua: { value: 0x63, mask: 0xef },
  disc: { value: 0x43, mask: 0xef },
  dm: { value: 0x0f, mask: 0xef },
  sabme: { value: 0x6f, mask: 0xef },
  test: { value: 0xe3, mask: 0xef },
  xid: { value: 0xaf, mask: 0xef },
  frmr: { value: 0x87, mask: 0xef },
};

const outgoing = 4;

export function sentByUs(generator: Generator, isOutbound: boolean): Block {
  const test = directionTest(generator);
  return isOutbound ? test : not(test);
}

function directionTest(generator: Generator): Block {
  switch (generator.linkType) {
    case 'sll':
      return generator.equals('link header', 0, op.H, outgoing);
    case 'sll2':
      return generator.equals('link header', 10, op.B, outgoing);
    default:
      if (generator.target.source === 'file')
        throw new FilterError(
          `inbound/outbound not supported on ${generator.description()} when reading savefiles`,
        );
      return generator.equals('link header', op.auxiliary.packetType, op.H, outgoing);
  }
}

export function interfaceIndexIs(generator: Generator, index: number): Block {
  if (generator.linkType === 'sll2') return generator.equals('link header', 4, op.W, index);
  if (generator.target.source === 'file')
    throw new FilterError(`ifindex not supported on ${generator.description()} when reading savefiles`);
  return generator.equals('link header', op.auxiliary.interfaceIndex, op.W, index);
}

/** `byte 3 & 4`: as the real one, `&` and `|` compute with whatever is in the accumulator. */
export function octetTest(generator: Generator, operator: string, at: number, value: number): Block {
  switch (operator) {
    case '=':
      return generator.equals('link header', at, op.B, value);
    case '<':
      return not(generator.compare('link header', at, op.B, op.JGE, value));
    case '>':
      return generator.compare('link header', at, op.B, op.JGT, value);
    default:
      return not(
        new Block(op.JMP | op.JEQ | op.K, 0, [
          { code: op.ALU | (operator === '|' ? op.OR : op.AND) | op.K, k: value },
        ]),
      );
  }
}
