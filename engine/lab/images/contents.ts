/**
 * What lies in each image of the catalogue: its daemons, the commands one can run in it, a few files. A command an
 * image does not have fails there as it does in the real one.
 */
import { FileTree } from '../../linux/file/file-tree.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import type { Executable, Executables } from '../../linux/process/process.ts';
import type { ImageProgram } from '../../kubernetes/images/catalogue.ts';
import type { ImageContent } from '../../kubernetes/node/containerd/containerd.ts';
import { daemons, essentials } from './daemons.ts';

/** A set of programs that several images share. */
export type ImageBase = 'busybox' | 'debian' | 'netshoot';

const alpine =
  'bash sh cat ls echo printf env printenv hostname date sleep grep sed awk head tail wc sort uniq cut tr tee xargs seq ' +
  'true false test [ pwd id whoami uname mkdir rm cp mv touch getent basename dirname base64 timeout';

const agnhostCommands = `${alpine} curl dig nslookup host nc ping ip iptables wget ss netstat`.split(' ');

/** Commands by image: those of its base, or those it has of the world's. */
const commandsOf: Readonly<Record<ImageProgram['name'], ImageBase | readonly string[]>> = {
  nginx: 'debian',
  whoami: [],
  agnhost: agnhostCommands,
  kitten: agnhostCommands,
  nautilus: agnhostCommands,
  busybox: 'busybox',
  netshoot: 'netshoot',
  pause: [],
  coredns: [],
  'kube-proxy': ['sh', 'ip', 'iptables', 'iptables-save', 'iptables-restore', 'conntrack', 'cat', 'ls'],
  flannel: ['sh', 'bash', 'ip', 'iptables', 'iptables-save', 'bridge', 'cat', 'ls'],
};

/** /etc/os-release of base-files 12.4. */
export const debianRelease = `PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
NAME="Debian GNU/Linux"
VERSION_ID="12"
VERSION="12 (bookworm)"
VERSION_CODENAME=bookworm
ID=debian
HOME_URL="https://www.debian.org/"
SUPPORT_URL="https://www.debian.org/support"
BUG_REPORT_URL="https://bugs.debian.org/"
`;

const entryPoints: Readonly<Record<ImageProgram['name'], readonly string[]>> = {
  nginx: ['/docker-entrypoint.sh', 'nginx'],
  whoami: ['/whoami'],
  agnhost: ['/agnhost', '/agnhost-2'],
  kitten: ['/agnhost'],
  nautilus: ['/agnhost'],
  busybox: [],
  netshoot: [],
  pause: ['/pause'],
  coredns: ['/coredns'],
  'kube-proxy': ['/usr/local/bin/kube-proxy'],
  flannel: ['/opt/bin/flanneld'],
};

/** Images whose first process is a command. */
const startWithCommands: ReadonlySet<ImageProgram['name']> = new Set([
  'busybox',
  'netshoot',
  'flannel',
  'agnhost',
  'nginx',
]);

/** Images that hold something else than the published ones do. */
export interface ImageSet {
  readonly commandsOf: Partial<Record<ImageProgram['name'], ImageBase>>;
  /** By the path of their entry point. */
  readonly daemons: ReadonlyMap<string, Executable<NetworkNamespace>>;
}

export const publishedImages: ImageSet = { commandsOf: {}, daemons: new Map() };

export interface ContentParts {
  readonly images: ImageSet;
  /** Every command of the world. */
  readonly commands: Executables<NetworkNamespace>;
  /** Programs of this node's own components, by path: /coredns, /usr/local/bin/kube-proxy, /opt/bin/flanneld. */
  readonly components: ReadonlyMap<string, Executable<NetworkNamespace>>;
  /** A program of busybox differs from the full one of the same name. */
  readonly bases: Readonly<Record<ImageBase, Executables<NetworkNamespace>>>;
  /** /proc and its like. */
  readonly system: FileTree;
}

export function imageContents(parts: ContentParts): (image: ImageProgram) => ImageContent {
  const made = new Map<string, ImageContent>();
  return (image) => {
    let content = made.get(image.name);
    if (content === undefined) {
      content = { executables: executablesOf(image.name, parts), files: filesOf(image.name, parts.system) };
      made.set(image.name, content);
    }
    return content;
  };
}

function executablesOf(image: ImageProgram['name'], parts: ContentParts): Executables<NetworkNamespace> {
  const own = new Map<string, Executable<NetworkNamespace>>();
  for (const path of entryPoints[image]) {
    const found = parts.components.get(path) ?? parts.images.daemons.get(path) ?? daemons.get(path);
    if (found !== undefined) own.set(path, found);
  }
  const wanted = parts.images.commandsOf[image] ?? commandsOf[image];
  const find = (name: string): Executable<NetworkNamespace> | undefined => {
    const known = own.get(name);
    if (known !== undefined) return known;
    const essential = startWithCommands.has(image) ? essentials.get(name) : undefined;
    if (essential !== undefined) return essential;
    const base = name.replace(/^\/(usr\/)?s?bin\//, '');
    if (typeof wanted === 'string') return parts.bases[wanted].find(base);
    return wanted.includes(base) ? parts.commands.find(base) : undefined;
  };
  const names = (): readonly string[] => (typeof wanted === 'string' ? parts.bases[wanted].names() : wanted);
  return { find, names };
}

function filesOf(image: ImageProgram['name'], system: FileTree): FileTree {
  const tree = new FileTree(system);
  if (image === 'nginx') {
    tree.set('/etc/os-release', debianRelease);
    tree.set('/etc/nginx/nginx.conf', 'user  nginx;\nworker_processes  auto;\n');
  }
  if (image === 'kitten' || image === 'nautilus') tree.set('/data.json', `{\n  "image": "${image}.jpg"\n}\n`);
  if (image === 'netshoot' || image === 'agnhost')
    tree.set('/etc/os-release', 'NAME="Alpine Linux"\nID=alpine\n');
  return tree;
}
