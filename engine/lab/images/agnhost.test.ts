import { beforeAll, expect, it } from 'vitest';
import { Clock, second } from '../../clock/clock.ts';
import { Random } from '../../clock/random.ts';
import { findImage } from '../../kubernetes/images/catalogue.ts';
import { imageContents, publishedImages } from './contents.ts';
import { FileTree } from '../../linux/file/file-tree.ts';
import { agnhost } from './agnhost.ts';
import { logsGenerator } from './agnhost-logs.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import type { Process } from '../../linux/process/process.ts';

const none = { find: () => undefined, names: () => [] };
const contents = imageContents({
  commands: none,
  components: new Map(),
  images: publishedImages,
  bases: { busybox: none, debian: none, netshoot: none },
  system: new FileTree(),
});

const written: string[] = [];

beforeAll(() => {
  const clock = new Clock();
  const environment = { random: new Random('logs'), wallTime: Date.parse('2026-11-23T05:07:38.494Z') };
  // What the program uses of a process.
  const process = {
    clock,
    place: { environment },
    complain: (text: string) => written.push(text),
  } as unknown as Process<NetworkNamespace>;
  const running = logsGenerator(process, ['--log-lines-total', '3', '--run-duration=2s']);
  while (running.next().done !== true) clock.runUntil(clock.now + second);
});

it.each(['agnhost:2.63.0', 'busybox:1.37.0-1', 'nginx:1.15-4', 'nginx:1.27-0', 'kitten:1.8', 'nautilus:1.8'])(
  'has the test image %s',
  (image) => {
    expect(findImage(`registry.k8s.io/e2e-test-images/${image}`)).toBeDefined();
  },
);

it('knows the pictures of an image by its data', () => {
  const image = findImage('registry.k8s.io/e2e-test-images/kitten:1.8');
  const files = image === undefined ? undefined : contents(image.program).files;
  expect(files?.text('/data.json')).toBe('{\n  "image": "kitten.jpg"\n}\n');
});

it("generates so many lines in klog's form", () => {
  expect(written).toHaveLength(3);
  for (const [index, line] of written.entries())
    expect(line).toMatch(
      new RegExp(
        `^I1123 05:07:38\\.494000 {7}1 logs_generator\\.go:76\\] ${String(index)} (GET|POST|PUT) /api/v1/namespaces/[a-z-]+/pods/\\w{3,4} \\d{3}\\n$`,
      ),
    );
});

it.each([
  ['dns-suffix', 'default.svc.cluster.local,cluster.local\n'],
  ['dns-server-list', '10.96.0.10\n'],
  ['etc-hosts', '127.0.0.1\tlocalhost\n\n'],
])('prints what %s asks for', (subcommand, words) => {
  const files = new FileTree();
  files.set(
    '/etc/resolv.conf',
    'search default.svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n',
  );
  files.set('/etc/hosts', '127.0.0.1\tlocalhost\n');
  let printed = '';
  const process = {
    arguments: ['/agnhost', subcommand],
    variable: () => undefined,
    files,
    print: (text: string) => (printed += text),
  } as unknown as Process<NetworkNamespace>;
  expect(agnhost(process).next()).toEqual({ done: true, value: 0 });
  expect(printed).toBe(words);
});
