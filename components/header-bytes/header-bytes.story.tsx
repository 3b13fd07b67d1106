/** A wrapped SYN on the cable; an answer with data; an ICMP error that quotes. */
import { openStory, addresses } from '../testing/story-cluster.ts';
import type { Stories } from '../testing/story.ts';
import type { JourneyModel } from '../packet-journey/model/journey-model.ts';
import { projectJourney } from '../packet-journey/model/project-journey.ts';
import { HeaderBytes } from './HeaderBytes.tsx';

const world = openStory();
const tcp: JourneyModel = projectJourney(
  world.journey({ from: 'pod/default/client', to: addresses['web-2'], port: 80, protocol: 'tcp' }),
  { map: world.map() },
);
const refused = projectJourney(
  world.journey({ from: 'pod/default/client', to: addresses['web-1'], port: 5000, protocol: 'udp' }),
  { map: world.map() },
);
const largest = (model: JourneyModel, header: string) =>
  model.packets
    .filter(({ headers }) => headers.some(({ name }) => name === header) && headers[0]?.name === 'Ethernet')
    .sort((one, other) => other.octets.length - one.octets.length)[0];

/** As it leaves its node: until its neighbour is known, a frame has no addresses. */
const sent = tcp.steps.find(
  ({ decision, device, before }) =>
    decision === 'transmit' && device === 'eth0' && tcp.packets[before]?.headers.length === 7,
);
const wrapped = tcp.packets[sent?.before ?? -1];
const quote = largest(refused, 'ICMP');

export const stories: Stories = {
  octets: () =>
    wrapped === undefined ? null : (
      <HeaderBytes
        id="octets"
        packet={wrapped}
        title="client’s SYN between the nodes"
        show={['IPv4', 'Time to live']}
      />
    ),
  'octets-of-an-error': () =>
    quote === undefined ? null : (
      <HeaderBytes id="octets-of-an-error" packet={quote} title="web-1’s answer to UDP port 5000" />
    ),
};
