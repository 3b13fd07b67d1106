/**
 * Pulling an image on a node: what is there, how long it takes, how it fails (pkg/kubelet/images, containerd's words).
 */
import { millisecond, type Time } from '../../clock/clock.ts';
import { findImage, fullImageName, type Image } from './catalogue.ts';

export type PullCheck =
  | { readonly kind: 'present'; readonly image: Image }
  | { readonly kind: 'pull'; readonly image: Image; readonly takes: Time }
  | { readonly kind: 'unknown'; readonly message: string; readonly takes: Time }
  | { readonly kind: 'never' }
  | { readonly kind: 'invalid'; readonly message: string };

const reference =
  /^[a-z0-9]+([._-]+[a-z0-9]+)*(:[0-9]+)?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@sha256:[a-f0-9]{64})?$/;

/** What the nodes have without pulling. */
export interface NodeImages {
  has(name: string): boolean;
  add(name: string): void;
}

export function checkImage(name: string, policy: string, node: NodeImages, nameServer: string): PullCheck {
  if (!reference.test(name))
    return {
      kind: 'invalid',
      message: `Failed to apply default image tag "${name}": couldn't parse image name "${name}": invalid reference format`,
    };
  const full = fullImageName(name);
  const image = findImage(name);
  const present = image !== undefined && node.has(full);
  if (present && policy !== 'Always') return { kind: 'present', image };
  if (policy === 'Never') return { kind: 'never' };
  if (image === undefined) {
    const [registry = '', ...path] = full.split('/');
    const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry;
    const rest = path.join('/');
    const at = rest.lastIndexOf(':');
    const url = `https://${host}/v2/${rest.slice(0, at)}/manifests/${rest.slice(at + 1)}`;
    return {
      kind: 'unknown',
      takes: 150 * millisecond,
      message: `failed to pull and unpack image "${full}": failed to resolve image: failed to do request: Head "${url}": dial tcp: lookup ${host.split(':')[0] ?? ''} on ${nameServer}:53: no such host`,
    };
  }
  // About 40 MB a second, and the registry's answers.
  const takes = present ? 400 * millisecond : 500 * millisecond + Math.round(image.sizeBytes / 40);
  return { kind: 'pull', image, takes };
}
