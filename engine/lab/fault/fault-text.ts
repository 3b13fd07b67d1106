/**
 * Faults in words, for lists of actions and for switches. Apart from what makes them: a page needs no kernel to say it.
 * Left out: when a fault was made; whoever lists them knows.
 */
import type { Fault, LinkTrouble } from './fault.ts';

/** `the cable of k8s-w1 loses 50% of what leaves` */
export function faultText(fault: Fault): string {
  switch (fault.kind) {
    case 'link': {
      const device = fault.device === undefined ? '' : ` at ${fault.device}`;
      return `the cable of ${nameOf(fault.at)}${device} ${troubleText(fault)}`;
    }
    case 'partition':
      return `${fault.between.map(nameOf).join(' and ')} are cut off from each other`;
    case 'power':
      return `${nameOf(fault.at)} has no power`;
    case 'kill':
      return `${fault.process} at ${nameOf(fault.at)} is killed`;
  }
}

const nameOf = (place: string) => place.slice(place.lastIndexOf('/') + 1);

function troubleText({
  loss,
  pattern,
  delay,
  jitter,
  duplicate,
  corrupt,
  reorder,
  rate,
}: LinkTrouble): string {
  const share = (part: number) => `${String(Math.round(part * 1000) / 10)}%`;
  const said = [
    loss === 1 ? 'loses everything that leaves' : loss !== undefined && `loses ${share(loss)} of what leaves`,
    pattern !== undefined && `loses by the pattern ${pattern}`,
    delay !== undefined && `delays by ${String(delay)} ms`,
    jitter !== undefined && `wavers by ${String(jitter)} ms`,
    duplicate !== undefined && `sends ${share(duplicate)} twice`,
    corrupt !== undefined && `damages ${share(corrupt)}`,
    reorder !== undefined && `lets ${share(reorder)} overtake`,
    rate !== undefined && `carries ${String(rate)} octets a second`,
  ].filter((text) => typeof text === 'string');
  return said.length === 0 ? 'is bad' : said.join(', ');
}
