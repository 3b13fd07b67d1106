/**
 * Tests of what a packet carries: `tcp`, `proto 17`, `ether proto 0x0806`, and `protochain`, which walks the chain of
 * headers with a loop (gencode.c: gen_proto, gen_proto_abbrev, gen_protochain).
 */
import { and, Block, or, type Statement } from './block.ts';
import { FilterError, type Generator } from './generator.ts';
import { linkTypeIs } from './link-layer.ts';
import * as op from './opcode.ts';
import { etherTypes, ipProtocols, isisTypes, isoProtocols, llcProtocols } from './qualifier.ts';

const fragmentHeader = 44;
const authenticationHeader = 51;
const noNextHeader = 59;
/** Extension headers of IPv6 that say their length in units of eight octets. */
const extensionHeaders = [0, 60, 43, fragmentHeader];

/** A protocol by its own word. */
export function protocolTest(generator: Generator, protocol: string): Block {
  const type = etherTypes[protocol] ?? llcProtocols[protocol];
  if (type !== undefined) return linkTypeIs(generator, type);
  const over = ipProtocols[protocol];
  if (over !== undefined)
    return numberTest(generator, over.number, over.versions === 'both' ? undefined : over.versions);
  const iso = isoProtocols[protocol];
  if (iso !== undefined) return numberTest(generator, iso, 'iso');
  const [first, ...others] = (isisTypes[protocol] ?? []).map(
    (kind) => () => numberTest(generator, kind, 'isis'),
  );
  if (first !== undefined) {
    let tests = first();
    for (const [at, other] of others.entries()) tests = at === 0 ? or(tests, other()) : or(other(), tests);
    return tests;
  }
  if (protocol === 'link') throw new FilterError('link layer applied in wrong context');
  throw new FilterError("'radio' is not a valid protocol type");
}

/** Protocol `value` inside `protocol`; inside either version of IP when that is undefined. */
export function numberTest(generator: Generator, value: number, protocol: string | undefined): Block {
  switch (protocol) {
    case undefined: {
      const four = numberTest(generator, value, 'ip');
      return or(four, numberTest(generator, value, 'ip6'));
    }
    case 'link':
      return linkTypeIs(generator, value);
    case 'ip': {
      const isIp = linkTypeIs(generator, 0x0800);
      return and(isIp, generator.equals('network', 9, op.B, value));
    }
    case 'ip6': {
      const isIp = linkTypeIs(generator, 0x86dd);
      const fragmented = generator.equals('network', 6, op.B, fragmentHeader);
      const inside = and(fragmented, generator.equals('network', 40, op.B, value));
      return and(isIp, or(generator.equals('network', 6, op.B, value), inside));
    }
    case 'iso': {
      const isIso = linkTypeIs(generator, llcProtocols['iso'] ?? 0);
      return and(isIso, generator.equals('network without snap', 0, op.B, value));
    }
    case 'isis': {
      const isIsis = numberTest(generator, isoProtocols['isis'] ?? 0, 'iso');
      return and(isIsis, generator.equals('network without snap', 4, op.B, value));
    }
    default:
      throw new FilterError(refusals[protocol] ?? `'${protocol} proto' is bogus`);
  }
}

const refusals: Readonly<Record<string, string>> = {
  arp: 'arp does not encapsulate another protocol',
  rarp: 'rarp does not encapsulate another protocol',
  atalk: 'AppleTalk encapsulation is not specifiable',
  decnet: 'DECNET encapsulation is not specifiable',
  lat: 'LAT does not encapsulate another protocol',
  sca: 'SCA does not encapsulate another protocol',
  moprc: 'MOPRC does not encapsulate another protocol',
  mopdl: 'MOPDL does not encapsulate another protocol',
  clnp: "'clnp proto' is not supported",
};

/** The loop has a jump back, which the optimizer does not understand: it stays off. */
export function chainTest(generator: Generator, value: number, protocol: string | undefined): Block {
  const register = generator.takeRegister();
  if (protocol === undefined) {
    const four = chainTest(generator, value, 'ip');
    return or(four, chainTest(generator, value, 'ip6'));
  }
  if (protocol !== 'ip' && protocol !== 'ip6') throw new FilterError("bad protocol applied for 'protochain'");
  if (generator.payload.isVariable)
    throw new FilterError("'protochain' not supported with variable length headers");
  generator.canOptimize = false;
  const start = generator.payload.constant + generator.network;
  const isVersion = linkTypeIs(generator, protocol === 'ip' ? 0x0800 : 0x86dd);
  const statements: Statement[] = [];
  const put = (code: number, k: number): Statement => {
    const statement = { code, k };
    statements.push(statement);
    return statement;
  };
  const jumpIf = (k: number) => put(op.JMP | op.JEQ | op.K, k);
  const next = op.LD | op.IND | op.B;

  put(op.LD | op.ABS | op.B, start + (protocol === 'ip' ? 9 : 6));
  if (protocol === 'ip') put(op.LDX | op.MSH | op.B, start);
  else put(op.LDX | op.IMM, 40);
  const again = statements.length;
  const isIt = jumpIf(value);
  const isNone = jumpIf(noNextHeader);
  isIt.jumpFalse = isNone;
  const goAgain = () => put(op.JMP | op.JA, (again - statements.length - 1) >>> 0);
  const tests: Statement[] = [];
  if (protocol === 'ip6') {
    let last = isNone;
    for (const header of extensionHeaders) {
      const test = jumpIf(header);
      last.jumpFalse = test;
      last = test;
      tests.push(test);
    }
    const advance = put(next, start);
    for (const test of tests) test.jumpTrue = advance;
    put(op.ST, register);
    put(next, start + 1);
    put(op.ALU | op.ADD | op.K, 1);
    put(op.ALU | op.MUL | op.K, 8);
    put(op.ALU | op.ADD | op.X, 0);
    put(op.MISC | op.TAX, 0);
    put(op.LD | op.MEM, register);
    goAgain();
  } else isNone.jumpFalse = put(op.ALU | op.ADD | op.K, 0);
  const isAuthentication = jumpIf(authenticationHeader);
  const lastTest = tests.at(-1);
  if (lastTest !== undefined) lastTest.jumpFalse = isAuthentication;
  isAuthentication.jumpTrue = put(op.MISC | op.TXA, 0);
  put(next, start);
  put(op.ST, register);
  put(op.MISC | op.TXA, 0);
  put(op.ALU | op.ADD | op.K, 1);
  put(op.MISC | op.TAX, 0);
  put(next, start);
  put(op.ALU | op.ADD | op.K, 2);
  put(op.ALU | op.MUL | op.K, 4);
  put(op.MISC | op.TAX, 0);
  put(op.LD | op.MEM, register);
  goAgain();
  const end = put(op.ALU | op.ADD | op.K, 0);
  isIt.jumpTrue = end;
  isNone.jumpTrue = end;
  isAuthentication.jumpFalse = end;
  generator.freeRegister(register);
  return and(isVersion, new Block(op.JMP | op.JEQ | op.K, value, statements));
}
