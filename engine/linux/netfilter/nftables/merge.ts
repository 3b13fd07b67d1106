/**
 * Comparisons that nft makes one of: neighbouring fields of a header, and two bounds one after the other (nft's
 * src/rule.c: payload_do_merge; src/netlink_delinearize.c: expr_postprocess_range). What they do is the kernel's; how
 * they are listed is nft's, which is not always the same.
 */
import type { Family } from './model.ts';
import { typeNamed } from './datatype.ts';
import { fieldOf, protocolNamed } from './protocol.ts';
import { protocolOf, readBy } from './reads.ts';
import { typeOf } from './selectors.ts';
import type { Match, Statement } from './syntax.ts';

interface Placed {
  readonly statement: Match;
  readonly protocol: string;
  readonly base: string;
  readonly offset: number;
  readonly bits: number;
}

function placeOf(statement: Statement): Placed | undefined {
  if (statement.kind !== 'match' || statement.left.kind !== 'payload' || statement.right.kind !== 'value')
    return undefined;
  if (statement.relation !== '==' && statement.relation !== '!=') return undefined;
  const { protocol, field } = statement.left;
  const known = fieldOf(protocol, field);
  if (known === undefined || known.offset % 8 !== 0 || known.bits % 8 !== 0) return undefined;
  // What differs is compared at once whatever the fields are called.
  const base = statement.relation === '!=' ? (protocolNamed(protocol)?.base ?? protocol) : protocol;
  return { statement, protocol, base, offset: known.offset, bits: known.bits };
}

/** Neighbouring fields compared with constants become one comparison, and come back in the header's order. */
export function mergePayloads(statements: readonly Statement[]): readonly Statement[] {
  const result: Statement[] = [];
  let run: Placed[] = [];
  const flush = () => {
    const sorted = [...run].sort((one, other) => one.offset - other.offset);
    for (let at = 0; at < sorted.length;) {
      const group = sorted.slice(at, at + 1);
      for (;;) {
        const last = group.at(-1);
        const next = sorted[at + group.length];
        const bits = group.reduce((sum, each) => sum + each.bits, 0);
        if (last === undefined || next?.base !== last.base) break;
        if (next.statement.relation !== last.statement.relation) break;
        if (next.offset !== last.offset + last.bits || bits + next.bits > 128) break;
        group.push(next);
      }
      const [first, ...rest] = group;
      if (first !== undefined && rest.length > 0 && group.some(({ protocol }) => protocol === 'th')) {
        // No protocol has a name for both together; what asked for one of them is asked by itself.
        for (const { statement } of rest) result.splice(result.indexOf(statement), 1);
        const asked = group
          .map(({ protocol }) => protocolNamed(protocol)?.number)
          .find((one) => one !== undefined);
        const place = result.indexOf(first.statement);
        result.splice(place, 1, joined(group), ...(asked === undefined ? [] : [transportIs(asked)]));
      } else if (first !== undefined && rest.length > 0) {
        for (const { statement } of rest) result.splice(result.indexOf(statement), 1);
        if (first.statement.relation === '!=') result[result.indexOf(first.statement)] = unlessAll(group);
        else result.splice(result.indexOf(first.statement) + 1, 0, ...rest.map(({ statement }) => statement));
      }
      at += group.length;
    }
    run = [];
  };
  for (const statement of statements) {
    const place = placeOf(statement);
    if (statement.kind !== 'match') flush();
    result.push(statement);
    if (place !== undefined) run.push(place);
  }
  flush();
  return result;
}

/** Several `!=` in one comparison hold unless all fields are equal, though they are listed one by one. */
function unlessAll(group: readonly Placed[]): Match {
  const matches = group.map(({ statement }) => statement);
  return {
    kind: 'match',
    left: { kind: 'concatenation', parts: matches.map(({ left }) => left) },
    relation: '!=',
    right: { kind: 'concatenation', parts: matches.map(({ right }) => right) },
    listed: matches,
  };
}

function transportIs(value: number): Match {
  const type = typeNamed('inet_proto');
  return {
    kind: 'match',
    left: { kind: 'meta', key: 'l4proto' },
    relation: '==',
    right: { kind: 'value', value, type },
  };
}

function joined(group: readonly Placed[]): Match {
  let value = 0n;
  for (const { statement, bits } of group)
    if (statement.right.kind === 'value') value = (value << BigInt(bits)) | BigInt(statement.right.value);
  const bits = group.reduce((sum, each) => sum + each.bits, 0);
  const left = { kind: 'raw', base: 'th', offset: group[0]?.offset ?? 0, bits } as const;
  return {
    kind: 'match',
    left,
    relation: group[0]?.statement.relation ?? '==',
    right: { kind: 'value', value: bits > 48 ? value : Number(value), type: typeOf(left) },
  };
}

/**
 * Two comparisons right after each other, `>=` and `<=` or `<` and `>`, are what the kernel makes of a range, so nft
 * lists them as one, of whatever they are. What they do stays as it was.
 */
export function joinRanges(statements: readonly Statement[], family: Family): readonly Statement[] {
  const result: Statement[] = [];
  for (const [at, statement] of statements.entries()) {
    const before = result.at(-1);
    if (before?.kind !== 'match' || statement.kind !== 'match' || before.listed !== undefined) {
      result.push(statement);
      continue;
    }
    const isRange = before.relation === '>=' && statement.relation === '<=';
    const isOutside = before.relation === '<' && statement.relation === '>';
    const { right: from } = before;
    const { right: to } = statement;
    if (
      (isRange || isOutside) &&
      before.left.kind === statement.left.kind &&
      from.kind === 'value' &&
      to.kind === 'value' &&
      !asksMore(statement, statements.slice(0, at), family)
    ) {
      const right = { kind: 'range', first: from.value, last: to.value, type: to.type } as const;
      const listed: Match = { kind: 'match', left: statement.left, relation: isRange ? '==' : '!=', right };
      result[result.length - 1] = { ...before, listed: [] };
      result.push({ ...statement, listed: [listed] });
    } else result.push(statement);
  }
  return result;
}

/** Does the kernel get another comparison before it, of the protocol? */
function asksMore(statement: Statement, before: readonly Statement[], family: Family): boolean {
  const fixed = family === 'ip' || family === 'ip6';
  const seen = before.flatMap(readBy);
  return readBy(statement).some((part) => {
    const protocol = protocolOf(part);
    if (protocol === undefined || protocol.name === 'th') return false;
    const isKnown = seen.some((other) => protocolOf(other)?.name === protocol.name);
    return !isKnown && (protocol.base === 'th' || (protocol.base === 'nh' && !fixed));
  });
}
