/**
 * `vlan`, `mpls`, `pppoes`, `geneve`: tests that also move the headers all later tests look at (gencode.c: gen_vlan,
 * gen_mpls, gen_pppoes, gen_geneve). On a live capture of Ethernet the kernel may have taken a VLAN's tag off the
 * frame, so the program asks for both.
 */
import { and, Block, or, type Statement } from './block.ts';
import { FilterError, type Generator, type Offset, offset } from './generator.ts';
import { linkTypeIs } from './link-layer.ts';
import * as op from './opcode.ts';
import { inVersion } from './port.ts';

const vlanTypes = [0x8100, 0x88a8, 0x9100] as const;

export function vlan(generator: Generator, tag: number | undefined): Block {
  if (generator.labelDepth > 0) throw new FilterError('no VLAN match after MPLS');
  if (generator.linkType !== 'ethernet')
    throw new FilterError(`no VLAN support for ${generator.description()}`);
  const { linkHeader } = generator;
  const isOutermost = generator.vlanDepth === 0 && !linkHeader.isVariable && linkHeader.constant === 0;
  const test =
    isOutermost && generator.target.source === 'device'
      ? vlanOfKernel(generator, tag)
      : vlanInFrame(generator, tag);
  generator.vlanDepth++;
  return test;
}

function vlanType(generator: Generator): Block {
  const [one, other, third] = vlanTypes;
  const first = linkTypeIs(generator, one);
  const either = or(first, linkTypeIs(generator, other));
  return or(either, linkTypeIs(generator, third));
}

function vlanTag(generator: Generator, tag: number): Block {
  if (tag > 0xfff) throw new FilterError(`VLAN tag ${String(tag)} greater than maximum 4095`);
  return generator.equals('network', 0, op.H, tag, 0xfff);
}

function vlanInFrame(generator: Generator, tag: number | undefined): Block {
  const isVlan = vlanType(generator);
  const test = tag === undefined ? isVlan : and(isVlan, vlanTag(generator, tag));
  generator.payload.constant += 4;
  generator.linkTypeField.constant += 4;
  return test;
}

function vlanOfKernel(generator: Generator, tag: number | undefined): Block {
  const present = { code: op.LD | op.ABS | op.B, k: op.auxiliary.vlanTagPresent };
  const known = new Block(op.JMP | op.JEQ | op.K, 1, [present]);
  const inFrame = vlanType(generator);
  const isTag = tag === undefined ? undefined : vlanTag(generator, tag);
  // Only a frame with its tag in place has its headers four octets further on.
  generator.hasVlanOffsets = true;
  const shift = [...shiftOf(generator, generator.payload), ...shiftOf(generator, generator.linkTypeField)];
  inFrame.head.statements = [...shift, ...inFrame.head.statements];
  const test = or(known, inFrame);
  if (isTag === undefined) return test;
  const [first] = isTag.statements;
  const fromKernel = { code: op.LD | op.ABS | op.B, k: op.auxiliary.vlanTag };
  isTag.statements = [
    { ...present },
    { code: op.JMP | op.JEQ | op.K, k: 1, jumpTrue: fromKernel, jumpFalse: first },
    fromKernel,
    // Past the load from the frame, to the mask behind it.
    { code: op.JMP | op.JA, k: isTag.statements.length - 1 },
    ...isTag.statements,
  ];
  return and(test, isTag);
}

function shiftOf(generator: Generator, of: Offset): Statement[] {
  of.isVariable = true;
  of.register ??= generator.takeRegister();
  return [
    { code: op.LD | op.MEM, k: of.register },
    { code: op.ALU | op.ADD | op.K, k: 4 },
    { code: op.ST, k: of.register },
  ];
}

/** What has to happen first of all: offsets that vary begin at nothing. */
export function startOfProgram(generator: Generator): Statement[] {
  if (!generator.hasVlanOffsets) return [];
  generator.payload.register ??= generator.takeRegister();
  generator.linkTypeField.register ??= generator.takeRegister();
  return [
    { code: op.LD | op.IMM, k: 0 },
    { code: op.ST, k: generator.payload.register },
    { code: op.ST, k: generator.linkTypeField.register },
  ];
}

export function mpls(generator: Generator, label: number | undefined): Block {
  if (generator.labelDepth === 0 && generator.linkType !== 'ethernet' && generator.linkType !== 'ppp')
    throw new FilterError(`no MPLS support for ${generator.description()}`);
  let test =
    generator.labelDepth > 0
      ? generator.equals('previous label', 2, op.B, 0, 1)
      : linkTypeIs(generator, generator.linkType === 'ppp' ? 0x0281 : 0x8847);
  if (label !== undefined) {
    if (label > 0xf_ffff)
      throw new FilterError(`MPLS label ${String(label)} greater than maximum ${String(0xf_ffff)}`);
    test = and(test, generator.equals('network', 0, op.W, label << 12, 0xffff_f000));
  }
  generator.networkWithoutSnap += 4;
  generator.network += 4;
  generator.labelDepth++;
  return test;
}

export function pppoeSession(generator: Generator, session: number | undefined): Block {
  let test = linkTypeIs(generator, 0x8864);
  if (session !== undefined) {
    if (session > 0xffff)
      throw new FilterError(`PPPoE session number ${String(session)} greater than maximum 65535`);
    test = and(test, generator.equals('network', 0, op.W, session, 0xffff));
  }
  const { payload } = generator;
  generator.linkType = 'ppp';
  const header = { ...payload, constant: payload.constant + generator.network + 6 };
  generator.linkHeader = header;
  generator.linkTypeField = { ...header };
  payload.constant = header.constant + 2;
  generator.network = 0;
  generator.networkWithoutSnap = 0;
  return test;
}

const genevePort = 6081;
const bridgedEthernet = 0x6558;

export function geneve(generator: Generator, network: number | undefined): Block {
  const four = geneveIn(generator, 4, network);
  const either = or(four, geneveIn(generator, 6, network));
  const statements = geneveOffsets(generator);
  const whole = generator.always(true);
  whole.statements = [...statements, ...whole.statements];
  const test = and(either, whole);
  generator.isGeneve = true;
  return test;
}

/** Leaves the length of the IP header in A. */
function geneveIn(generator: Generator, version: 4 | 6, network: number | undefined): Block {
  const origin = version === 4 ? 'ipv4 payload' : 'ipv6 payload';
  const range = { low: genevePort, high: genevePort, isRange: false };
  let test = inVersion(generator, range, 17, 'dst', version);
  test = and(test, generator.equals(origin, 8, op.B, 0, 0xc0));
  if (network !== undefined) {
    if (network > 0xff_ffff)
      throw new FilterError(`Geneve VNI ${String(network)} greater than maximum ${String(0xff_ffff)}`);
    test = and(test, generator.equals(origin, 12, op.W, network * 256, 0xffff_ff00));
  }
  return and(test, new Block(op.JMP | op.JEQ | op.X, 0, headerLength(generator, version)));
}

function headerLength(generator: Generator, version: 4 | 6): Statement[] {
  if (version === 4) return [...generator.ipv4HeaderLength(), { code: op.MISC | op.TXA, k: 0 }];
  const part = generator.variablePart(generator.payload);
  const length = { code: op.LD | op.IMM, k: 40 };
  const sum = part.length === 0 ? [length] : [...part, length, { code: op.ALU | op.ADD | op.X, k: 0 }];
  return [...sum, { code: op.MISC | op.TAX, k: 0 }];
}

/**
 * Three offsets: of the type, of the end of Geneve's header, of the end of the MAC header behind it, if there is one.
 * The jump in the middle is more than the optimizer understands.
 */
function geneveOffsets(generator: Generator): Statement[] {
  const start = generator.payload.constant + generator.network + 8;
  generator.linkTypeField = variable(generator.takeRegister());
  const header = variable(generator.takeRegister());
  generator.linkType = 'ethernet';
  generator.linkHeader = header;
  generator.canOptimize = false;
  const type = generator.linkTypeField.register ?? 0;
  generator.payload = variable(generator.takeRegister());
  const storePayload = { code: op.STX, k: generator.payload.register ?? 0 };
  generator.network = 0;
  const toAccumulator = { code: op.MISC | op.TXA, k: 0 };
  const isEthernet = {
    code: op.JMP | op.JEQ | op.K,
    k: bridgedEthernet,
    jumpTrue: toAccumulator,
    jumpFalse: storePayload,
  };
  const add = (k: number) => ({ code: op.ALU | op.ADD | op.K, k });
  return [
    add(start),
    { code: op.MISC | op.TAX, k: 0 },
    add(2),
    { code: op.ST, k: type },
    { code: op.LD | op.IND | op.B, k: 0 },
    { code: op.ALU | op.AND | op.K, k: 0x3f },
    { code: op.ALU | op.MUL | op.K, k: 4 },
    add(8),
    { code: op.ALU | op.ADD | op.X, k: 0 },
    { code: op.ST, k: header.register ?? 0 },
    { code: op.LD | op.IND | op.H, k: 2 },
    { code: op.LDX | op.MEM, k: header.register ?? 0 },
    isEthernet,
    toAccumulator,
    add(12),
    { code: op.ST, k: type },
    add(2),
    { code: op.MISC | op.TAX, k: 0 },
    storePayload,
  ];
}

function variable(register: number): Offset {
  return { ...offset(0), isVariable: true, register };
}
