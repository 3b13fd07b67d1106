/**
 * ConfigMap, Secret, ServiceAccount and Event (k8s.io/api/core/v1), in the fields that the engine reads or writes.
 */
import type { KubeObject, ObjectReference, Timestamp } from './meta.ts';

export interface ConfigMap extends KubeObject {
  readonly kind: 'ConfigMap';
  readonly data?: Readonly<Record<string, string>>;
  readonly binaryData?: Readonly<Record<string, string>>;
  readonly immutable?: boolean;
}

export interface Secret extends KubeObject {
  readonly kind: 'Secret';
  readonly type?: string;
  /** Base64. */
  readonly data?: Readonly<Record<string, string>>;
  readonly immutable?: boolean;
}

export interface ServiceAccount extends KubeObject {
  readonly kind: 'ServiceAccount';
}

export interface Event extends KubeObject {
  readonly kind: 'Event';
  readonly involvedObject: ObjectReference;
  readonly reason: string;
  readonly message: string;
  readonly type: 'Normal' | 'Warning';
  readonly source: { readonly component?: string; readonly host?: string };
  readonly firstTimestamp: Timestamp | null;
  readonly lastTimestamp: Timestamp | null;
  readonly eventTime: Timestamp | null;
  readonly count?: number;
  readonly reportingComponent: string;
  readonly reportingInstance: string;
}
