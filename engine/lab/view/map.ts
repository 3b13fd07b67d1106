/**
 * The cluster as a tree a figure can draw: machines, pods, interfaces, the cables between, services and the pods they
 * point at. Made from the state of kernels and API when it is asked for; holds no truth of its own.
 */

export interface MapView {
  readonly machines: readonly MapMachine[];
  readonly pods: readonly MapPod[];
  readonly services: readonly MapService[];
  readonly cables: readonly MapCable[];
}

export interface MapMachine {
  /** `k8s-w1`, `laptop`, `router` */
  readonly name: string;
  readonly role: 'control-plane' | 'worker' | 'router' | 'outside' | 'switch';
  /** The place to stand: `node/k8s-w1`; undefined where nobody can. */
  readonly place: string | undefined;
  readonly ready: boolean;
  /** The machine's own namespace. */
  readonly interfaces: readonly MapInterface[];
  /** The node's pod range. */
  readonly podRange: string | undefined;
}

export interface MapInterface {
  /** Unique in the map: `k8s-w1/host/cni0`. */
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly mac: string;
  readonly mtu: number;
  readonly up: boolean;
  readonly carrier: boolean;
  /** `10.8.0.1/24` */
  readonly addresses: readonly string[];
  /** The id of the bridge it is a port of. */
  readonly bridge: string | undefined;
}

export interface MapPod {
  /** `default/web-1` */
  readonly id: string;
  readonly name: string;
  readonly namespace: string;
  /** Undefined while it is not scheduled. */
  readonly machine: string | undefined;
  readonly place: string;
  readonly address: string | undefined;
  readonly phase: string;
  /** As the STATUS column of `kubectl get pods`. */
  readonly status: string;
  readonly ready: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly interfaces: readonly MapInterface[];
}

export interface MapService {
  /** `default/web` */
  readonly id: string;
  readonly name: string;
  readonly namespace: string;
  readonly type: string;
  readonly clusterIp: string | undefined;
  /** `80→8080/TCP`, with the node port: `80:30080→8080/TCP` */
  readonly ports: readonly string[];
  readonly endpoints: readonly {
    readonly address: string;
    readonly port: number;
    readonly pod: string | undefined;
    readonly ready: boolean;
  }[];
}

/** A pair of interfaces that are one wire. */
export interface MapCable {
  readonly from: string;
  readonly to: string;
  readonly up: boolean;
}
