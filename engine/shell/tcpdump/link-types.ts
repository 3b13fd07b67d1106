/**
 * The link-layer header types this world's interfaces have (libpcap's dlt_choices): their names for `-y`, their numbers
 * in capture files, and which a device offers.
 */
import type { CaptureTarget } from './interfaces.ts';
import type { LinkType } from './filter/frame.ts';

export const linkTypes: Readonly<
  Record<
    LinkType,
    { readonly name: string; readonly description: string; readonly number: 1 | 101 | 113 | 276 }
  >
> = {
  ethernet: { name: 'EN10MB', description: 'Ethernet', number: 1 },
  raw: { name: 'RAW', description: 'Raw IP', number: 101 },
  sll: { name: 'LINUX_SLL', description: 'Linux cooked v1', number: 113 },
  sll2: { name: 'LINUX_SLL2', description: 'Linux cooked v2', number: 276 },
};

const all = ['ethernet', 'raw', 'sll', 'sll2'] as const;

export const linkTypeText = (type: LinkType) => `${linkTypes[type].name} (${linkTypes[type].description})`;

/** Other numbers for the same (DLT_RAW of Linux and of OpenBSD). */
export function linkTypeNumbered(number: number): LinkType | undefined {
  if (number === 12 || number === 14) return 'raw';
  return all.find((type) => linkTypes[type].number === number);
}

export function linkTypeNamed(name: string): LinkType | undefined {
  const upper = name.toUpperCase().replace(/^DLT_/, '');
  return all.find((type) => linkTypes[type].name === upper);
}

/** The first is what a capture has unless `-y` says another. */
export function linkTypesOf(target: CaptureTarget): readonly LinkType[] {
  if (target === 'any') return ['sll2', 'sll'];
  return target.isPointToPoint ? ['raw'] : ['ethernet'];
}

/** `-L` */
export function linkTypesText(target: CaptureTarget): string {
  const lines = linkTypesOf(target).map(linkTypeText).sort();
  // libpcap offers cable modems' frames on whatever looks like Ethernet; tcpdump cannot print them.
  if (target !== 'any' && !target.isPointToPoint && target.kind !== 'loopback')
    lines.push('DOCSIS (DOCSIS) (printing not supported)');
  return lines.map((line) => `  ${line}\n`).join('');
}
