/**
 * A recording of a real cluster: the scenario's files, every step that changed its state and every output that was
 * recorded, in the true order, one JSON object a line. Commands run without a terminal, their two streams kept apart.
 */
import {
  attempt,
  Fields,
  FormatError,
  dictionary,
  list,
  number,
  oneOf,
  type Parsed,
  parseJsonLines,
  string,
} from '../../format/fields.ts';

/** Line 0. */
export interface ClusterHead {
  readonly scenario: string;
  readonly kube_proxy: 'iptables' | 'nftables';
  /** Addresses of CoreDNS's pods when the scenario begins. */
  readonly coredns: readonly string[];
  /** What lies in the folder that kubectl runs in, by name. */
  readonly files: ReadonlyMap<string, string>;
}

/** Recorded, or done without its output being handed out (`exec`): replayed alike. */
export interface ClusterCommand {
  readonly on: string;
  readonly cmd: string;
}

export type ClusterStep =
  | ClusterCommand
  /** Wait until nothing changes any more. */
  | { readonly do: 'settle' }
  /** So many seconds pass. */
  | { readonly do: 'wait'; readonly s: number }
  /** kube-proxy changes its mode on every node. */
  | { readonly do: 'mode'; readonly mode: string };

export interface ClusterRecording {
  readonly head: ClusterHead;
  /** Line 1 first. The last line, which names what the real cluster had drawn, is left out. */
  readonly steps: readonly ClusterStep[];
}

export function parseClusterRecording(text: string, file: string): Parsed<ClusterRecording> {
  return attempt(() => {
    const [head, ...lines] = parseJsonLines(text, file);
    if (head === undefined) throw new FormatError(`${file}: empty`);
    return { head: readHead(new Fields(head.value, head.where)), steps: readSteps(lines) };
  });
}

function readSteps(lines: readonly { readonly value: unknown; readonly where: string }[]): ClusterStep[] {
  return lines
    .map(({ value, where }) => new Fields(value, where))
    .filter((fields) => !fields.has('names'))
    .map((fields) => {
      switch (fields.takeOr('do', oneOf('exec', 'settle', 'wait', 'mode'), undefined)) {
        case 'settle':
          return { do: 'settle' };
        case 'wait':
          return { do: 'wait', s: fields.take('s', number) };
        case 'mode':
          return { do: 'mode', mode: fields.take('mode', string) };
        case 'exec':
        case undefined:
          return { on: fields.take('on', string), cmd: fields.take('cmd', string) };
      }
    });
}

function readHead(fields: Fields): ClusterHead {
  return {
    scenario: fields.take('scenario', string),
    kube_proxy: fields.take('kube_proxy', oneOf('iptables', 'nftables')),
    coredns: fields.take('coredns', list(string)),
    files: fields.take('files', dictionary(string)),
  };
}
