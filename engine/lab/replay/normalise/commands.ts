/**
 * The families of commands that the rules speak of, as patterns over a record's command line (in the dialect of
 * dialect.ts), and the ports somebody asked for.
 */
const raw = String.raw;

export const ip = raw`(?:\d{1,3}\.){3}\d{1,3}`;
export const tcpdump = raw`^tcpdump (?!--|-D)`;
export const conntrack = raw`^conntrack -[LDE]|nf_conntrack$`;
export const ping = raw`^(busybox )?ping`;
export const trace = raw`^(busybox )?trace|^mtr`;
export const curl = raw`curl|wget`;
export const monitor = raw`^(nft monitor|xtables-monitor)`;
export const neighbours = raw`^ip (-\S+ )*n(eigh)?\b(?! add| del| flush)|^arp\b|^cat /proc/net/arp`;
export const ss = raw`^ss (?!-[hVs]$|--|bogus)`;
export const sockets = raw`${ss}|^netstat -t`;
/** Services with more than one endpoint. */
export const manyEndpoints = raw`(10\.96\.10\.[58]0|[/ ]web(\.default\S*)?/?$|:30080|:30081)`;

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

/** traceroute's destination ports: somebody's choice as destinations only. */
export function isTraceroutePort(text: string): boolean {
  return text >= '33434' && text < '33534';
}

export const chosenPorts: ReadonlySet<string> = new Set(
  [
    ...[53, 80, 81, 443, 4789, 6443, 8080, 8472, 9000, 9001, 9053, 9153],
    ...[10248, 10249, 10250, 10256, 40000, 40001],
    ...range(8078, 8083),
    ...range(30080, 30100),
    ...range(33434, 33534),
  ].map(String),
);

/** The conntrack timeouts in use, in seconds. */
export const conntrackTimeouts: readonly number[] = [5, 10, 30, 60, 120, 180, 300, 600, 3600, 86400, 432000];
