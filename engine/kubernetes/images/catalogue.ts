/**
 * The images a node can pull, as data: which program each holds, how it is started, what it weighs. Every other name
 * fails to pull, in containerd's words.
 *
 * Left out: layers and registries; digests are made up, sizes are near the published ones.
 */

export interface ImageProgram {
  /** Which of the engine's programs it is. The machine's owner maps the name to a `Program`. */
  readonly name:
    | 'nginx'
    | 'whoami'
    | 'agnhost'
    | 'kitten'
    | 'nautilus'
    | 'busybox'
    | 'netshoot'
    | 'pause'
    | 'coredns'
    | 'kube-proxy'
    | 'flannel';
  /** ENTRYPOINT of the image. */
  readonly entrypoint: readonly string[];
  /** CMD of the image. */
  readonly defaultArguments: readonly string[];
  /** Ports the image exposes. */
  readonly ports: readonly number[];
}

export interface Image {
  /** Fully qualified, as `docker.io/library/nginx:1.27`. */
  readonly name: string;
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest: string;
  readonly sizeBytes: number;
  readonly program: ImageProgram;
}

const programs = {
  nginx: {
    name: 'nginx',
    entrypoint: ['/docker-entrypoint.sh'],
    defaultArguments: ['nginx', '-g', 'daemon off;'],
    ports: [80],
  },
  whoami: { name: 'whoami', entrypoint: ['/whoami'], defaultArguments: [], ports: [80] },
  agnhost: { name: 'agnhost', entrypoint: ['/agnhost'], defaultArguments: ['pause'], ports: [] },
  kitten: { name: 'kitten', entrypoint: ['/agnhost'], defaultArguments: ['test-webserver'], ports: [] },
  nautilus: { name: 'nautilus', entrypoint: ['/agnhost'], defaultArguments: ['test-webserver'], ports: [] },
  busybox: { name: 'busybox', entrypoint: [], defaultArguments: ['sh'], ports: [] },
  netshoot: { name: 'netshoot', entrypoint: [], defaultArguments: ['zsh'], ports: [] },
  pause: { name: 'pause', entrypoint: ['/pause'], defaultArguments: [], ports: [] },
  coredns: { name: 'coredns', entrypoint: ['/coredns'], defaultArguments: [], ports: [53] },
  'kube-proxy': { name: 'kube-proxy', entrypoint: [], defaultArguments: [], ports: [] },
  flannel: { name: 'flannel', entrypoint: ['/opt/bin/flanneld'], defaultArguments: [], ports: [] },
} satisfies Record<string, ImageProgram>;

/** Tags that exist in every repository here; of others none does. */
const knownTag = /^(latest|stable|mainline|alpine|v?[0-4](\.[0-9]+)*([-.][a-z0-9.-]+)?)$/;

/** Repository → program and size. */
const repositories: ReadonlyMap<string, { readonly program: ImageProgram; readonly sizeBytes: number }> =
  new Map([
    ['docker.io/library/nginx', { program: programs.nginx, sizeBytes: 72_223_946 }],
    ['docker.io/traefik/whoami', { program: programs.whoami, sizeBytes: 2_897_434 }],
    ['registry.k8s.io/e2e-test-images/agnhost', { program: programs.agnhost, sizeBytes: 51_105_200 }],
    ['registry.k8s.io/e2e-test-images/busybox', { program: programs.busybox, sizeBytes: 2_222_545 }],
    ['registry.k8s.io/e2e-test-images/kitten', { program: programs.kitten, sizeBytes: 51_146_010 }],
    ['registry.k8s.io/e2e-test-images/nautilus', { program: programs.nautilus, sizeBytes: 51_157_822 }],
    ['registry.k8s.io/e2e-test-images/nginx', { program: programs.nginx, sizeBytes: 72_223_946 }],
    [
      'registry.k8s.io/e2e-test-images/glibc-dns-testing',
      { program: programs.netshoot, sizeBytes: 112_030_336 },
    ],
    ['docker.io/library/busybox', { program: programs.busybox, sizeBytes: 2_160_406 }],
    ['docker.io/nicolaka/netshoot', { program: programs.netshoot, sizeBytes: 203_441_318 }],
    ['registry.k8s.io/pause', { program: programs.pause, sizeBytes: 318_731 }],
    ['registry.k8s.io/coredns/coredns', { program: programs.coredns, sizeBytes: 23_553_139 }],
    ['registry.k8s.io/kube-proxy', { program: programs['kube-proxy'], sizeBytes: 25_788_119 }],
    ['ghcr.io/flannel-io/flannel', { program: programs.flannel, sizeBytes: 33_087_112 }],
    ['ghcr.io/flannel-io/flannel-cni-plugin', { program: programs.busybox, sizeBytes: 4_853_012 }],
  ]);

/** The full name containerd gives a reference: registry, `library/`, tag. */
export function fullImageName(reference: string): string {
  const first = reference.split('/')[0] ?? '';
  const hasRegistry = reference.includes('/') && (/[.:]/.test(first) || first === 'localhost');
  const withRegistry = hasRegistry
    ? reference
    : reference.includes('/')
      ? `docker.io/${reference}`
      : `docker.io/library/${reference}`;
  if (withRegistry.includes('@')) return withRegistry;
  const last = withRegistry.slice(withRegistry.lastIndexOf('/') + 1);
  return last.includes(':') ? withRegistry : `${withRegistry}:latest`;
}

const found = new Map<string, Image>();

/** @returns undefined when no registry has it */
export function findImage(reference: string): Image | undefined {
  const name = fullImageName(reference);
  const known = found.get(name);
  if (known !== undefined) return known;
  const withoutDigest = name.split('@')[0] ?? name;
  const repository = withoutDigest.replace(/:[^/:]*$/, '');
  const entry = repositories.get(repository);
  const tag = withoutDigest.slice(repository.length + 1);
  if (entry === undefined || !knownTag.test(tag)) return undefined;
  const image: Image = { name, digest: digestOf(name), sizeBytes: entry.sizeBytes, program: entry.program };
  found.set(name, image);
  return image;
}

/** A digest made from the name: same name, same digest. */
function digestOf(name: string): string {
  let text = '';
  let state = 0x811c_9dc5;
  for (let word = 0; word < 8; word++) {
    for (let index = 0; index < name.length; index++)
      state = Math.imul(state ^ (name.charCodeAt(index) + word), 0x0100_0193) >>> 0;
    text += state.toString(16).padStart(8, '0');
  }
  return `sha256:${text}`;
}
