/**
 * The one door to the API: a request as HTTP would carry it, and its answer. kubectl, controllers, node agents, the
 * served API and the figures all come through here.
 *
 * In the words of k8s.io/apiserver (verbs, paths, query parameters such as `labelSelector`, `fieldManager`,
 * `fieldValidation`, `dryRun`, `propagationPolicy`). Bodies are decoded JSON values; nobody changes one after handing
 * it over. Requests are synchronous: an answer, or a watch that goes on.
 *
 * Left out: bytes on the wire, authentication (the caller says who it is).
 */
import type { WaitQueue } from '../../linux/process/wait.ts';
import type { KubeObject } from '../objects/meta.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface User {
  readonly name: string;
  readonly groups: readonly string[];
}

export interface ApiRequest {
  readonly method: Method;
  /** Without query, as `/api/v1/namespaces/default/pods/web`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** The decoded JSON (or YAML) body. */
  readonly body?: unknown;
  /** Default `application/json`; for PATCH `application/merge-patch+json` and its kin. */
  readonly contentType?: string;
  /** Default `application/json`; `application/json;as=Table;v=v1;g=meta.k8s.io` asks for a table. */
  readonly accept?: string;
  /** A component of the cluster, as `system:kube-scheduler`: it may do all. Default: whoever looks at the simulation. */
  readonly user?: string;
  /** Somebody from outside, known by a credential: RBAC says what they may do. */
  readonly client?: User;
  /**
   * Answer with `metadata.managedFields`. The real API always does; most who show objects leave them out again (kubectl's
   * OmitManagedFieldsPrinter), and finding them out takes time.
   */
  readonly managedFields?: boolean;
  /** The User-Agent header: a client that names no field manager is known by it. */
  readonly agent?: string;
}

export type ApiAnswer = ApiResponse | ApiWatch;

export interface ApiResponse {
  readonly kind: 'response';
  /** HTTP status code. An error's body is a `Status` object. */
  readonly status: number;
  /** The object or list; text for what the server answers as text/plain (`/healthz`, logs). */
  readonly body: unknown;
  /** Texts of the Warning headers. */
  readonly warnings: readonly string[];
}

export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  /** The object, or the table of one row when the request asked for tables. */
  readonly object: KubeObject;
}

export interface ApiWatch {
  readonly kind: 'watch';
  readonly warnings: readonly string[];
  /** The events that came since the last call, oldest first. */
  take(): readonly WatchEvent[];
  /** Woken when there is something to take, and when the watch ended. */
  readonly changed: WaitQueue;
  /** The server closed it (`timeoutSeconds` passed). */
  readonly ended: boolean;
  stop(): void;
}

export interface ApiDoor {
  request(request: ApiRequest): ApiAnswer;
}

/** The cluster's own components: they send what the engine made. */
export function isComponent(request: ApiRequest): boolean {
  return request.client === undefined && request.user?.startsWith('system:') === true;
}
