/**
 * The book's table of contents: parts and chapters in reading order. The sidebar shows a chapter once its folder in
 * `docs/` exists, so that the book never links a page that is not there.
 */
import { existsSync } from 'node:fs';

type Chapter = readonly [slug: string, title: string];
type Part = { readonly title: string; readonly chapters: readonly Chapter[] };

export const parts: readonly Part[] = [
  {
    title: 'Before you start',
    chapters: [
      ['index', 'Follow the Packet'],
      ['how-to-read', 'How to read this book'],
    ],
  },
  {
    title: 'The model',
    chapters: [
      ['network-model', 'The network model'],
      ['three-networks', 'Three networks'],
      ['ipam', 'Who hands out addresses'],
    ],
  },
  {
    title: 'One node',
    chapters: [
      ['linux-networking', 'Linux networking'],
      ['pods', 'Inside a pod'],
      ['cni', 'The CNI contract'],
      ['pod-to-pod', 'Pod to pod'],
    ],
  },
  {
    title: 'Across nodes',
    chapters: [
      ['across-nodes', 'Across nodes'],
      ['overlay-networks', 'Overlay networks'],
      ['bgp', 'BGP'],
      ['ebpf', 'eBPF'],
    ],
  },
  {
    title: 'Services',
    chapters: [
      ['services', 'Services'],
      ['kube-proxy', 'kube-proxy'],
      ['nat', 'NAT and conntrack'],
      ['nodeport', 'NodePort'],
      ['load-balancer', 'Load balancers'],
    ],
  },
  {
    title: 'Names and the edge',
    chapters: [
      ['dns', 'DNS'],
      ['ingress', 'Ingress'],
      ['gateway-api', 'Gateway API'],
    ],
  },
  {
    title: 'Control and operate',
    chapters: [
      ['network-policy', 'Network policy'],
      ['troubleshooting', 'Troubleshooting'],
      ['reference', 'Reference'],
    ],
  },
  {
    title: 'Workbench',
    chapters: [
      ['playground', 'Playground'],
      ['your-cluster', 'Your cluster'],
      ['review', 'Review'],
      ['progress', 'Your progress'],
      ['glossary', 'Glossary'],
    ],
  },
  {
    title: 'About the book',
    chapters: [
      ['keyboard', 'Keyboard'],
      ['changes', 'What has changed'],
      ['style-guide', 'Style guide'],
    ],
  },
];

/** @returns undefined for a page that is not in the table of contents */
export function titleOf(slug: string): string | undefined {
  return parts.flatMap(({ chapters }) => chapters).find(([each]) => each === slug)?.[1];
}

/** Every slug of the table of contents, in reading order. */
export const readingOrder: readonly string[] = parts.flatMap(({ chapters }) =>
  chapters.map(([slug]) => slug),
);

/** The parts of the book whose chapters exist under `docs`, as Starlight's sidebar wants them. */
export function sidebar(docs: URL) {
  const written = ([slug]: Chapter) =>
    [`${slug}.mdx`, `${slug}.md`, `${slug}/index.mdx`].some((file) => existsSync(new URL(file, docs)));
  return parts
    .map(({ title, chapters }) => ({
      label: title,
      items: chapters.filter(written).map(([slug, label]) => ({ slug, label })),
    }))
    .filter(({ items }) => items.length > 0);
}
