/** A case as it is written: what goes to the real kernel as JSON and is read for our own by engine/lab/oracle/case.ts. */
import type { Answer } from '../../../engine/lab/oracle/case.ts';
import type { LabMode } from '../../../engine/lab/netlab/mode.ts';

export type Command = [namespace: string, line: string];

export interface ProbeData {
  from: string;
  proto: 'tcp' | 'udp' | 'icmp';
  dst: string;
  dport?: number;
  ttl?: number;
  size?: number;
  df?: boolean;
  src?: string;
  before?: Command[];
  midway?: Command[];
}

export interface DeviceOptions {
  mac?: string;
  mtu?: number;
}

export interface NamespaceData {
  dev?: [name: string, type: string, options?: DeviceOptions][];
  addr?: [device: string, prefix: string][];
  route?: string[];
  rule?: string[];
  neigh?: string[];
  fdb?: string[];
  master?: [port: string, bridge: string][];
  hairpin?: string[];
  down?: string[];
  sysctl?: Record<string, number | string>;
  ipset?: string;
  iptables?: string;
  nft?: string;
  listen?: [protocol: 'tcp' | 'udp', address: string, port: number][];
}

export interface TopologyData {
  ns: Record<string, NamespaceData>;
  veth: [one: string, device: string, other: string, peer: string, options?: VethOptions][];
}

export interface VethOptions {
  mac?: string[];
  mtu?: number;
}

export interface ServiceData {
  ns: string;
  name: string;
  portName: string;
  port: number;
  proto: 'tcp' | 'udp';
  clusterIP: string;
  nodePort?: number;
  etp?: 'Local';
  itp?: 'Local';
  affinity?: number;
  lbIPs?: string[];
  endpoints: { ip: string; port: number; node: string }[];
}

export interface CaseData {
  id: string;
  topo: LabMode | TopologyData;
  services?: ServiceData[];
  warm?: Command[];
  flushct?: string[];
  probes: ProbeData[];
  after?: Command[];
}

/** What a kernel did with a case. */
export interface CaseAnswer {
  readonly actual: readonly Answer[];
  readonly after: readonly string[];
  /** What could not be built or done, in the words of whoever refused. */
  readonly errors: readonly string[];
}
