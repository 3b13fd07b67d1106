/**
 * The cluster that was recorded: the reference cluster with the laboratory's own images and the Gateway API's definitions.
 */
import { gatewayApiDefinitions } from './gateway-api.ts';
import { laboratoryImages } from '../../images/laboratory.ts';
import { clusterScenario } from '../../reference/cluster-stage.ts';
import { worldCommands } from '../../scenario/world-commands.ts';
import type { Scenario } from '../../stage/stage.ts';

export const recordedCluster: Scenario = clusterScenario(
  {
    name: 'reference',
    title: 'The recorded cluster',
    backend: 'vxlan',
    proxy: 'iptables',
    manifests: gatewayApiDefinitions,
    setup: [],
  },
  { ...worldCommands, published: laboratoryImages },
);
