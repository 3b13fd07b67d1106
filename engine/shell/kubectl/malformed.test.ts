import { beforeAll, expect, it } from 'vitest';
import { Clock, second } from '../../clock/clock.ts';
import type { Cluster } from '../../kubernetes/cluster.ts';
import { FakeRuntime } from '../../kubernetes/node/fake-runtime.ts';
import { referenceCluster } from '../../kubernetes/reference-cluster.ts';
import { FileTree } from '../../linux/file/file-tree.ts';
import { ProcessTable } from '../../linux/process/process.ts';
import { devNull, Sink } from '../../linux/process/stream.ts';
import { kubectl } from './kubectl.ts';

const clock = new Clock();
let cluster: Cluster;

beforeAll(() => {
  cluster = referenceCluster(clock, ({ address }) => new FakeRuntime(clock, '10.8.0', address));
  cluster.settle();
});

function stderrOf(words: string, text: string): string {
  const files = new FileTree();
  files.set('/root/f.yaml', text);
  let stderr = '';
  new ProcessTable<undefined>(clock).start({
    program: kubectl(cluster.door, cluster),
    arguments: ['kubectl', ...words.split(' ')],
    place: undefined,
    files,
    stdin: devNull,
    stdout: devNull,
    stderr: new Sink((piece) => (stderr += piece)),
    directory: '/root',
  });
  clock.runUntil(clock.now + second);
  return stderr;
}

const deployment = 'apiVersion: apps/v1\nkind: Deployment\n';
const unreadable = 'error: unable to decode "f.yaml": ';

it.each([
  [
    'get -f f.yaml',
    `${deployment}metadata: {name: {a: b}}\n`,
    `unable to decode "f.yaml": json: cannot unmarshal object into Go struct field ObjectMeta.metadata.name of type string\n`,
  ],
  [
    'set image --local -f f.yaml a=nginx',
    `${deployment}metadata: {name: c}\nspec: {replicas: x}\n`,
    `${unreadable}json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32\n`,
  ],
  [
    'set image --local -f f.yaml a=nginx',
    `${deployment}metadata: {name: c}\nspec: null\n`,
    'error: unable to find container named "a"\n',
  ],
  [
    'set image --local -f f.yaml a=nginx',
    'apiVersion: v1\nkind: Service\nspec: null\n',
    'error: service/ the object is not a pod or does not have a pod template: *v1.Service\n',
  ],
  [
    'label --local -f f.yaml a=b',
    'apiVersion: v1\nkind: List\nitems: [null]\n',
    `unable to get type info from the object "*unstructured.Unstructured": Object 'Kind' is missing in 'object has no kind field '\n`,
  ],
  [
    'label --local -f f.yaml a=b',
    'apiVersion: v1\nkind: List\nitems: {a: b}\n',
    `${unreadable}json: cannot unmarshal object into Go struct field decodeList.items of type []json.RawMessage\n`,
  ],
  [
    'get -f f.yaml',
    'a: &a\n  b: *a\n',
    "error parsing f.yaml: error converting YAML to JSON: yaml: anchor 'a' value contains itself\n",
  ],
  ['get pods  -o name', '', 'error: resource name may not be empty\n'],
  ['label --local -f f.yaml a=b -o name', `${deployment}metadata: null\n`, ''],
])('%s tells what is wrong with the file as the real one does', (words, text, said) => {
  expect(stderrOf(words, text)).toBe(said);
});
