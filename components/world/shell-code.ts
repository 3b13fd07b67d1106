/**
 * The shell's code, fetched piece by piece: what a command needs when it is first executed, the rest while nothing else is to
 * do. Each piece is a chunk of its own, so none keeps the page from answering while it is evaluated.
 */
import type { Brought } from '../../engine/lab/scenario/shell-later.ts';
import type { CommandCode } from '../../engine/shell/later/command-names.ts';

type Code = CommandCode | 'kubectl' | 'crictl' | 'completers';

/** In the order in which they are fetched when nobody asks: what is likely to be typed first. */
const fetching: Readonly<Record<Code, () => Promise<Brought>>> = {
  kubectl: async () => {
    const [{ kubectl }] = await Promise.all([
      import('../../engine/shell/kubectl/kubectl.ts'),
      import('../../engine/lab/scenario/whole-api.ts'),
    ]);
    return { kubectl };
  },
  text: async () => commands((await import('../../engine/shell/text/commands.ts')).textCommands),
  ip: async () => commands([(await import('../../engine/shell/ip/ip.ts')).ip]),
  curl: async () => commands([(await import('../../engine/shell/curl/curl.ts')).curl]),
  completers: async () => ({
    completers: (await import('../../engine/lab/world/completers.ts')).completersOf,
  }),
  iptables: async () => commands((await import('../../engine/shell/iptables/commands.ts')).iptablesCommands),
  ping: async () => {
    const { ping, ping6 } = await import('../../engine/shell/ping/ping.ts');
    return commands([ping, ping6]);
  },
  tcpdump: async () => commands([(await import('../../engine/shell/tcpdump/tcpdump.ts')).tcpdump]),
  conntrack: async () => commands([(await import('../../engine/shell/conntrack/conntrack.ts')).conntrack]),
  interfaces: async () => {
    const [{ bridge }, { brctl }, { ethtool }, { tc }, { nstat }, { dmesg }, { sysctl }] = await Promise.all([
      import('../../engine/shell/bridge/bridge.ts'),
      import('../../engine/shell/brctl/brctl.ts'),
      import('../../engine/shell/ethtool/ethtool.ts'),
      import('../../engine/shell/tc/tc.ts'),
      import('../../engine/shell/nstat/nstat.ts'),
      import('../../engine/shell/dmesg/dmesg.ts'),
      import('../../engine/shell/sysctl/sysctl.ts'),
    ]);
    return commands([bridge, brctl, ethtool, tc, nstat, dmesg, sysctl]);
  },
  sockets: async () => {
    const [{ ss }, { nc }, { netstat }] = await Promise.all([
      import('../../engine/shell/ss/ss.ts'),
      import('../../engine/shell/nc/nc.ts'),
      import('../../engine/shell/netstat/netstat.ts'),
    ]);
    return commands([ss, nc, netstat]);
  },
  dns: async () => {
    const [{ dig }, { host }, { nslookup }, { getent }, { dnsmasq }] = await Promise.all([
      import('../../engine/shell/dig/dig.ts'),
      import('../../engine/shell/host/host.ts'),
      import('../../engine/shell/nslookup/nslookup.ts'),
      import('../../engine/shell/getent/getent.ts'),
      import('../../engine/shell/dnsmasq/dnsmasq.ts'),
    ]);
    return commands([dig, host, nslookup, getent, dnsmasq]);
  },
  busybox: async () => {
    const { busybox, busyboxApplets } = await import('../../engine/shell/busybox/busybox.ts');
    return { commands: [busybox], applets: [...busyboxApplets, busybox] };
  },
  wget: async () => commands([(await import('../../engine/shell/wget/wget.ts')).wget]),
  paths: async () => {
    const [{ traceroute, traceroute6 }, { tracepath }, { mtr }, { arping }] = await Promise.all([
      import('../../engine/shell/traceroute/traceroute.ts'),
      import('../../engine/shell/tracepath/tracepath.ts'),
      import('../../engine/shell/mtr/mtr.ts'),
      import('../../engine/shell/arping/arping.ts'),
    ]);
    return commands([traceroute, traceroute6, tracepath, mtr, arping]);
  },
  'net-tools': async () => {
    const [{ arp }, { ifconfig }, { route }] = await Promise.all([
      import('../../engine/shell/arp/arp.ts'),
      import('../../engine/shell/ifconfig/ifconfig.ts'),
      import('../../engine/shell/route/route.ts'),
    ]);
    return commands([arp, ifconfig, route]);
  },
  namespaces: async () => {
    const [{ nsenter }, { lsns }, { unshare }] = await Promise.all([
      import('../../engine/shell/nsenter/nsenter.ts'),
      import('../../engine/shell/lsns/lsns.ts'),
      import('../../engine/shell/unshare/unshare.ts'),
    ]);
    return commands([nsenter, lsns, unshare]);
  },
  ps: async () => {
    const [{ ps }, { pgrep, pkill }, { pidof }] = await Promise.all([
      import('../../engine/shell/ps/ps.ts'),
      import('../../engine/shell/pgrep/pgrep.ts'),
      import('../../engine/shell/pidof/pidof.ts'),
    ]);
    return commands([ps, pgrep, pkill, pidof]);
  },
  nft: async () => commands([(await import('../../engine/shell/nft/nft.ts')).nft]),
  ipset: async () => commands([(await import('../../engine/shell/ipset/ipset.ts')).ipset]),
  ipvsadm: async () => commands([(await import('../../engine/shell/ipvsadm/ipvsadm.ts')).ipvsadm]),
  crictl: async () => ({ crictl: (await import('../../engine/shell/crictl/crictl.ts')).crictl }),
};

/** What is no command: code of the API server and of kube-proxy, which they keep by themselves. */
const ofTheApi: Readonly<Record<string, () => Promise<unknown>>> = {
  api: () => import('../../engine/lab/scenario/whole-api.ts'),
  openapi: () => import('../../engine/lab/scenario/whole-openapi.ts'),
  'kube-proxy-nftables': () => import('../../engine/lab/scenario/whole-nftables.ts'),
};

const commands = (list: NonNullable<Brought['commands']>): Brought => ({ commands: list });

const under = new Map<string, Promise<void>>();

/** Fetches a piece that is not there yet. @throws what the network says; it can be asked for again */
export function bringCode(code: string): Promise<void> {
  const known = under.get(code);
  if (known !== undefined) return known;
  const coming = fetchCode(code);
  under.set(code, coming);
  coming.catch(() => under.delete(code));
  return coming;
}

async function fetchCode(code: string): Promise<void> {
  const own = ofTheApi[code];
  if (own !== undefined) {
    await own();
    return;
  }
  if (!isCode(code)) throw new RangeError(`there is no command ${code}`);
  const [{ bring }, brought] = await Promise.all([
    import('../../engine/lab/scenario/shell-later.ts'),
    fetching[code](),
  ]);
  bring(brought);
}

function isCode(name: string): name is Code {
  return Object.hasOwn(fetching, name);
}

/**
 * Fetches what is left, a piece whenever the page has nothing to do. What cannot be fetched is asked for when it is executed; so is
 * what the API says of its schemas, which is larger than all else and rarely read.
 */
export async function bringRest(): Promise<void> {
  for (const code of [...Object.keys(fetching), ...Object.keys(ofTheApi)].filter(
    (one) => one !== 'openapi',
  )) {
    await idle();
    await bringCode(code).catch(() => undefined);
  }
}

/** Milliseconds after which it is fetched all the same. */
const longestWait = 1000;

function idle(): Promise<void> {
  return new Promise((resolve) => {
    // Safari has no idle callbacks.
    if ('requestIdleCallback' in window)
      requestIdleCallback(
        () => {
          resolve();
        },
        { timeout: longestWait },
      );
    else setTimeout(resolve, 50);
  });
}
