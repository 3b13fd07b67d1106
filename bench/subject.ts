/**
 * What is measured, whoever is measured. A subject boots a three-node cluster; `deploy` returns once that many pods of
 * a Deployment behind a Service are ready; `request` is one HTTP request through the Service, answered. Budgets are
 * those the project set itself.
 */
export type Cluster = {
  readonly deploy: (pods: number) => Promise<void> | void;
  readonly request: () => Promise<void> | void;
  /** The same request with every step written down, where the subject can. */
  readonly recordedRequest?: () => Promise<void> | void;
  readonly close: () => Promise<void> | void;
};

export type Subject = {
  readonly name: string;
  /**
   * A cluster whose nodes are ready and whose system pods run: three nodes, or as many more as `pods` need where the
   * subject keeps to Kubernetes' 110 pods a node.
   */
  readonly boot: (pods?: number) => Promise<Cluster> | Cluster;
  /** The largest Deployment that becomes ready in bearable time. */
  readonly mostPods: number;
};
