/**
 * What the real kubectl answers without any server: command lines (a plain shell's), the files they name, and the named
 * exceptions in which ours answers otherwise.
 */
import { type CommandNode, rootCommand } from '../../engine/shell/kubectl/command/tree.ts';
import { generatorCommands } from './kubectl-generator-commands.ts';
import { changingCommands } from './kubectl-more-commands.ts';

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels:
    app: web
spec:
  replicas: 2
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: nginx
        image: nginx:1.27
        ports:
        - containerPort: 80
`;

const pod = `apiVersion: v1
kind: Pod
metadata:
  name: web
  labels:
    app: web
spec:
  containers:
  - name: web
    image: nginx:1.27
`;

const kubeconfig = `apiVersion: v1
kind: Config
current-context: dev
clusters:
- name: here
  cluster:
    server: https://10.0.0.1:6443
    certificate-authority-data: Zm9v
contexts:
- name: prod
  context:
    cluster: here
    user: somebody
    namespace: shop
- name: dev
  context:
    cluster: here
    user: somebody
users:
- name: somebody
  user:
    token: secret
- name: another
  user:
    client-certificate: /tmp/a.crt
`;

/** In the folder in which the commands run. */
export const manifests: Readonly<Record<string, string>> = {
  'deployment.yaml': deployment,
  'pod.yaml': pod,
  'a.conf': kubeconfig,
  'c.conf': kubeconfig.replace(/ +certificate.*\n/, ''),
  'service.yaml':
    'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    app: shop\n  ports:\n  - port: 80\n',
  'indent.yaml': 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n   labels:\n    app: web\n',
  'tab.yaml': 'apiVersion: v1\nkind: Pod\nmetadata:\n\tname: web\n',
  'colon.yaml': 'apiVersion: v1\nkind: Pod\nmetadata:\n  name web\nspec: {}\n',
  'quote.yaml': 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: "web\n',
  'flow.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: web\n',
  'list.yaml': 'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: web\n  image: nginx\n - name: b\n',
  'nested.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: name: web\n',
  'alias.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: *nowhere\n',
  'kindless.yaml': 'apiVersion: v1\nmetadata:\n  name: web\n',
  'versionless.yaml': 'kind: Pod\nmetadata:\n  name: web\n',
  'sequence.yaml': 'apiVersion: v1\nkind: Pod\nmetadata:\n  labels: [a, b\n',
  'text.yaml': 'just some words\n',
  'empty.yaml': '',
  'comment.yaml': '# nothing yet\n---\n',
  'broken.json': '{"apiVersion": "v1", "kind": "Pod",\n',
  'settings.properties': 'colour=blue\nsize=4\n',
  'settings.env': '# a comment\nCOLOUR=blue\nSIZE=4\n',
  'multiline.txt': 'first line\n  second line\n\nlast line without a newline',
  'notes.txt': 'not a manifest\n',
};

const helpOf = ({ path, children }: CommandNode): readonly string[] => [
  `kubectl ${path} --help`,
  ...children.flatMap(helpOf),
];

/** By what they are about. */
export const commands: readonly string[] = [
  ...rootCommand().children.flatMap(helpOf),
  ...generatorCommands,
  ...changingCommands,
  // create deployment
  'kubectl create deployment web --image=nginx --dry-run=client -o yaml',
  'kubectl create deployment web --image=nginx --dry-run=client -o json',
  'kubectl create deployment web --image=nginx --dry-run=client -o name',
  'kubectl create deployment web --image=nginx --dry-run=client',
  'kubectl create deployment web --image=nginx:1.27 --replicas=3 --port=80 --dry-run=client -o yaml',
  'kubectl create deploy web --image nginx --dry-run client -o yaml -n shop',
  'kubectl create deployment web --image=nginx --dry-run=client -o kyaml',
  'kubectl create deployment web --image=busybox --dry-run=client -o yaml -- sleep 3600',
  'kubectl create deployment web --image=nginx --image=redis --dry-run=client -o yaml',
  'kubectl create deployment web --image=nginx,redis:7 --port=80 --dry-run=client -o yaml',
  'kubectl create deployment web --image=nginx --image=nginx:1 --dry-run=client -o yaml',
  'kubectl create deployment web --image=registry.k8s.io/e2e-test-images/agnhost:2.39 -r 2 --dry-run=client -o yaml',
  'kubectl create deployment web --image=nginx@sha256:0123456789abcdef --dry-run=client -o yaml',
  'kubectl create deployment web --image=nginx --image=redis --dry-run=client -- sleep 1',
  "kubectl create deployment web --image=nginx --dry-run=client -o jsonpath='{.spec.replicas}'",
  "kubectl create deployment web --image=nginx --dry-run=client -o jsonpath='{.spec.template.spec.containers[*].name}'",
  'kubectl create deployment web --image=nginx --dry-run=client -o jsonpath-as-json={.metadata.labels}',
  "kubectl create deployment web --image=nginx --dry-run=client -o jsonpath='{.spec'",
  'kubectl create deployment web --image=nginx --dry-run=client -o jsonpath',
  "kubectl create deployment web --image=nginx --dry-run=client -o go-template='{{.metadata.name}}'",
  'kubectl create deployment web --image=nginx --dry-run=client -o wide',
  'kubectl create deployment web --image=nginx --dry-run=client -o xml',
  'kubectl create deployment web --image=nginx --dry-run=client -o custom-columns=N:.metadata.name',
  'kubectl create deployment web --image=nginx --dry-run=client -o yaml --save-config',
  'kubectl create deployment web --image=nginx --dry-run=maybe -o yaml',
  'kubectl create deployment web --image=nginx --dry-run=client --replicas=-2',
  'kubectl create deployment web --image=nginx --dry-run=client --replicas=two',
  'kubectl create deployment web --image=nginx --dry-run=client --port=http',
  'kubectl create deployment web --dry-run=client',
  'kubectl create deployment --image=nginx --dry-run=client',
  'kubectl create deployment one two --image=nginx --dry-run=client',
  'kubectl create deployment web --image',
  'kubectl create deployment web --imag=nginx --dry-run=client',
  'kubectl create deployment web --image=nginx -r',
  'kubectl create deployment web --image=nginx -z --dry-run=client',
  // create service
  'kubectl create service clusterip web --tcp=80:8080 --dry-run=client -o yaml',
  'kubectl create service clusterip web --tcp=80:8080 --dry-run=client -o json',
  'kubectl create svc clusterip web --tcp=80 --tcp=443:https --dry-run=client -o yaml',
  'kubectl create service clusterip web --tcp=80,443 --dry-run=client -o name',
  'kubectl create service clusterip web --clusterip=None --dry-run=client -o yaml',
  'kubectl create service clusterip web --clusterip=10.96.7.7 --tcp=53:5353 -n shop --dry-run=client -o yaml',
  'kubectl create service clusterip web --clusterip=None --tcp=80 --dry-run=client -o yaml',
  'kubectl create service clusterip web --clusterip=nowhere --tcp=80 --dry-run=client -o yaml',
  'kubectl create service clusterip web --dry-run=client',
  'kubectl create service clusterip --tcp=80 --dry-run=client',
  'kubectl create service clusterip one two --tcp=80 --dry-run=client',
  'kubectl create service clusterip web --tcp=http --dry-run=client',
  'kubectl create service clusterip web --tcp=70000 --dry-run=client',
  'kubectl create service clusterip web --tcp=80:70000 --dry-run=client -o yaml',
  'kubectl create service clusterip web --tcp=80:-web --dry-run=client -o yaml',
  'kubectl create service clusterip web --tcp=0 --dry-run=client -o yaml',
  'kubectl create service nodeport web --tcp=80:8080 --dry-run=client -o yaml',
  'kubectl create service nodeport web --tcp=80:8080 --node-port=30080 --dry-run=client -o yaml',
  'kubectl create service nodeport web --tcp=80 --node-port=http --dry-run=client',
  'kubectl create service nodeport web --tcp=80 --node-port=99999 --dry-run=client -o yaml',
  'kubectl create service nodeport web --dry-run=client',
  'kubectl create service loadbalancer web --tcp=80:8080 --dry-run=client -o yaml',
  'kubectl create service externalname db --external-name=db.example.com --dry-run=client -o yaml',
  'kubectl create service externalname db --external-name=db.example.com --tcp=5432 --dry-run=client -o yaml',
  'kubectl create service externalname db --external-name=Not_A_Name --dry-run=client -o yaml',
  'kubectl create service externalname db --dry-run=client',
  'kubectl create service headless web --tcp=80',
  'kubectl create service',
  'kubectl create service clusterip web --node-port=30080 --tcp=80 --dry-run=client',
  // create configmap, namespace, serviceaccount
  'kubectl create configmap settings --from-literal=colour=blue --from-literal=size=4 --dry-run=client -o yaml',
  "kubectl create configmap settings --from-literal=text='a b: c' --from-literal=empty= --dry-run=client -o yaml",
  "kubectl create configmap settings --from-literal=yes=true --from-literal=n='007' --dry-run=client -o yaml",
  'kubectl create cm settings --from-file=settings.properties --dry-run=client -o yaml',
  'kubectl create cm settings --from-file=key=multiline.txt --dry-run=client -o yaml',
  'kubectl create cm settings --from-env-file=settings.env --dry-run=client -o yaml',
  'kubectl create cm settings --from-file=settings.properties --from-literal=z=1 --dry-run=client -o json',
  'kubectl create configmap settings --dry-run=client -o yaml',
  'kubectl create configmap settings --from-literal=colour --dry-run=client',
  'kubectl create configmap settings --from-literal=a=1 --from-literal=a=2 --dry-run=client',
  "kubectl create configmap settings --from-literal='a b=1' --dry-run=client",
  'kubectl create configmap settings --from-file=missing.txt --dry-run=client',
  'kubectl create configmap settings --from-env-file=missing.env --dry-run=client',
  'kubectl create configmap settings --from-env-file=settings.env --from-literal=a=1 --dry-run=client',
  'kubectl create configmap settings --from-literal=a=1 --append-hash --dry-run=client -o name',
  'kubectl create configmap --dry-run=client',
  'kubectl create configmap one two',
  'kubectl create namespace shop --dry-run=client -o yaml',
  'kubectl create ns shop --dry-run=client -o json',
  'kubectl create namespace',
  'kubectl create namespace one two',
  'kubectl create serviceaccount robot --dry-run=client -o yaml',
  'kubectl create sa robot -n shop --dry-run=client',
  // run
  'kubectl run web --image=nginx --dry-run=client -o yaml',
  'kubectl run web --image=nginx --dry-run=client -o json',
  'kubectl run web --image=nginx --dry-run=client',
  'kubectl run web --image=nginx --port=80 --labels=app=web,tier=front --dry-run=client -o yaml',
  "kubectl run web --image=nginx --env=A=1 --env='B=two words' --restart=Never --dry-run=client -o yaml",
  'kubectl run web --image=nginx --restart=OnFailure --image-pull-policy=IfNotPresent --dry-run=client -o yaml',
  'kubectl run web --image=busybox --dry-run=client -o yaml -- sleep 1d',
  'kubectl run web --image=busybox --command --dry-run=client -o yaml -- sleep 1d',
  'kubectl run web --image=nginx --annotations=a=1 --annotations=b=2 -n shop --dry-run=client -o yaml',
  'kubectl run web --image=nginx --port=80 --expose --dry-run=client -o yaml',
  'kubectl run web --image=nginx --privileged --dry-run=client -o yaml',
  'kubectl run web --image=nginx --expose --dry-run=client',
  'kubectl run web --image=nginx --restart=Sometimes --dry-run=client',
  'kubectl run web --image=nginx --env=A --dry-run=client',
  'kubectl run web --image=nginx --labels=app --dry-run=client',
  'kubectl run web --image=nginx --port=http --dry-run=client',
  'kubectl run web --image=NGINX! --dry-run=client',
  'kubectl run web',
  'kubectl run --image=nginx',
  'kubectl run web --image=nginx --rm --dry-run=client',
  // -f without a server
  ...[
    'indent.yaml',
    'tab.yaml',
    'colon.yaml',
    'quote.yaml',
    'flow.yaml',
    'sequence.yaml',
    'list.yaml',
    'nested.yaml',
    'alias.yaml',
    'kindless.yaml',
    'versionless.yaml',
    'text.yaml',
    'empty.yaml',
    'comment.yaml',
    'broken.json',
    'missing.yaml',
  ].map((file) => `kubectl create -f ${file} --dry-run=client --validate=false`),
  'kubectl apply -f missing.yaml --dry-run=client --validate=false',
  'kubectl create -f indent.yaml -f tab.yaml --dry-run=client --validate=false',
  'kubectl create -f pod.yaml --dry-run=client --validate=perhaps',
  'kubectl create -f pod.yaml --dry-run=client --validate=false',
  'kubectl create -f pod.yaml --dry-run=client --validate=false -o yaml',
  'kubectl create -f deployment.yaml --dry-run=client --validate=false -o json',
  'kubectl create -f pod.yaml -f deployment.yaml --dry-run=client --validate=false -o name',
  'kubectl create -f pod.yaml -f deployment.yaml --dry-run=client --validate=false -o yaml',
  'kubectl create -f pod.yaml -f deployment.yaml --dry-run=client --validate=false -o kyaml',
  'kubectl create -f pod.yaml -n shop --dry-run=client --validate=false -o yaml',
  'kubectl create -f pod.yaml --save-config --dry-run=client --validate=false -o yaml',
  'cat pod.yaml | kubectl create -f - --dry-run=client --validate=false',
  'kubectl create -f indent.yaml -f pod.yaml --dry-run=client --validate=false',
  'kubectl expose -f deployment.yaml --dry-run=client -o yaml',
  'kubectl expose -f pod.yaml --port=80 --name=front --dry-run=client -o yaml',
  'kubectl expose -f pod.yaml --dry-run=client',
  'kubectl create',
  'kubectl create -f',
  'kubectl apply',
  'kubectl apply pod.yaml',
  'kubectl create thing',
  // --local
  'kubectl label --local -f pod.yaml tier=front -o yaml',
  'kubectl label --local -f pod.yaml tier=front',
  'kubectl label --local -f pod.yaml app=shop',
  'kubectl label --local -f pod.yaml app- -o yaml',
  'kubectl label --local -f pod.yaml app-',
  'kubectl label --local -f pod.yaml app=web nope-',
  'kubectl label --local -f pod.yaml app=shop --overwrite --dry-run=client',
  'kubectl label --local -f pod.yaml a=1 --dry-run=server',
  'kubectl label --local -f pod.yaml --list',
  'kubectl label --local pods web a=1',
  'kubectl annotate --local pods web a=1',
  'kubectl annotate --local -f pod.yaml a- -o yaml',
  'kubectl annotate --local -f deployment.yaml a=1',
  'kubectl annotate --local -f pod.yaml note=hello -o yaml',
  'kubectl set image --local -f deployment.yaml nginx=nginx:1.28 -o yaml',
  'kubectl patch --local -f pod.yaml -p \'{"metadata":{"labels":{"tier":"front"}}}\' -o yaml',
  'kubectl patch --local -f pod.yaml -p {}',
  `kubectl patch --local -f pod.yaml --type=json -p '[{"op":"remove","path":"/metadata/labels"}]' -o yaml`,
  `kubectl patch --local -f pod.yaml -p '{"spec":{"containers":[{"name":"side","image":"busybox"}]}}' -o yaml`,
  `kubectl patch --local -f pod.yaml -p '{"spec":{"$setElementOrder/containers":[{"name":"side"},{"name":"web"}],"containers":[{"name":"side","image":"busybox"}]}}' -o yaml`,
  `kubectl patch --local -f pod.yaml -p '{"spec":{"containers":[{"name":"web","image":"nginx:1.28"},{"name":"side","image":"busybox"},{"name":"log","image":"busybox"}]}}' -o yaml`,
  `kubectl patch --local -f pod.yaml --type=merge -p '{"spec":{"containers":[]}}' -o json`,
  'kubectl patch --local pod web -p {}',
  // what is missing, and what is misspelt
  'kubectl gte pods',
  'kubectl describ pods',
  'kubectl aply -f pod.yaml',
  'kubectl co',
  'kubectl xyzzy',
  'kubectl get',
  'kubectl get --nonsense',
  'kubectl get -y pods',
  'kubectl get pods -n',
  'kubectl get pods --watch=perhaps',
  'kubectl get pods --chunk-size=many',
  'kubectl get pods --request-timeout',
  'kubectl -n',
  'kubectl --nonsense get pods',
  'kubectl --nonsense',
  'kubectl -n shop gte pods',
  'kubectl rollout status --nonsense',
  'kubectl set image --nonsense',
  'kubectl create deploy -y',
  'kubectl create svc nodeport -y',
  'kubectl create svc -y',
  'kubectl create cm settings --tcp=80',
  'kubectl create ns shop --image=nginx',
  'kubectl create dep web --image=nginx',
  'kubectl delete',
  'kubectl describe',
  'kubectl logs',
  'kubectl exec',
  'kubectl exec web',
  'kubectl exec web -c',
  'kubectl expose',
  'kubectl scale',
  'kubectl scale deployment web',
  'kubectl scale deployment web --replicas=two',
  'kubectl label',
  'kubectl label pods web',
  "kubectl label pods web 'a=not valid'",
  'kubectl label pods web a=1 a-',
  'kubectl annotate',
  'kubectl annotate pods web',
  'kubectl patch',
  'kubectl patch pod web',
  'kubectl patch pod web --type=magic -p {}',
  'kubectl set image',
  'kubectl rollout',
  'kubectl rollout status',
  'kubectl wait',
  'kubectl wait pod/web',
  'kubectl cordon',
  'kubectl uncordon',
  'kubectl get pods -o yaml --dry-run',
  // about itself
  'kubectl config',
  'kubectl auth',
  'kubectl certificate',
  'kubectl certificate x',
  'kubectl set',
  'kubectl top',
  'kubectl plugin',
  'kubectl kuberc',
  'kubectl alpha',
  'kubectl alpha x',
  'kubectl help create nosuch',
  'kubectl plugin x',
  'kubectl -n x',
  'kubectl --context',
  'kubectl foo --help',
  'kubectl version --client',
  'kubectl version --client -o yaml',
  'kubectl version --client -o json',
  'kubectl version --client -o xml',
  'kubectl version extra --client',
  'kubectl api-resources extra',
  'kubectl config view',
  'kubectl config current-context',
  'kubectl config xyzzy',
  'kubectl',
  'kubectl help nosuch',
  'kubectl help create job',
  'kubectl create svc clusterip --help extra',
  'kubectl help',
];

/** The command lines whose answers differ, each with the reason. A new one, or one that is no more, fails the test. */
export const different: Readonly<Record<string, string>> = {
  'kubectl config view': 'ours has the configuration kubeadm leaves, the real one runs without any',
  'kubectl config current-context':
    'ours has the configuration kubeadm leaves, the real one runs without any',
  'kubectl create -f versionless.yaml --dry-run=client --validate=false':
    'with what it kept of the server the real one takes a Pod of no version for one of v1',
};

/** The command lines to which ours answers `not simulated: …`, with what they ask for. */
export const notSimulated: Readonly<Record<string, string>> = {};
