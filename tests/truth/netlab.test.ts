/**
 * Our laboratory against the original: every command that the original would run to build it, in every network, with
 * every choice a recording makes, must be a step of ours, in the same order; DNS records and files must be equal.
 */
import { describe, expect, it } from 'vitest';
import { labModes } from '../../engine/lab/netlab/mode.ts';
import { clusterZones } from '../../engine/lab/netlab/dns.ts';
import { filesOf } from '../../engine/lab/netlab/files.ts';
import { serviceSets } from '../../engine/lab/netlab/services.ts';
import type { LabSetting } from '../../engine/lab/netlab/setting.ts';
import { labSteps } from '../../engine/lab/netlab/steps.ts';
import { commandOf } from './step-commands.ts';
import { hasPython, python, shared } from './shared.ts';

const original = shared('kernel-oracle', 'netlab.py');

/** The original with everything that touches the kernel replaced by writing down what it would do. */
const driver = `
import sys, json, re, netlab, os
class Pretend(netlab.Lab):
    def __init__(self, q):
        self.log = []; self.files = {}
        sets = json.load(open(os.path.join(os.path.dirname(netlab.__file__), "..", "goldens", "services.json")))
        super().__init__(q["mode"], services=sets[q["services"]], kubeproxy_mode=q["kubeProxy"], bridge_nf=q["bridgeNetfilter"], hairpin=q["hairpin"])
        if q["podMtu"]: self.podmtu = q["podMtu"]
    def add(self, name, flags, files=(), procs=(), net_from=None):
        if net_from is None: self.log.append([name, "machine"])
        for src, dst in files: self.files.setdefault(name, {})[dst] = open(src).read()
        self.h[name] = dict(pid=name, outer=name, pidns=False); return name
    def sh(self, where, script): self.log += [[where, c.strip()] for l in script.split("\\n") for c in l.split("; ")]
    def exec(self, where, argv, check=False, timeout=60, inp=None): self.log.append([where, "restore " + inp])
    def _tun_ipip(self, n, ip, tip):
        self.log.append([n, "tun tunl0 local " + ip + " " + " ".join(c.replace("/24", "") + "=" + i for m, (i, c) in netlab.NODES.items() if m != n)])
        self.sh(n, f"ip link set tunl0 mtu 1480 up; ip addr add {tip}/32 dev tunl0")
    def _wait(self): pass
out = []
for q in json.load(sys.stdin):
    lab = Pretend(q); lab.build(); out.append({"log": lab.log, "files": lab.files, "dns": [[n, t, v] for (n, t), vs in lab.dnsrecords().items() for v in vs]}); lab.close()
print(json.dumps(out))
`;

interface Built {
  readonly log: readonly (readonly [string, string])[];
  readonly files: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly dns: readonly (readonly [string, number, unknown])[];
}

const settings = labModes.flatMap((mode) =>
  (['basic', 'full', 'udp'] as const).map((services, index) => ({
    mode,
    services,
    kubeProxy: index === 2 ? ('none' as const) : ('iptables' as const),
    bridgeNetfilter: index === 1 ? 0 : 1,
    hairpin: index !== 1,
    podMtu: index === 1 ? 1400 : 0,
  })),
);

/** One command for one thing: `ip link set X master Y up` does two. */
function single([where, command]: readonly [string, string]): string[] {
  const pod = /^ip -n (cni-\S+) (.*)$/.exec(command);
  const place = pod?.[1] ?? where;
  const words = pod === null ? command : `ip ${pod[2] ?? ''}`;
  const split = /^(ip link set \S+)( master \S+| mtu \S+) up$/.exec(words);
  if (split !== null)
    return [`${place}: ${split[1] ?? ''}${split[2] ?? ''}`, `${place}: ${split[1] ?? ''} up`];
  if (words.startsWith('sysctl -qw '))
    return words
      .slice(11)
      .split(' ')
      .map((pair) => `${place}: sysctl ${pair}`);
  if (words.startsWith('iptables -t nat ')) return [`${place}: restore *nat\n${words.slice(16)}\nCOMMIT\n`];
  return [`${place}: ${words}`];
}

describe.skipIf(original === undefined || !hasPython)('the laboratory', () => {
  const answers = (): Built[] => python(driver, settings) as Built[];

  it('is built by the same commands in the same order as the original', () => {
    let commands = 0;
    for (const [at, built] of answers().entries()) {
      const { services, podMtu, ...setting } = settings[at]!;
      const ours: LabSetting = {
        ...setting,
        ...(podMtu === 0 ? {} : { podMtu }),
        services: serviceSets.get(services) ?? [],
      };
      const theirs = built.log.flatMap(single).filter((command) => !command.endsWith(': '));
      expect(labSteps(ours).map(commandOf)).toEqual(theirs);
      commands += theirs.length;
    }
    console.log(`laboratory: ${commands} commands of ${settings.length} laboratories equal`);
  });

  it('knows the same names and has the same files', () => {
    const types = new Map([
      [1, 'A'],
      [12, 'PTR'],
      [33, 'SRV'],
    ]);
    for (const [at, built] of answers().entries()) {
      const { records } = clusterZones(serviceSets.get(settings[at]!.services) ?? []);
      const written = records.map((record) => {
        if (record.type === 'A') return [record.name, 'A', record.address];
        if (record.type === 'PTR') return [record.name, 'PTR', record.target];
        return [record.name, 'SRV', [record.priority, record.weight, record.port, record.target]];
      });
      const key = (row: readonly unknown[]): string => JSON.stringify(row.slice(0, 2));
      const grouped = (rows: readonly (readonly unknown[])[]) =>
        [...new Set(rows.map(key))].sort().map((name) => [name, rows.filter((row) => key(row) === name)]);
      expect(grouped(written)).toEqual(
        grouped(built.dns.map(([name, type, value]) => [name, types.get(type), value])),
      );
      for (const [place, files] of Object.entries(built.files))
        expect(Object.fromEntries(filesOf(place))).toEqual(files);
    }
  });
});
