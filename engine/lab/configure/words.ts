/**
 * The arguments of `ip` and `bridge` as laboratories write them (`10.8.1.0/24 via 10.8.1.0 dev flannel.1 onlink`), read
 * into steps. Only the words laboratories use; any other is refused by name. What a person types is read by the shell's
 * own `ip`, with the real tool's errors.
 */
import { FormatError } from '../format/fields.ts';
import type { LabStep, LinkKind, RouteStep, RouteType, RuleStep } from './step.ts';

/** Words that are read one after the other. */
class Words {
  readonly #words: string[];
  readonly #line: string;

  constructor(line: string) {
    this.#line = line;
    this.#words = line.trim().split(/\s+/);
  }

  next(): string | undefined {
    return this.#words.shift();
  }

  peek(): string | undefined {
    return this.#words[0];
  }

  value(of: string): string {
    const word = this.next();
    if (word === undefined) throw new FormatError(`"${this.#line}": a value is missing after "${of}"`);
    return word;
  }

  number(of: string): number {
    const text = this.value(of);
    if (!/^\d+$/.test(text)) throw new FormatError(`"${this.#line}": "${of}" takes a number, not "${text}"`);
    return Number(text);
  }

  unknown(word: string): FormatError {
    return new FormatError(`"${this.#line}": "${word}" is not understood here`);
  }

  /** Each word that is left, with its handler; a word without one is refused. */
  each(handlers: Readonly<Record<string, (word: string) => void>>): void {
    for (let word = this.next(); word !== undefined; word = this.next()) {
      const handler = handlers[word];
      if (handler === undefined) throw this.unknown(word);
      handler(word);
    }
  }
}

type Writable<Value> = { -readonly [key in keyof Value]: Value[key] };

const routeTypes: readonly RouteType[] = ['unicast', 'blackhole', 'unreachable', 'prohibit'];

export function readRoute(line: string): RouteStep {
  const words = new Words(line);
  const named = routeTypes.find((type) => type === words.peek());
  if (named !== undefined) words.next();
  const route: Writable<RouteStep> = { type: named ?? 'unicast', destination: words.value('route') };
  words.each({
    via: (word) => (route.via = words.value(word)),
    dev: (word) => (route.device = words.value(word)),
    src: (word) => (route.source = words.value(word)),
    scope: (word) => (route.scope = readScope(words, word)),
    onlink: () => (route.onlink = true),
    proto: (word) => (route.protocol = words.value(word)),
    metric: (word) => (route.metric = words.number(word)),
    table: (word) => (route.table = words.value(word)),
  });
  return route;
}

function readScope(words: Words, word: string): 'global' | 'link' | 'host' {
  const scope = words.value(word);
  if (scope !== 'global' && scope !== 'link' && scope !== 'host') throw words.unknown(scope);
  return scope;
}

export function readRule(line: string): RuleStep {
  const words = new Words(line);
  const rule: Writable<RuleStep> = { table: 'main' };
  words.each({
    priority: (word) => (rule.priority = words.number(word)),
    pref: (word) => (rule.priority = words.number(word)),
    from: (word) => (rule.from = words.value(word)),
    to: (word) => (rule.to = words.value(word)),
    fwmark: (word) => (rule.mark = words.value(word)),
    iif: (word) => (rule.inDevice = words.value(word)),
    table: (word) => (rule.table = words.value(word)),
    lookup: (word) => (rule.table = words.value(word)),
  });
  return rule;
}

/** `type bridge forward_delay 0`, `type vxlan id 1 local … dev eth0 dstport 8472 nolearning`, `type dummy`. */
export function readLinkType(line: string): LinkKind {
  const words = new Words(line);
  if (words.next() !== 'type') throw new FormatError(`"${line}": a link's type begins with "type"`);
  const type = words.value('type');
  if (type === 'dummy') {
    words.each({});
    return { kind: 'dummy' };
  }
  if (type === 'bridge') {
    let forwardDelay = 15;
    words.each({ forward_delay: (word) => (forwardDelay = words.number(word) / 100) });
    return { kind: 'bridge', forwardDelay };
  }
  if (type !== 'vxlan') throw words.unknown(type);
  const vxlan = { kind: 'vxlan' as const, id: 0, local: '', device: '', port: 8472, learning: true };
  words.each({
    id: (word) => (vxlan.id = words.number(word)),
    local: (word) => (vxlan.local = words.value(word)),
    dev: (word) => (vxlan.device = words.value(word)),
    dstport: (word) => (vxlan.port = words.number(word)),
    nolearning: () => (vxlan.learning = false),
    learning: () => (vxlan.learning = true),
  });
  return vxlan;
}

/** `10.8.1.0 lladdr f2:… dev flannel.1 nud permanent` */
export function readNeighbour(line: string): Extract<LabStep, { do: 'neighbour' }> {
  const words = new Words(line);
  const neighbour = {
    do: 'neighbour' as const,
    namespace: '',
    address: words.value('neigh'),
    mac: '',
    device: '',
    state: 'permanent' as 'permanent' | 'reachable' | 'stale' | 'noarp',
  };
  words.each({
    lladdr: (word) => (neighbour.mac = words.value(word)),
    dev: (word) => (neighbour.device = words.value(word)),
    nud: (word) => {
      const state = words.value(word);
      if (state !== 'permanent' && state !== 'reachable' && state !== 'stale' && state !== 'noarp')
        throw words.unknown(state);
      neighbour.state = state;
    },
  });
  return neighbour;
}

/** `f2:… dev flannel.1 dst 10.10.20.5 self permanent` */
export function readForwarding(line: string): Extract<LabStep, { do: 'fdb' }> {
  const words = new Words(line);
  const entry = { do: 'fdb' as const, namespace: '', mac: words.value('fdb'), device: '', remote: '' };
  words.each({
    dev: (word) => (entry.device = words.value(word)),
    dst: (word) => (entry.remote = words.value(word)),
    self: () => undefined,
    permanent: () => undefined,
  });
  return entry;
}
