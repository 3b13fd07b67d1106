/** The cluster of the stories, and of tests of figures: the reference cluster with a client and a web server on each worker. */
import { finish, type Work } from '../../engine/clock/work.ts';
import type { ScenarioFile } from '../../engine/lab/scenario/scenario-data.ts';
import { scenarioOfData } from '../../engine/lab/scenario/registry.ts';
import type { Action } from '../../engine/lab/world/action.ts';
import { openingWorld } from '../../engine/lab/world/open-world.ts';
import type { World } from '../../engine/lab/world/world-api.ts';
import type { WorldSpec } from '../world/world-spec.ts';

const labels = { app: 'web' };

function pod(name: string, nodeName: string, container: object, more: object = {}) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, ...more },
    spec: { nodeName, terminationGracePeriodSeconds: 1, containers: [{ name: 'main', ...container }] },
  };
}

const whoami = { image: 'traefik/whoami', ports: [{ name: 'http', containerPort: 80 }] };

const file: ScenarioFile = {
  name: 'stories',
  title: 'Stories',
  backend: 'vxlan',
  proxy: 'iptables',
  manifests: [
    pod('client', 'k8s-w1', { image: 'nicolaka/netshoot', command: ['sleep', 'infinity'] }),
    pod('web-1', 'k8s-w1', whoami, { labels }),
    pod('web-2', 'k8s-w2', whoami, { labels }),
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web' },
      spec: { clusterIP: '10.96.10.50', selector: labels, ports: [{ port: 80, targetPort: 'http' }] },
    },
  ],
  setup: [],
};

/** client and web-1 are on k8s-w1, web-2 is on k8s-w2; Service web is in front of both. */
export const addresses: Readonly<Record<'client' | 'web-1' | 'web-2' | 'web', string>> = {
  client: '10.8.0.3',
  'web-1': '10.8.0.4',
  'web-2': '10.8.1.3',
  web: '10.96.10.50',
};

/** @param id of a story that must not meet the others */
export function storySpec(id = 'stories'): WorldSpec {
  return { id, scenario: file.name, title: file.title, file };
}

export function opening(actions: readonly Action[] = []): Work<World> {
  return openingWorld(scenarioOfData(file), actions);
}

/** Made when it is first asked for. */
export function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}

export function openStory(): World {
  return finish(opening());
}
