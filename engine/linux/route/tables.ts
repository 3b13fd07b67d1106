/**
 * A namespace's routing tables and policy rules, and the lookup through both (fib_lookup, net/ipv4/fib_rules.c,
 * fib_trie.c). What the answer means for a packet is in output-lookup.ts and input-lookup.ts.
 */
import type { Address } from '../../net/address/address.ts';
import type { NetDevice } from '../device/device.ts';
import type { Consulted, ConsultedRow } from '../journey/event.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import { defaultRules, type PolicyRule, ruleMatches, type RuleQuestion } from './rule.ts';
import { type Nexthop, type Route, routeTable, scopeNumber } from './route.ts';
import { RouteTable } from './table.ts';
import { routeText } from './text.ts';

/** A route that matched, with the one of its next hops that was picked. */
export interface FibResult {
  readonly route: Route;
  readonly nexthop: Nexthop | undefined;
}

/** What a lookup finds: a route, a rule that refuses, or nothing. */
export type FibAnswer = FibResult | 'blackhole' | 'unreachable' | 'prohibit' | undefined;

export class RoutingTables {
  readonly #namespace: NetworkNamespace;
  readonly #tables = new Map<number, RouteTable>();
  readonly rules: PolicyRule[] = defaultRules();
  /** Counts changes, so that answers may be remembered until the next. */
  generation = 0;
  /** Only the three rules of the beginning: the answer depends on the destination alone. */
  #plain = true;
  #answersOf = 0;
  readonly #answers = new Map<Address, FibResult>();
  readonly #types = new Map<Address, Route['type']>();

  constructor(namespace: NetworkNamespace) {
    this.#namespace = namespace;
    for (const id of [routeTable.local, routeTable.main]) this.table(id);
  }

  /** Made when it is first named, as in the kernel. */
  table(id: number): RouteTable {
    let table = this.#tables.get(id);
    if (table === undefined) {
      table = new RouteTable(id);
      this.#tables.set(id, table);
    }
    return table;
  }

  /** @returns undefined when nobody has put a route into it yet */
  find(id: number): RouteTable | undefined {
    return this.#tables.get(id);
  }

  /** All tables, in the order `table all` shows them. */
  tables(): readonly RouteTable[] {
    return [...this.#tables.values()].sort((one, other) => one.id - other.id);
  }

  add(route: Route, where: 'behind' | 'before' = 'behind'): void {
    this.table(route.table).add(route, where);
    this.generation++;
  }

  replace(old: Route, route: Route): void {
    this.table(old.table).replace(old, route);
    this.generation++;
  }

  remove(route: Route): boolean {
    this.generation++;
    return this.table(route.table).remove(route);
  }

  addRule(rule: PolicyRule): void {
    const at = this.rules.findIndex(
      (other) => other.family === rule.family && other.priority > rule.priority,
    );
    this.rules.splice(at < 0 ? this.rules.length : at, 0, rule);
    this.#plain = false;
    this.generation++;
  }

  removeRule(rule: PolicyRule): void {
    this.rules.splice(this.rules.indexOf(rule), 1);
    this.#plain = false;
    this.generation++;
  }

  /**
   * fib_disable_ip, rt6_disable_ip. `down`: IPv4's local routes stay; `gone`: nothing does; `unaddressed`: the device
   * lost its last IPv4 address, and with it all IPv4 routes.
   */
  deviceDown(device: NetDevice, why: 'down' | 'gone' | 'unaddressed'): void {
    for (const table of this.#tables.values())
      for (const route of table.list()) {
        if (!route.nexthops.some((hop) => hop.device === device)) continue;
        const { family } = route.destination;
        if (why === 'down' && route.type === 'local' && family === 4) continue;
        if (why === 'unaddressed' && family === 6) continue;
        table.remove(route);
        const rest = route.nexthops.filter((hop) => hop.device !== device);
        if (rest.length > 0) table.add({ ...route, nexthops: rest });
      }
    this.generation++;
  }

  /**
   * fib_lookup: the first rule whose table has a route.
   * @param output only routes by this device count
   * @param consulted filled with the tables and rows that were looked at
   */
  lookup(question: RuleQuestion, output?: NetDevice, consulted?: Consulted[]): FibAnswer {
    if (consulted !== undefined || output !== undefined || question.tos !== 0 || !this.#plain)
      return this.#walk(question, output, consulted);
    const remembered = this.#remembered(question.destination);
    if (remembered !== undefined) return remembered;
    const found = this.#walk(question, output, consulted);
    if (typeof found === 'object' && found.route.nexthops.length <= 1)
      this.#answers.set(question.destination, found);
    return found;
  }

  /** The answer given before, while no route or rule changed. */
  #remembered(destination: Address): FibResult | undefined {
    if (this.#answersOf !== this.generation || this.#answers.size > 4096) {
      this.#answers.clear();
      this.#types.clear();
      this.#answersOf = this.generation;
    }
    return this.#answers.get(destination);
  }

  #walk(
    question: RuleQuestion,
    output: NetDevice | undefined,
    consulted: Consulted[] | undefined,
  ): FibAnswer {
    for (const rule of this.rules) {
      if (rule.family !== question.destination.family || !ruleMatches(rule, question)) continue;
      if (rule.action.kind !== 'table') return rule.action.kind;
      const table = this.#tables.get(rule.action.table);
      if (table === undefined) continue;
      const found = this.#find(table, question, output);
      if (consulted !== undefined) consulted.push(rowsOf(table, question.destination, found?.route));
      if (found === undefined || found.route.type === 'throw') continue;
      if (
        rule.suppressPrefixLength !== undefined &&
        found.route.destination.length <= rule.suppressPrefixLength
      )
        continue;
      return found;
    }
    return undefined;
  }

  /** fib_table_lookup: longest prefix, then type of service, then metric; dead next hops do not count. */
  #find(table: RouteTable, question: RuleQuestion, output: NetDevice | undefined): FibResult | undefined {
    for (const route of table.candidates(question.destination)) {
      if (route.tos !== 0 && route.tos !== question.tos) continue;
      if (route.nexthops.length === 0) return { route, nexthop: undefined };
      const usable = route.nexthops.filter(
        (hop) => (hop.device.up || route.type === 'local') && (output === undefined || hop.device === output),
      );
      const nexthop = usable.length > 1 ? this.#pick(usable, question) : usable[0];
      if (nexthop !== undefined) return { route, nexthop };
    }
    return undefined;
  }

  /** fib_select_multipath: by a hash of source and destination (fib_multipath_hash_policy 0), weighted. */
  #pick(hops: readonly Nexthop[], question: RuleQuestion): Nexthop | undefined {
    const total = hops.reduce((sum, hop) => sum + hop.weight, 0);
    const mixed =
      Math.imul(
        (question.source?.bits ?? 0) ^ Math.imul(question.destination.bits, 0x9e37_79b1),
        0x85eb_ca6b,
      ) >>> 0;
    let point = (mixed / 0x1_0000_0000) * total;
    for (const hop of hops) {
      point -= hop.weight;
      if (point < 0) return hop;
    }
    return hops[0];
  }

  /** The type the local table gives an address (inet_addr_type). */
  localType(address: Address, device?: NetDevice): Route['type'] {
    if (device !== undefined) return this.#localType(address, device);
    this.#remembered(address);
    let type = this.#types.get(address);
    if (type === undefined) {
      type = this.#localType(address, device);
      this.#types.set(address, type);
    }
    return type;
  }

  #localType(address: Address, device: NetDevice | undefined): Route['type'] {
    for (const route of this.table(routeTable.local).candidates(address))
      if (device === undefined || route.nexthops[0]?.device === device) return route.type;
    return 'unicast';
  }

  /** Is a gateway reachable directly: fib_check_nh's question when a route is added. */
  isOnLink(gateway: Address, device: NetDevice | undefined): NetDevice | undefined {
    const question = {
      source: undefined,
      destination: gateway,
      mark: 0,
      tos: 0,
      input: undefined,
      output: undefined,
    };
    const found = this.lookup(question, device);
    if (found === undefined || typeof found === 'string' || found.nexthop === undefined) return undefined;
    const { route } = found;
    if (route.type !== 'unicast' && route.type !== 'local') return undefined;
    const direct =
      gateway.family === 4
        ? scopeNumber[route.scope] >= scopeNumber.link
        : found.nexthop.gateway === undefined;
    return direct ? found.nexthop.device : undefined;
  }

  get namespace(): NetworkNamespace {
    return this.#namespace;
  }
}

/** The table's rows, the matched one lit, the others with why they did not match. */
function rowsOf(table: RouteTable, destination: Address, matched: Route | undefined): Consulted {
  const rows = table.list().map((route): ConsultedRow => {
    const row = { text: routeText(route).trimEnd(), matched: route === matched };
    const provenance = route.provenance === undefined ? {} : { provenance: route.provenance };
    if (route === matched) return { ...row, ...provenance };
    const because = route.destination.contains(destination)
      ? 'a longer prefix or a smaller metric wins'
      : `${destination.text} is not in ${route.destination.canonical.toString()}`;
    return { ...row, because, ...provenance };
  });
  const names: Readonly<Record<number, string>> = { 255: 'local', 254: 'main', 253: 'default' };
  return { table: 'routes', name: names[table.id] ?? String(table.id), rows };
}
