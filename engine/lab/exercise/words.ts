/**
 * An exercise's goal in words, made of its checks: a clause of a sentence each, with its negative, and all of them as one
 * sentence. Places go by their last names. Where that reads badly, a check says it in its author's words.
 */
import type { Flow } from '../probe/flow.ts';
import type { Check, Clause, RowTable } from './check.ts';

/** One sentence: `Bring it about that client reaches web on TCP port 80, and …` */
export function goalOf(checks: readonly Check[]): string {
  const parts = checks.map(wordsOf);
  const last = parts.pop() ?? '';
  return `Bring it about that ${parts.length === 0 ? last : `${parts.join(', ')}, and ${last}`}.`;
}

/** A clause of a sentence, without a full stop. What a machine says stands between backticks. */
export function wordsOf({ says, clause, not }: Check): string {
  return says ?? clauseWords(clause)[not === true ? 1 : 0];
}

const verdicts = {
  refused: ['is refused by', 'is not refused by'],
  unreachable: ['is told of no way to', 'is not told that there is no way to'],
  timeout: ['hears nothing from', 'hears something from'],
  unresolved: ['finds no address for', 'finds an address for'],
} as const;

const rows: Readonly<Record<RowTable, string>> = {
  routes: 'route',
  rules: 'rule',
  neighbours: 'neighbour entry',
  forwarding: 'forwarding entry',
  connections: 'connection',
};

/** What it says, and what its negative says. */
function clauseWords(clause: Clause): readonly [holds: string, fails: string] {
  switch (clause.kind) {
    case 'reaches': {
      const by = clause.by === undefined ? '' : `, and ${name(clause.by)} answers`;
      return [
        `${sender(clause.flow)} reaches ${target(clause.flow)}${by}`,
        `${sender(clause.flow)} does not reach ${target(clause.flow)}${by}`,
      ];
    }
    case 'answers':
      return both(`${target(clause.flow)} answers ${sender(clause.flow)} with \`${clause.text}\``, 'answers');
    case 'ends': {
      const [holds, fails] = verdicts[clause.verdict];
      return [
        `${sender(clause.flow)} ${holds} ${target(clause.flow)}`,
        `${sender(clause.flow)} ${fails} ${target(clause.flow)}`,
      ];
    }
    case 'stopped': {
      const where = [clause.table, clause.chain].filter((each) => each !== undefined).join('/');
      const rule = where === '' ? 'rule' : `rule of \`${where}\``;
      const way = `${sender(clause.flow)} on its way to ${target(clause.flow)}`;
      return [`a ${rule} stops a packet of ${way}`, `no ${rule} stops a packet of ${way}`];
    }
    case 'resolves':
      return both(`\`${clause.name}\` resolves to ${clause.to} for ${name(clause.from)}`, 'resolves');
    case 'crosses':
      return [
        `packets of ${sender(clause.flow)} to ${target(clause.flow)} pass \`${clause.device}\``,
        `packets of ${sender(clause.flow)} to ${target(clause.flow)} do not pass \`${clause.device}\``,
      ];
    case 'field':
      return both(`\`${clause.jsonpath}\` of ${name(clause.path)} is \`${clause.equals}\``, 'is');
    case 'endpoints': {
      const count = `${String(clause.count)} ready endpoint${clause.count === 1 ? '' : 's'}`;
      const service = `Service ${name(clause.service)}`;
      return [`${service} has ${count}`, `${service} has not just ${count}`];
    }
    case 'row':
      return [
        `${name(clause.place)} has a ${rows[clause.table]} \`${clause.words}\``,
        `${name(clause.place)} has no ${rows[clause.table]} \`${clause.words}\``,
      ];
    case 'listens': {
      const port = `${clause.protocol.toUpperCase()} port ${String(clause.port)}`;
      return [
        `${name(clause.place)} listens on ${port}`,
        `nothing at ${name(clause.place)} listens on ${port}`,
      ];
    }
    case 'mtu':
      return both(
        `\`${clause.device}\` of ${name(clause.place)} has an MTU of ${String(clause.octets)}`,
        'has',
      );
  }
}

const negatives: Readonly<Record<string, string>> = {
  answers: 'does not answer',
  resolves: 'does not resolve',
  is: 'is not',
  has: 'does not have',
};

function both(words: string, verb: string): readonly [string, string] {
  return [words, words.replace(` ${verb} `, ` ${negatives[verb] ?? `not ${verb}`} `)];
}

/** `pod/default/client` is client, `node/k8s-w1` is k8s-w1. */
const name = (place: string) => place.slice(place.lastIndexOf('/') + 1);

const sender = ({ from }: Flow) => name(from);

function target({ to, protocol, port }: Flow): string {
  const where = to.startsWith('pod/') ? name(to) : to;
  return protocol === 'icmp'
    ? `${where} by ping`
    : `${where} on ${protocol.toUpperCase()} port ${String(port ?? 80)}`;
}
