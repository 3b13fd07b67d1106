/**
 * A namespace's routing tables and policy rules, and the lookup through both (fib_lookup, net/ipv4/fib_rules.c,
 * fib_trie.c). What the answer means for a packet is in output-lookup.ts and input-lookup.ts.
 */
import type { Address, Family } from '../../net/address/address.ts';
import type { NetDevice } from '../device/device.ts';
import type { Consulted, ConsultedRow } from '../journey/event.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import { tell, tellRoute } from '../netlink/notify.ts';
import { defaultRules, type PolicyRule, ruleMatches, type RuleQuestion } from './rule.ts';
import { rebalance, selectMultipath } from './multipath.ts';
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
  readonly rules: PolicyRule[] = [...defaultRules];
  /** Counts changes, so that answers may be remembered until the next. */
  generation = 0;
  /** Only the rules of the beginning: the answer depends on the destination alone. */
  readonly #plain = { 4: true, 6: true };
  /** Somebody entered a route of type local: that an address is on no device does not make it foreign. */
  hasCustomLocals = false;
  /** A rule or a route with several next hops may want to see protocol and ports. */
  looksAtFlow = false;
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
    tellRoute(this.#namespace, route);
    this.#entered(route);
  }

  replace(old: Route, route: Route): void {
    this.table(old.table).replace(old, route);
    tellRoute(this.#namespace, route);
    this.#entered(route);
  }

  #entered(route: Route): void {
    this.generation++;
    if (route.nexthops.length <= 1) return;
    this.looksAtFlow = true;
    rebalance(route);
  }

  remove(route: Route): boolean {
    const removed = this.removeSilently(route);
    if (removed) tellRoute(this.#namespace, route, true);
    return removed;
  }

  /** fib_flush: what goes with an address or a next hop is not told. */
  removeSilently(route: Route): boolean {
    this.generation++;
    return this.table(route.table).remove(route);
  }

  addRule(rule: PolicyRule): void {
    const at = this.rules.findIndex(
      (other) => other.family === rule.family && other.priority > rule.priority,
    );
    this.rules.splice(at < 0 ? this.rules.length : at, 0, rule);
    tell(this.#namespace, { kind: 'rule', rule });
    this.#rulesChanged(rule.family);
  }

  removeRule(rule: PolicyRule): void {
    this.rules.splice(this.rules.indexOf(rule), 1);
    tell(this.#namespace, { kind: 'rule', rule, deleted: true });
    this.#rulesChanged(rule.family);
  }

  #rulesChanged(family: Family): void {
    const own = this.rules.filter((rule) => rule.family === family);
    this.#plain[family] = own.length === (family === 4 ? 3 : 2) && own.every((rule) => rule.protocol === 2);
    this.looksAtFlow ||= !this.#plain[family];
    this.generation++;
  }

  /** fib4_has_custom_rules */
  hasCustomRules(family: Family): boolean {
    return !this.#plain[family];
  }

  /**
   * fib_sync_down_dev, rt6_disable_ip. `down`: IPv4's local routes stay; `gone`: nothing does, not even a route that has
   * other next hops; `unaddressed`: the device lost its last IPv4 address, and with it all IPv4 routes.
   */
  deviceDown(device: NetDevice, why: 'down' | 'gone' | 'unaddressed'): void {
    for (const table of this.#tables.values())
      for (const route of table.list()) {
        if (!route.nexthops.some((hop) => hop.device === device)) continue;
        const { family } = route.destination;
        if (why === 'down' && route.type === 'local' && family === 4) continue;
        if (why === 'unaddressed' && family === 6) continue;
        const nexthops =
          family === 4
            ? route.nexthops.map((hop) => (hop.device === device ? { ...hop, dead: true } : hop))
            : route.nexthops.filter((hop) => hop.device !== device);
        const alive = why === 'gone' && family === 4 ? [] : nexthops.filter((hop) => hop.dead !== true);
        if (alive.length === 0) {
          table.remove(route);
          if (family === 6) tellRoute(this.#namespace, route, true);
        } else this.#change(table, route, nexthops);
      }
    this.generation++;
  }

  /** fib_sync_up: next hops that were dead since the device went down or lost its last address. */
  deviceUp(device: NetDevice): void {
    this.generation++;
    if (!this.looksAtFlow) return;
    const isBack = (hop: Nexthop) => hop.dead === true && hop.device === device;
    for (const table of this.#tables.values())
      for (const route of table.list())
        if (route.nexthops.some(isBack)) {
          const nexthops = route.nexthops.map((hop) => (isBack(hop) ? { ...hop, dead: false } : hop));
          this.#change(table, route, nexthops);
        }
    this.rebalance(device);
  }

  #change(table: RouteTable, route: Route, nexthops: readonly Nexthop[]): void {
    const changed = { ...route, nexthops };
    table.replace(route, changed);
    this.#entered(changed);
  }

  /** The device has a carrier again, or none any more. */
  rebalance(device: NetDevice): void {
    this.generation++;
    if (!this.looksAtFlow) return;
    for (const table of this.#tables.values())
      for (const route of table.list())
        if (route.nexthops.some((hop) => hop.device === device)) this.#entered(route);
  }

  /**
   * fib_lookup: the first rule whose table has a route.
   * @param output only routes by this device count
   * @param consulted filled with the tables and rows that were looked at
   */
  lookup(question: RuleQuestion, output?: NetDevice, consulted?: Consulted[]): FibAnswer {
    const { family } = question.destination;
    const isPlain = this.#plain[family] && question.tos === 0 && question.leastScope === undefined;
    if (consulted !== undefined || output !== undefined || !isPlain)
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

  /** fib_rules_lookup */
  #walk(
    question: RuleQuestion,
    output: NetDevice | undefined,
    consulted: Consulted[] | undefined,
  ): FibAnswer {
    let from = 0;
    for (const rule of this.rules) {
      if (rule.family !== question.destination.family || rule.priority < from) continue;
      if (!ruleMatches(rule, question)) continue;
      const { action } = rule;
      switch (action.kind) {
        case 'nop':
          continue;
        case 'goto':
          if (this.rules.some((other) => other.family === rule.family && other.priority === action.target))
            from = action.target;
          continue;
        case 'table':
          break;
        default:
          return action.kind;
      }
      const table = this.#tables.get(action.table);
      if (table === undefined) continue;
      const found = this.#find(table, question, output);
      if (consulted !== undefined) consulted.push(rowsOf(table, question.destination, found?.route));
      if (found === undefined || found.route.type === 'throw') continue;
      if (
        rule.suppressPrefixLength !== undefined &&
        found.nexthop !== undefined &&
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
      if (question.leastScope !== undefined && scopeNumber[route.scope] < question.leastScope) continue;
      const { nexthops } = route;
      if (nexthops.length === 0) return { route, nexthop: undefined };
      if (nexthops.length === 1) {
        const [only] = nexthops;
        if (only !== undefined && isUsable(only, route, output)) return { route, nexthop: only };
        continue;
      }
      const first = nexthops.find((hop) => isUsable(hop, route, output));
      if (first === undefined) continue;
      // fib_select_path: who names the device has chosen.
      const chosen = output === undefined ? selectMultipath(this.#namespace, route, question) : undefined;
      return { route, nexthop: chosen ?? first };
    }
    return undefined;
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

  /**
   * Is a gateway reachable directly: the question when a route is added (fib_check_nh_v4_gw).
   * @param table the route goes into: asked first
   */
  isOnLink(gateway: Address, device?: NetDevice, table: number = routeTable.main): NetDevice | undefined {
    const question: RuleQuestion = {
      source: undefined,
      destination: gateway,
      mark: 0,
      tos: 0,
      input: gateway.family === 4 ? 'lo' : undefined,
      output: undefined,
      ...(gateway.family === 4 ? { leastScope: scopeNumber.link } : {}),
    };
    const own = table === routeTable.main ? undefined : this.find(table);
    const inOwn = own === undefined ? undefined : this.#find(own, question, device);
    const found = inOwn ?? this.lookup(question, device);
    if (found === undefined || typeof found === 'string' || found.nexthop === undefined) return undefined;
    const { route } = found;
    if (route.type !== 'unicast' && route.type !== 'local') return undefined;
    const direct = gateway.family === 4 || found.nexthop.gateway === undefined;
    return direct ? found.nexthop.device : undefined;
  }

  get namespace(): NetworkNamespace {
    return this.#namespace;
  }
}

/** fib_lookup_good_nhc */
function isUsable(hop: Nexthop, route: Route, output: NetDevice | undefined): boolean {
  const { device } = hop;
  if (hop.dead === true || (!device.up && route.type !== 'local')) return false;
  if (output !== undefined && output !== device) return false;
  return !device.settings.ignoreLinkdown || device.carrier || route.destination.family === 6;
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
