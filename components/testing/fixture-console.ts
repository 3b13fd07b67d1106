/** A shell of four commands, for trying a terminal: `ip route [del PREFIX]`, `ping [-c N] ADDRESS`, `echo`, `sleep`. */
import { hopLimitOf } from '../../engine/net/flow/rewrite.ts';
import type { Console } from '../../engine/lab/world/world-api.ts';
import type { NetworkNamespace } from '../../engine/linux/namespace/namespace.ts';
import { removeRoute } from '../../engine/linux/netlink/route.ts';
import { routeText } from '../../engine/linux/route/text.ts';
import { kernelHolder } from '../../engine/linux/socket/holder.ts';
import { Address } from '../../engine/net/address/address.ts';
import { Prefix } from '../../engine/net/address/prefix.ts';
import { openRaw } from '../../engine/linux/socket/raw/raw-socket.ts';

const second = 1_000_000;

export class FixtureConsole implements Console {
  readonly tab: string;
  readonly place: string;
  status = 0;
  idle = true;
  #output = '';
  #stop: (() => void) | undefined;
  readonly #namespace: NetworkNamespace;
  readonly #changed: () => void;
  readonly #onOutput = new Set<(text: string) => void>();
  readonly #onIdle = new Set<() => void>();

  constructor(tab: string, place: string, namespace: NetworkNamespace, changed: () => void) {
    this.tab = tab;
    this.place = place;
    this.#namespace = namespace;
    this.#changed = changed;
  }

  get prompt(): string {
    const name = this.place.replace(/^.*\//, '');
    return `\u001b[1;32mroot@${name}\u001b[0m:\u001b[1;34m~\u001b[0m# `;
  }

  resize(): void {
    return;
  }

  onOutput(listener: (text: string) => void): () => void {
    if (this.#output !== '') listener(this.#output);
    this.#onOutput.add(listener);
    return () => this.#onOutput.delete(listener);
  }

  onIdle(listener: () => void): () => void {
    this.#onIdle.add(listener);
    return () => this.#onIdle.delete(listener);
  }

  complete(line: string, cursor: number): readonly string[] {
    const word = /\S*$/.exec(line.slice(0, cursor))?.[0] ?? '';
    const words = line.includes(' ')
      ? ['10.8.0.10', '10.8.0.11', '10.8.1.10', 'route', 'del']
      : ['echo', 'ip', 'ping', 'sleep'];
    return words.filter((each) => each.startsWith(word));
  }

  type(line: string): void {
    this.idle = false;
    const [command = '', ...words] = line.trim().split(/\s+/);
    switch (command) {
      case '':
        return this.#end(0);
      case 'echo':
        this.#print(`${words.join(' ')}\n`);
        return this.#end(0);
      case 'sleep':
        return this.#after(Number(words[0] ?? 1) * second, () => this.#end(0));
      case 'ip':
        return this.#ip(words);
      case 'ping':
        return this.#ping(words);
      default:
        this.#print(`bash: ${command}: command not found\n`);
        return this.#end(127);
    }
  }

  interrupt(): void {
    if (this.idle) return;
    this.#print('^C\n');
    this.#stop?.();
    this.#end(130);
  }

  #ip([object, verb, prefix]: readonly string[]): void {
    if (object !== 'route' && object !== 'r') {
      this.#print(`Object "${object ?? ''}" is unknown, try "ip help".\n`);
      return this.#end(1);
    }
    if (verb === 'del' && prefix !== undefined) {
      const error = removeRoute(this.#namespace, { destination: Prefix.parse(prefix) });
      if (error !== undefined) this.#print('RTNETLINK answers: No such process\n');
      this.#changed();
      return this.#end(error === undefined ? 0 : 2);
    }
    for (const route of this.#namespace.routes.table(254).list())
      if (route.destination.family === 4) this.#print(`${routeText(route).trimEnd()}\n`);
    this.#end(0);
  }

  #ping(words: readonly string[]): void {
    const counted = words.indexOf('-c');
    const count = counted < 0 ? Number.POSITIVE_INFINITY : Number(words[counted + 1]);
    const to = words.find((word) => /^[\d.]+$/.test(word) && word.includes('.')) ?? '10.8.1.10';
    const socket = openRaw(this.#namespace.sockets, { ...kernelHolder, name: 'ping' }, 1);
    if (typeof socket === 'string') return this.#end(2);
    this.#print(`PING ${to} (${to}) 56(84) bytes of data.\n`);
    let sent = 0;
    let got = 0;
    let timer: { cancel(): void } | undefined;
    const take = () => {
      const answer = socket.takePacket();
      if (answer === undefined) return;
      got++;
      this.#print(
        `64 bytes from ${to}: icmp_seq=${String(got)} ttl=${String(hopLimitOf(answer.packet))} time=0.08 ms\n`,
      );
      if (got >= count) finish(true);
    };
    const finish = (prompt: boolean) => {
      timer?.cancel();
      socket.readable.delete(take);
      socket.close();
      this.#print(
        `\n--- ${to} ping statistics ---\n${String(sent)} packets transmitted, ${String(got)} received\n`,
      );
      if (prompt) this.#end(got > 0 ? 0 : 1);
    };
    const send = () => {
      if (sent >= count) {
        finish(true);
        return;
      }
      sent++;
      const data = new Uint8Array(56);
      socket.sendTo({ kind: 'icmp', type: 'echoRequest', id: 9, sequence: sent, data }, Address.parse(to));
      timer = this.#namespace.environment.clock.after(second, send);
    };
    socket.readable.add(take);
    this.#stop = () => finish(false);
    send();
  }

  #after(delay: number, then: () => void): void {
    const timer = this.#namespace.environment.clock.after(delay, then);
    this.#stop = () => timer.cancel();
  }

  #print(text: string): void {
    const lines = text.replaceAll('\n', '\r\n');
    this.#output += lines;
    for (const listener of [...this.#onOutput]) listener(lines);
  }

  #end(status: number): void {
    this.#stop = undefined;
    this.status = status;
    this.idle = true;
    for (const listener of [...this.#onIdle]) listener();
  }
}
