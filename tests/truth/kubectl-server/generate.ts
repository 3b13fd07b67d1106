/**
 * Command lines drawn at random, the same for the same seed: commands that only look, of verbs × kinds × names × flags,
 * right and wrong ones, and commands that change something, in an order in which one builds on another.
 */
import type { Random } from '../../../engine/clock/random.ts';
import { resources } from '../../../engine/kubernetes/api/resources.ts';
import { chance, maybe } from '../fuzz/draw.ts';

const kinds = resources.filter(({ listed }) => listed);

/** What stands in the world, as `TYPE/NAME` in `default` unless a namespace follows. */
const standing: readonly string[] = [
  'deployment/web',
  'statefulset/db',
  'job/once',
  'cronjob/nightly',
  'pod/client',
  'pod/broken',
  'pod/db-0',
  'service/web',
  'service/web-outside',
  'service/db',
  'service/elsewhere',
  'service/kubernetes',
  'endpoints/web',
  'secret/password',
  'configmap/settings',
  'configmap/kube-root-ca.crt',
  'ingress/web',
  'networkpolicy/web-from-client',
  'pdb/web',
  'hpa/web',
  'role/reader',
  'rolebinding/reader',
  'serviceaccount/robot',
  'serviceaccount/default',
  'pvc/data',
  'deployment/api -n shop',
  'daemonset/agent -n shop',
  'resourcequota/small -n shop',
  'limitrange/usual -n shop',
  'deployment/coredns -n kube-system',
  'service/kube-dns -n kube-system',
  'configmap/coredns -n kube-system',
  'configmap/kube-proxy -n kube-system',
  'daemonset/kube-flannel-ds -n kube-flannel',
];

const withoutNamespace: readonly string[] = [
  'node/k8s-w1',
  'node/k8s-cp1',
  'namespace/default',
  'namespace/shop',
  'priorityclass/important',
  'priorityclass/system-node-critical',
  'pv/disk',
  'clusterrole/view',
  'clusterrole/cluster-admin',
  'clusterrolebinding/cluster-admin',
  'servicecidr/kubernetes',
  'ipaddress/10.96.0.1',
  'apiservice/v1.apps',
  'flowschema/probes',
];

const wrongNames = ['nosuch', 'Web', 'we_b', 'web.', 'x'.repeat(70), '10.0.0.1', '-'];
const wrongKinds = [
  'nosuch',
  'pod.v1',
  'deploymentz',
  'deployments.v1.apps',
  'pods.apps',
  'Deployment',
  'POD',
  'po,svc',
  'all',
];
const namespaces = [
  '',
  '',
  '',
  ' -n shop',
  ' -n kube-system',
  ' -A',
  ' -n nosuch',
  ' --namespace=default',
  ' -n Bad_Name',
];
const labelSelectors = [
  'app=web',
  'app!=web',
  'app',
  '!app',
  'app in (web,db)',
  'app notin (web)',
  'app=web,tier=front',
  'tier',
  'app==api',
  'a b',
  'app=',
  '=x',
  'app in ()',
  'app>1',
  'bad key=1',
  'app=web,',
];
const fieldSelectors = [
  'metadata.name=web',
  'metadata.namespace=default',
  'status.phase=Running',
  'status.phase!=Running',
  'spec.nodeName=k8s-w1',
  'type=Opaque',
  'spec.nosuch=1',
  'metadata.name',
  'metadata.name=web,metadata.namespace=shop',
  'involvedObject.kind=Pod',
  'spec.type=ClusterIP',
  'spec.unschedulable=false',
];
const jsonPaths = [
  '{.metadata.name}',
  '{.items[*].metadata.name}',
  '{.items[0]}',
  '{.spec}',
  '{.nosuch}',
  '{.items[0].nosuch.more}',
  '{range .items[*]}{.metadata.name}{"\\t"}{.kind}{"\\n"}{end}',
  '{.items[?(@.metadata.name=="web")].metadata.name}',
  '{.items[-1:].metadata.name}',
  '{',
  '{.items[',
  '{.kind} {.apiVersion}',
  '{..name}',
  '{.metadata.labels}',
  '{@.metadata.labels.app}',
  '{.status.conditions[?(@.type=="Available")].status}',
];
const templates = [
  '{{.metadata.name}}',
  '{{range .items}}{{.metadata.name}} {{end}}',
  '{{.nosuch}}',
  '{{len .items}}',
  '{{.metadata.name',
  '{{range $k, $v := .metadata.labels}}{{$k}}={{$v}} {{end}}',
  '{{if .spec}}yes{{else}}no{{end}}',
  '{{printf "%s/%s" .kind .metadata.name}}',
  '{{index .metadata "name"}}',
  '{{.metadata.labels.app | html}}',
];
const columns = [
  'NAME:.metadata.name',
  'NAME:.metadata.name,KIND:.kind,NO:.nosuch',
  'NAME',
  'A:.metadata.labels',
  'N:{.metadata.name}',
  'IMAGES:.spec.containers[*].image',
  ':.metadata.name',
  'N:metadata.name',
];
const sortings = [
  '.metadata.name',
  'metadata.creationTimestamp',
  '{.metadata.name}',
  '.nosuch',
  '.status.phase',
  '{',
  '.spec.replicas',
  '.metadata.namespace',
];

const quoted = (text: string): string => `'${text}'`;

export function lookingCommand(random: Random): string {
  return random.pick(lookers)(random);
}

type Generator = (random: Random) => string;

function kindName(random: Random): string {
  const kind = random.pick(kinds);
  return random.pick([
    kind.name,
    kind.name,
    kind.singular,
    ...kind.shortNames,
    ...(kind.group === '' ? [] : [`${kind.name}.${kind.group}`]),
  ]);
}

function output(random: Random): string {
  return random.pick<Generator>([
    () => '',
    () => '',
    () => ' -o wide',
    () => ' -o name',
    () => ' -o yaml',
    () => ' -o json',
    () => ' -o kyaml',
    () => ' --no-headers',
    () => ' --show-labels',
    () => ' --show-kind',
    () => ' -L app,tier',
    () => ' --show-managed-fields -o yaml',
    () => ` -o jsonpath=${quoted(random.pick(jsonPaths))}`,
    () => ` -o jsonpath-as-json=${quoted(random.pick(jsonPaths))}`,
    () => ` -o go-template=${quoted(random.pick(templates))}`,
    () => ` -o custom-columns=${quoted(random.pick(columns))}`,
    () =>
      random.pick([
        ' -o custom-columns-file=columns.txt',
        ' -o go-template-file=names.tmpl',
        ' -o jsonpath-file=names.jsonpath',
        ' -o jsonpath-file=nosuch',
      ]),
    () =>
      random.pick([
        ' -o nosuch',
        ' -o',
        ' -o jsonpath',
        ' -o custom-columns',
        ' -o go-template',
        ' --output=',
        ' -o wide --no-headers',
        ' -o json --show-labels',
      ]),
  ])(random);
}

function more(random: Random): string {
  return (
    maybe(random, 0.2, () => ` -l ${quoted(random.pick(labelSelectors))}`) +
    maybe(random, 0.12, () => ` --field-selector ${quoted(random.pick(fieldSelectors))}`) +
    maybe(random, 0.12, () => ` --sort-by=${quoted(random.pick(sortings))}`) +
    maybe(random, 0.05, () =>
      random.pick([
        ' --chunk-size=1',
        ' --chunk-size=0',
        ' --chunk-size=-1',
        ' --ignore-not-found',
        ' --raw /version',
        ' --nosuch',
        ' -q',
        ' --server-print=false',
        ' --label-columns=app',
        ' --allow-missing-template-keys=false',
        ' --subresource=status',
        ' --subresource=nosuch',
      ]),
    )
  );
}

function something(random: Random): string {
  return chance(random, 0.8) ? random.pick(standing) : random.pick(withoutNamespace);
}

const files = [
  'workloads.yaml',
  'rest.yaml',
  'shop.yaml',
  'service.yaml',
  'both.yaml',
  'pod.yaml',
  'unknown-field.yaml',
  'wrong-type.yaml',
  'wrong-image.yaml',
  'selector.yaml',
  'bad-name.yaml',
  'bad-port.yaml',
  'bad-ip.yaml',
  'taken-ip.yaml',
  'no-kind.yaml',
  'unknown-kind.yaml',
  'nowhere.yaml',
  'duplicate.yaml',
  'empty.yaml',
  'generated.yaml',
  'nosuch.yaml',
];

function fileOutput(random: Random): string {
  return random.pick([
    '',
    '',
    '',
    ' -o name',
    ' -o yaml',
    ' -o json',
    " -o jsonpath='{.metadata.name}'",
    ' -o wide',
  ]);
}

const lookers: readonly Generator[] = [
  (random) => `kubectl get ${kindName(random)}${random.pick(namespaces)}${output(random)}${more(random)}`,
  (random) => `kubectl get ${kindName(random)}${random.pick(namespaces)}${output(random)}${more(random)}`,
  (random) => `kubectl get ${something(random)}${output(random)}`,
  (random) => `kubectl get ${something(random)}${output(random)}`,
  (random) =>
    `kubectl get ${random.pick(wrongKinds)}${random.pick(namespaces)}${output(random)}${more(random)}`,
  (random) =>
    `kubectl get ${kindName(random)} ${random.pick(wrongNames)}${random.pick(namespaces)}${output(random)}`,
  (random) =>
    `kubectl get ${kindName(random)},${kindName(random)}${random.pick(namespaces)}${output(random)}`,
  (random) => `kubectl get -f ${random.pick(files)}${output(random)}`,
  (random) => `kubectl describe ${something(random)}`,
  (random) =>
    `kubectl describe ${kindName(random)}${random.pick(namespaces)}${maybe(random, 0.3, () => ` -l ${quoted(random.pick(labelSelectors))}`)}`,
  (random) =>
    `kubectl describe ${random.pick([...wrongKinds, kindName(random)])} ${random.pick(wrongNames)}${random.pick(namespaces)}`,
  (random) =>
    `kubectl auth can-i ${random.pick(['get', 'list', 'create', 'delete', '*', 'nosuch', 'use'])} ${random.pick([kindName(random), 'pods/log', '*', 'nosuch', '/healthz', something(random).split(' ')[0] ?? ''])}${maybe(random, 0.4, () => random.pick([' --as=system:serviceaccount:default:robot', ' --as=nobody', ' --as=system:anonymous']))}${random.pick(namespaces.slice(0, 5))}`,
  (random) =>
    `kubectl get --raw ${quoted(random.pick(['/version', '/api', '/apis', '/api/v1', '/apis/apps/v1', '/healthz', '/readyz', '/livez', '/nosuch', '/api/v1/namespaces/default/pods/client', '/api/v1/nodes/k8s-w1', '/apis/apps/v1/namespaces/default/deployments/web/scale', '/api/v1/namespaces/default/pods?limit=1', '/apis/nosuch/v1', '/api/v1/nosuch', '/']))}`,
  (random) =>
    `kubectl ${random.pick(['api-resources', 'api-resources --namespaced=false', 'api-resources -o wide', 'api-resources -o name', 'api-resources --api-group=apps', 'api-resources --api-group=nosuch', 'api-resources --verbs=list,get', 'api-resources --sort-by=kind', 'api-resources --no-headers', 'api-resources --categories=all', 'api-versions', 'version', 'version -o yaml', 'version -o json', 'version --client', 'cluster-info', 'auth whoami', 'config current-context', 'config get-contexts', 'options', 'top pods', 'top nodes'])}`,
  (random) =>
    `kubectl explain ${random.pick([kindName(random), 'pod.spec', 'pods.spec.containers', 'deploy.spec.strategy', 'svc.spec.nosuch', 'nosuch', 'ingress.spec.rules.http.paths', 'hpa.spec'])}${maybe(random, 0.2, () => random.pick([' --recursive', ' --api-version=v1', ' --api-version=apps/v1', ' --output=plaintext-openapiv2']))}`,
  (random) =>
    `kubectl rollout ${random.pick(['status', 'history', 'history'])} ${random.pick([something(random), 'deployment', 'deployment/nosuch', 'deployment/web --revision=1', 'deployment/web --revision=9', 'sts/db', 'ds/agent -n shop', 'pod/client'])}`.replace(
      /status (deployment\/api|daemonset\/agent)/,
      'status $1',
    ),
  (random) =>
    `kubectl logs ${random.pick(['client', 'client -c shell', 'client -c nosuch', 'client --all-containers', 'client --previous', 'nosuch', 'broken', 'deployment/web --tail=2', 'db-0 --tail=1', 'job/once', 'svc/web --tail=1', '-l app=db --tail=1', '-l app=nosuch', 'client --since=1s', 'client --tail=-2', 'deployment/nosuch', 'cronjob/nightly', 'client shell side', '-l app=db --tail=1 --prefix', 'job/once --timestamps'])}`,
  (random) =>
    `kubectl events${random.pick(['', ' -A', ' -n shop', ' --for pod/client', ' --for deployment/web', ' --types=Warning', ' --types=Nosuch', ' -o name', ' --no-headers', ' --for nosuch/x'])}`,
  (random) =>
    `kubectl ${random.pick(['apply', 'create', 'replace', 'delete', 'apply --server-side'])} -f ${random.pick(files)} --dry-run=server${fileOutput(random)}${random.pick(namespaces.filter((each) => each !== ' -A'))}`,
  (random) =>
    `kubectl ${random.pick(['apply', 'create', 'delete'])} -f ${random.pick(files)} --dry-run=client${fileOutput(random)}`,
  (random) =>
    `kubectl apply -f ${random.pick(files)} --prune --dry-run=server ${random.pick(['-l app=web', '-l app=shop', '-l a in (b)', '--all', '', '--all -l app=web', '--all --prune-allowlist=core/v1/ConfigMap', '--all --prune-allowlist=apps/v1/Deployment --prune-allowlist=core/v1/Service', '--all --prune-allowlist=nosuch', '--all --prune-allowlist=a/b/C', '--all --force', '--all --server-side', '--all -n shop'])}`,
  (random) =>
    `kubectl apply -f ${random.pick(files)} ${random.pick(['-l app=web --dry-run=server', '-l nosuch=x --dry-run=client', '--force --dry-run=client', '--force --dry-run=server', '--subresource=status', '--all -l app=web', '--force --server-side'])}`,
  (random) => `kubectl diff -f ${random.pick(files)}`,
  (random) => dry(random, random.pick(dryChanges)(random)),
];

/** Flags stand before the words of a command to be run. */
function dry(random: Random, change: string): string {
  const [head = '', ...command] = change.split(' -- ');
  const flags = ` --dry-run=${random.pick(['server', 'server', 'client'])}${fileOutput(random)}`;
  return `kubectl ${[head + flags, ...command].join(' -- ')}`;
}

const dryChanges: readonly Generator[] = [
  (random) =>
    `label ${something(random)} ${random.pick(['a=b', 'app=other', 'app-', 'nosuch-', 'a=b c=d', 'a b', 'a=b --overwrite', 'app=other --overwrite', 'bad key=1', `a=${'x'.repeat(70)}`, '=b', 'a=b a-'])}`,
  (random) =>
    `annotate ${something(random)} ${random.pick(['a=b', 'note-', 'note=other', 'a=b --overwrite', 'a', 'x/y/z=1'])}`,
  (random) =>
    `scale ${something(random)} --replicas=${random.pick(['3', '0', '-1', 'x', '2 --current-replicas=2', '2 --current-replicas=9'])}`,
  (random) =>
    `patch ${something(random)} ${random.pick(['', '--type=merge ', '--type=json ', '--type=nosuch '])}-p ${quoted(random.pick(['{"metadata":{"labels":{"a":"b"}}}', '{"spec":{"replicas":4}}', '[{"op":"replace","path":"/metadata/labels/app","value":"x"}]', '[{"op":"remove","path":"/nosuch"}]', '{', '{}', '{"spec":{"nosuch":1}}', '{"spec":{"template":{"spec":{"containers":[{"name":"nginx","image":"nginx:1.28"}]}}}}', '{"spec":{"replicas":"x"}}', 'metadata: {labels: {a: b}}', '{"metadata":{"name":"other"}}', '{"spec":{"clusterIP":"10.96.1.1"}}', '{"spec":{"type":"Nosuch"}}']))}`,
  (random) =>
    `set image ${random.pick(['deployment/web', 'sts/db', 'ds/agent -n shop', 'pod/client', 'deployment/nosuch', 'cronjob/nightly'])} ${random.pick(['nginx=nginx:1.28', '*=nginx:1.28', 'nosuch=x', 'db=nginx:1.27', 'shell=busybox:1.35', ''])}`,
  (random) =>
    `expose ${something(random)} ${random.pick(['--port=80', '--port=80 --target-port=http --name=other', '', '--port=0', '--port=80 --type=NodePort', '--port=80 --type=Nosuch', '--name=Bad_Name --port=80'])}`,
  (random) =>
    `autoscale ${random.pick(['deployment/api -n shop', 'deployment/web', 'pod/client', 'sts/db', 'deployment/nosuch'])} ${random.pick(['--max=3', '--min=2 --max=1', '--min=1 --max=4 --cpu=50%', '', '--max=0'])}`,
  (random) =>
    `create ${random.pick(['configmap c --from-literal=a=b', 'configmap settings', 'secret generic s --from-literal=a=b', 'namespace n', 'namespace shop', 'deployment d --image=nginx', 'deployment web --image=nginx', 'service clusterip web --tcp=80', 'service clusterip new --tcp=80:8080', 'service nodeport new --tcp=80 --node-port=30080', 'service nodeport new --tcp=80 --node-port=100', 'serviceaccount robot', 'role r --verb=get --resource=pods', 'role r --verb=nosuch --resource=pods', 'role r --verb=get --resource=nosuch', 'rolebinding b --role=reader --user=u', 'clusterrole c --verb=get --resource=pods,deployments.apps', 'clusterrolebinding b --clusterrole=view --user=u', 'ingress i --rule=h/=web:80', 'job j --image=busybox', 'job j --from=cronjob/nightly', 'cronjob c --image=busybox --schedule="* * * * *"', 'cronjob c --image=busybox --schedule="nope"', 'quota q --hard=pods=1', 'pdb p --selector=a=b --min-available=1', 'priorityclass p --value=5', 'deployment Bad_Name --image=nginx', 'configmap Bad_Name', 'nosuch'])}`,
  (random) =>
    `run ${random.pick(['one --image=nginx', 'client --image=nginx', 'Bad_Name --image=nginx', 'one', 'one --image=nginx --port=80 --expose', 'one --image=nginx -- a b', 'one --image="bad image"', 'one --image=nginx --restart=Nosuch'])}`,
  (random) =>
    `taint node ${random.pick(['k8s-w1 a=b:NoSchedule', 'k8s-w1 a-', 'nosuch a=b:NoSchedule', 'k8s-w1 a=b:Nosuch', 'k8s-w1 a', 'k8s-cp1 node-role.kubernetes.io/control-plane-'])}`,
  (random) =>
    `${random.pick(['cordon', 'uncordon'])} ${random.pick(['k8s-w1', 'nosuch', '-l nosuch=x', ''])}`,
  (random) =>
    `drain ${random.pick(['k8s-w1', 'k8s-w1 --ignore-daemonsets', 'k8s-w1 --ignore-daemonsets --force', 'nosuch', 'k8s-w2 --ignore-daemonsets --force --delete-emptydir-data'])}`,
  (random) =>
    `delete ${random.pick([something(random), 'pods --all', 'deployment nosuch', 'pods -l app=web', 'svc -l nosuch=x', 'all --all', 'nosuch x', 'pod', 'pod client --all', 'deploy,svc web', 'pod/nosuch --ignore-not-found'])}`,
  (random) =>
    `rollout ${random.pick(['undo deployment/web', 'undo deployment/web --to-revision=5', 'undo pod/client', 'undo deployment/nosuch'])}`,
];

/** Chains of commands that change things and look at what came of it. */
export function changingCommands(random: Random, count: number): readonly string[] {
  return Array.from({ length: count }, () => random.pick(changers)(random));
}

const changers: readonly Generator[] = [
  (random) =>
    `kubectl ${random.pick(['apply', 'apply', 'create', 'replace', 'delete', 'apply --server-side', 'apply --server-side --force-conflicts', 'delete --ignore-not-found'])} -f ${random.pick(files.slice(2))}`,
  (random) => `kubectl ${random.pick(dryChanges.filter((each) => each !== dryChanges[12]))(random)}`,
  (random) =>
    `kubectl wait ${random.pick(['--for=condition=Available deployment/web', '--for=condition=Ready pod/client', '--for=delete pod/nosuch', '--for=condition=Nosuch pod/client', "--for=jsonpath='{.status.phase}'=Running pod/client", '--for=create pod/client', '--for=nosuch pod/client'])} --timeout=1s`,
  (random) =>
    `kubectl rollout ${random.pick(['restart', 'pause', 'resume', 'status --timeout=20s', 'history', 'undo'])} ${random.pick(['deployment/web', 'deployment/shop', 'sts/db', 'ds/agent -n shop'])}`,
  (random) =>
    `kubectl get ${random.pick(['deploy', 'pods', 'rs', 'svc', 'endpoints', 'hpa', 'sts', 'nodes', 'deploy,svc,cm'])}${output(random)}`,
  (random) =>
    `kubectl describe ${random.pick(['deploy/web', 'svc/web', 'node k8s-w1', 'deploy/shop', 'sts/db', 'quota -n shop'])}`,
  (random) =>
    `kubectl delete ${random.pick(['deployment/shop', 'svc/shop', 'pod/single', 'pod/one', 'cm/c', 'deployment/d', 'job/j', 'pod/client --now'])}`,
];
