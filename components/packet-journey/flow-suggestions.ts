/** What a flow can start from and go to, in the world as it is. */
import type { MapView } from '../../engine/lab/view/map.ts';

export interface FlowSuggestions {
  /** Places a flow can start. */
  readonly from: readonly string[];
  /** Names and addresses it can go to, with what they are. */
  readonly to: readonly { readonly value: string; readonly what: string }[];
}

export function suggestionsFrom(map: MapView, places: readonly string[]): FlowSuggestions {
  const to = [
    ...map.pods.flatMap(({ address, name }) =>
      address === undefined ? [] : [{ value: address, what: `pod ${name}` }],
    ),
    ...map.services.flatMap(({ clusterIp, id }) =>
      clusterIp === undefined || clusterIp === 'None' ? [] : [{ value: clusterIp, what: `Service ${id}` }],
    ),
    ...map.machines.flatMap(({ name, interfaces }) =>
      interfaces
        .filter((each) => each.name === 'eth0')
        .flatMap(({ addresses }) =>
          addresses
            .filter((address) => !address.includes(':'))
            .map((address) => ({ value: address.replace(/\/.*$/, ''), what: name })),
        ),
    ),
  ];
  return { from: places.filter((place) => place !== 'workstation'), to };
}
