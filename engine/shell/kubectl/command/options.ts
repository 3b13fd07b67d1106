/**
 * kubectl's commands and their flags, as the packages of k8s.io/kubectl v0.36.3 (Apache-2.0) declare them; written by
 * scripts/kubectl-commands. A line is a command: its words, its aliases, its flags. A flag is "short|name:type", with
 * "=value" for what it is when it stands alone, "*" when it is required, "!words" when it is deprecated (those also where
 * its help does not show it). Types: string, list (commas separate), Array (they do not), bool, int, Int32, Long, duration,
 * uint16.
 */
export const options = `
;;as:s;as-group:A;as-uid:s;as-user-extra:A;cache-dir:s;certificate-authority:s;client-certificate:s;client-key:s;cluster:s;context:s;disable-compression:b;h|help:b;insecure-skip-tls-verify:b;kubeconfig:s;kuberc:s;match-server-version:b;n|namespace:s;password:s;profile:s;profile-output:s;request-timeout:s;s|server:s;tls-server-name:s;token:s;user:s;username:s;warnings-as-errors:b
alpha;;h|help:b
annotate;;all:b;A|all-namespaces:b;allow-missing-template-keys:b;dry-run:s=unchanged;field-manager:s;field-selector:s;f|filename:a;h|help:b;k|kustomize:s;list:b;local:b;o|output:s;overwrite:b;record:b!--record will be removed in the future;R|recursive:b;resource-version:s;l|selector:s;show-managed-fields:b;template:s
api-resources;;api-group:s;cached:b;categories:a;h|help:b;namespaced:b;no-headers:b;o|output:s;show-managed-fields:b;sort-by:s;verbs:a
api-versions;;h|help:b
apply;;all:b;allow-missing-template-keys:b;cascade:s=background;dry-run:s=unchanged;field-manager:s;f|filename:a;force:b;force-conflicts:b;grace-period:i;h|help:b;k|kustomize:s;openapi-patch:b;o|output:s;overwrite:b;prune:b;prune-allowlist:A;record:b!--record will be removed in the future;R|recursive:b;l|selector:s;server-side:b;show-managed-fields:b;subresource:s;template:s;timeout:d;validate:s=strict;wait:b
apply edit-last-applied;;allow-missing-template-keys:b;field-manager:s;f|filename:a;h|help:b;k|kustomize:s;o|output:s;record:b!--record will be removed in the future;R|recursive:b;show-managed-fields:b;template:s;validate:s=strict;windows-line-endings:b
apply set-last-applied;;allow-missing-template-keys:b;create-annotation:b;dry-run:s=unchanged;f|filename:a;h|help:b;o|output:s;show-managed-fields:b;template:s
apply view-last-applied;;all:b;f|filename:a;h|help:b;k|kustomize:s;o|output:s;R|recursive:b;l|selector:s
attach;;c|container:s;detach-keys:s;h|help:b;pod-running-timeout:d;q|quiet:b;i|stdin:b;t|tty:b
auth;;h|help:b
auth can-i;;A|all-namespaces:b;h|help:b;list:b;no-headers:b;q|quiet:b;subresource:s
auth reconcile;;allow-missing-template-keys:b;dry-run:s=unchanged;f|filename:a;h|help:b;k|kustomize:s;o|output:s;R|recursive:b;remove-extra-permissions:b;remove-extra-subjects:b;show-managed-fields:b;template:s
auth whoami;;allow-missing-template-keys:b;h|help:b;o|output:s;show-managed-fields:b;template:s
autoscale;;allow-missing-template-keys:b;cpu:s;cpu-percent:I!Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU).;dry-run:s=unchanged;field-manager:s;f|filename:a;h|help:b;k|kustomize:s;max:I*;memory:s;min:I;name:s;o|output:s;record:b!--record will be removed in the future;R|recursive:b;save-config:b;show-managed-fields:b;template:s
certificate;;h|help:b
certificate approve;;allow-missing-template-keys:b;f|filename:a;force:b;h|help:b;k|kustomize:s;o|output:s;R|recursive:b;show-managed-fields:b;template:s
certificate deny;;allow-missing-template-keys:b;f|filename:a;force:b;h|help:b;k|kustomize:s;o|output:s;R|recursive:b;show-managed-fields:b;template:s
cluster-info;;h|help:b
cluster-info dump;;A|all-namespaces:b;allow-missing-template-keys:b;h|help:b;namespaces:a;o|output:s;output-directory:s;pod-running-timeout:d;show-managed-fields:b;template:s
completion;;h|help:b
config;;h|help:b;kubeconfig:s
config current-context;;h|help:b
config delete-cluster;;h|help:b
config delete-context;;h|help:b
config delete-user;;h|help:b
config get-clusters;;h|help:b
config get-contexts;;h|help:b;no-headers:b;o|output:s
config get-users;;h|help:b
config rename-context;;h|help:b
config set;;h|help:b;set-raw-bytes:b
config set-cluster;;certificate-authority:s;embed-certs:b;h|help:b;insecure-skip-tls-verify:b;proxy-url:s;server:s;tls-server-name:s
config set-context;;cluster:s;current:b;h|help:b;n|namespace:s;user:s
config set-credentials;;auth-provider:s;auth-provider-arg:a;client-certificate:s;client-key:s;embed-certs:b;exec-api-version:s;exec-arg:a;exec-command:s;exec-env:A;exec-interactive-mode:s;exec-provide-cluster-info:b;h|help:b;password:s;token:s;username:s
config unset;;h|help:b
config use-context;use;h|help:b
config view;;allow-missing-template-keys:b;flatten:b;h|help:b;merge:b;minify:b;o|output:s;raw:b;show-managed-fields:b;template:s
cordon;;dry-run:s=unchanged;h|help:b;l|selector:s
cp;;c|container:s;h|help:b;no-preserve:b;retries:i
create;;allow-missing-template-keys:b;dry-run:s=unchanged;edit:b;field-manager:s;f|filename:a;h|help:b;k|kustomize:s;o|output:s;raw:s;record:b!--record will be removed in the future;R|recursive:b;save-config:b;l|selector:s;show-managed-fields:b;template:s;validate:s=strict;windows-line-endings:b
create clusterrole;;aggregation-rule:s;allow-missing-template-keys:b;dry-run:s=unchanged;field-manager:s;h|help:b;non-resource-url:a;o|output:s;resource:a;resource-name:A;save-config:b;show-managed-fields:b;template:s;validate:s=strict;verb:a
create clusterrolebinding;;allow-missing-template-keys:b;clusterrole:s*;dry-run:s=unchanged;field-manager:s;group:A;h|help:b;o|output:s;save-config:b;serviceaccount:A;show-managed-fields:b;template:s;user:A;validate:s=strict
create configmap;cm;allow-missing-template-keys:b;append-hash:b;dry-run:s=unchanged;field-manager:s;from-env-file:a;from-file:a;from-literal:A;h|help:b;o|output:s;save-config:b;show-managed-fields:b;template:s;validate:s=strict
create cronjob;cj;allow-missing-template-keys:b;dry-run:s=unchanged;field-manager:s;h|help:b;image:s*;o|output:s;restart:s;save-config:b;schedule:s*;show-managed-fields:b;template:s;validate:s=strict
create deployment;deploy;allow-missing-template-keys:b;dry-run:s=unchanged;field-manager:s;h|help:b;image:a*;o|output:s;port:I;r|replicas:I;save-config:b;show-managed-fields:b;template:s;validate:s=strict
create ingress;ing;allow-missing-template-keys:b;annotation:A;class:s;default-backend:s;dry-run:s=unchanged;field-manager:s;h|help:b;o|output:s;rule:A;save-config:b;show-managed-fields:b;template:s;validate:s=strict
create job;;allow-missing-template-keys:b;dry-run:s=unchanged;field-manager:s;from:s;h|help:b;image:s;o|output:s;save-config:b;show-managed-fields:b;template:s;validate:s=strict
create namespace;ns;allow-missing-template-keys:b;dry-run:s=unchanged;field-manager:s;h|help:b;o|output:s;save-config:b;show-managed-fields:b;template:s;validate:s=strict
create poddisruptionbudget;pdb;allow-missing-template-keys:b;dry-run:s=unchanged;field-manager:s;h|help:b;max-unavailable:s;min-available:s;o|output:s;save-config:b;selector:s;show-managed-fields:b;template:s;validate:s=strict
create priorityclass;pc;allow-missing-template-keys:b;description:s;dry-run:s=unchanged;field-manager:s;global-default:b;h|help:b;o|output:s;preemption-policy:s;save-config:b;show-managed-fields:b;template:s;validate:s=strict;value:I
create quota;resourcequota;allow-missing-template-keys:b;dry-run:s=unchanged;field-manager:s;hard:s;h|help:b;o|output:s;save-config:b;scopes:s;show-managed-fields:b;template:s;validate:s=strict
create role;;allow-missing-template-keys:b;dry-run:s=unchanged;field-manager:s;h|help:b;o|output:s;resource:a;resource-name:A;save-config:b;show-managed-fields:b;template:s;validate:s=strict;verb:a
create rolebinding;;allow-missing-template-keys:b;clusterrole:s;dry-run:s=unchanged;field-manager:s;group:A;h|help:b;o|output:s;role:s;save-config:b;serviceaccount:A;show-managed-fields:b;template:s;user:A;validate:s=strict
create secret;;h|help:b
create secret docker-registry;;allow-missing-template-keys:b;append-hash:b;docker-email:s;docker-password:s;docker-server:s;docker-username:s;dry-run:s=unchanged;field-manager:s;from-file:a;h|help:b;o|output:s;save-config:b;show-managed-fields:b;template:s;validate:s=strict
create secret generic;;allow-missing-template-keys:b;append-hash:b;dry-run:s=unchanged;field-manager:s;from-env-file:a;from-file:a;from-literal:A;h|help:b;o|output:s;save-config:b;show-managed-fields:b;template:s;type:s;validate:s=strict
create secret tls;;allow-missing-template-keys:b;append-hash:b;cert:s;dry-run:s=unchanged;field-manager:s;h|help:b;key:s;o|output:s;save-config:b;show-managed-fields:b;template:s;validate:s=strict
create service;svc;h|help:b
create service clusterip;;allow-missing-template-keys:b;clusterip:s;dry-run:s=unchanged;field-manager:s;h|help:b;o|output:s;save-config:b;show-managed-fields:b;tcp:a;template:s;validate:s=strict
create service externalname;;allow-missing-template-keys:b;dry-run:s=unchanged;external-name:s*;field-manager:s;h|help:b;o|output:s;save-config:b;show-managed-fields:b;tcp:a;template:s;validate:s=strict
create service loadbalancer;;allow-missing-template-keys:b;dry-run:s=unchanged;field-manager:s;h|help:b;o|output:s;save-config:b;show-managed-fields:b;tcp:a;template:s;validate:s=strict
create service nodeport;;allow-missing-template-keys:b;dry-run:s=unchanged;field-manager:s;h|help:b;node-port:i;o|output:s;save-config:b;show-managed-fields:b;tcp:a;template:s;validate:s=strict
create serviceaccount;sa;allow-missing-template-keys:b;dry-run:s=unchanged;field-manager:s;h|help:b;o|output:s;save-config:b;show-managed-fields:b;template:s;validate:s=strict
create token;;allow-missing-template-keys:b;audience:A;bound-object-kind:s;bound-object-name:s;bound-object-uid:s;duration:d;h|help:b;o|output:s;show-managed-fields:b;template:s
debug;;arguments-only:b;attach:b;c|container:s;copy-to:s;custom:s;env:s;f|filename:a;h|help:b;image:s;image-pull-policy:s;keep-annotations:b;keep-init-containers:b;keep-labels:b;keep-liveness:b;keep-readiness:b;keep-startup:b;profile:s;q|quiet:b;replace:b;same-node:b;set-image:s;share-processes:b;i|stdin:b;target:s;t|tty:b
delete;;all:b;A|all-namespaces:b;cascade:s=background;dry-run:s=unchanged;field-selector:s;f|filename:a;force:b;grace-period:i;h|help:b;ignore-not-found:b;i|interactive:b;k|kustomize:s;now:b;o|output:s;raw:s;R|recursive:b;l|selector:s;timeout:d;wait:b
describe;;A|all-namespaces:b;chunk-size:L;f|filename:a;h|help:b;k|kustomize:s;R|recursive:b;l|selector:s;show-events:b
diff;;concurrency:i;field-manager:s;f|filename:a;force-conflicts:b;h|help:b;k|kustomize:s;prune:b;prune-allowlist:A;R|recursive:b;l|selector:s;server-side:b;show-managed-fields:b;show-secrets:b
drain;;chunk-size:L;delete-emptydir-data:b;disable-eviction:b;dry-run:s=unchanged;force:b;grace-period:i;h|help:b;ignore-daemonsets:b;pod-selector:s;l|selector:s;skip-wait-for-delete-timeout:i;timeout:d
edit;;allow-missing-template-keys:b;field-manager:s;f|filename:a;h|help:b;k|kustomize:s;o|output:s;output-patch:b;record:b!--record will be removed in the future;R|recursive:b;save-config:b;show-managed-fields:b;subresource:s;template:s;validate:s=strict;windows-line-endings:b
events;;A|all-namespaces:b;allow-missing-template-keys:b;chunk-size:L;for:s;h|help:b;no-headers:b;o|output:s;show-managed-fields:b;template:s;types:a;w|watch:b
exec;;c|container:s;f|filename:a;h|help:b;pod-running-timeout:d;q|quiet:b;i|stdin:b;t|tty:b
explain;;api-version:s;h|help:b;o|output:s;R|recursive:b
expose;;allow-missing-template-keys:b;cluster-ip:s;dry-run:s=unchanged;external-ip:s;field-manager:s;f|filename:a;h|help:b;k|kustomize:s;l|labels:s;load-balancer-ip:s;name:s;o|output:s;override-type:s;overrides:s;port:s;protocol:s;record:b!--record will be removed in the future;R|recursive:b;save-config:b;selector:s;session-affinity:s;show-managed-fields:b;target-port:s;template:s;type:s
get;;A|all-namespaces:b;allow-missing-template-keys:b;chunk-size:L;field-selector:s;f|filename:a;h|help:b;ignore-not-found:b;k|kustomize:s;L|label-columns:a;no-headers:b;o|output:s;output-watch-events:b;raw:s;R|recursive:b;l|selector:s;server-print:b;show-kind:b;show-labels:b;show-managed-fields:b;sort-by:s;subresource:s;template:s;w|watch:b;watch-only:b
help;;h|help:b
kuberc;;h|help:b
kuberc set;;allowlist-entry:A;appendarg:A;command:s;h|help:b;kuberc:s;name:s;option:A;overwrite:b;policy:s;prependarg:A;section:s*
kuberc view;;allow-missing-template-keys:b;h|help:b;kuberc:s;o|output:s;show-managed-fields:b;template:s
kustomize;;as-current-user:b;enable-alpha-plugins:b;enable-helm:b;enable-managedby-label:b!The flag \`enable-managedby-label\` has been deprecated. Use the \`managedByLabel\` option in the \`buildMetadata\` field instead.;e|env:A;helm-api-versions:A;helm-command:s;helm-debug:b;helm-kube-version:s;h|help:b;load-restrictor:s;mount:A;network:b;network-name:s;o|output:s;reorder:s!use the new 'sortOptions' field in kustomization.yaml instead.
label;;all:b;A|all-namespaces:b;allow-missing-template-keys:b;dry-run:s=unchanged;field-manager:s;field-selector:s;f|filename:a;h|help:b;k|kustomize:s;list:b;local:b;o|output:s;overwrite:b;record:b!--record will be removed in the future;R|recursive:b;resource-version:s;l|selector:s;show-managed-fields:b;template:s
logs;;all-containers:b;all-pods:b;c|container:s;f|follow:b;h|help:b;ignore-errors:b;insecure-skip-tls-verify-backend:b;limit-bytes:L;max-log-requests:i;pod-running-timeout:d;prefix:b;p|previous:b;l|selector:s;since:d;since-time:s;tail:L;timestamps:b
options;;h|help:b
patch;;allow-missing-template-keys:b;dry-run:s=unchanged;field-manager:s;f|filename:a;h|help:b;k|kustomize:s;local:b;o|output:s;p|patch:s;patch-file:s;record:b!--record will be removed in the future;R|recursive:b;show-managed-fields:b;subresource:s;template:s;type:s
plugin;;h|help:b
plugin list;;h|help:b;name-only:b
port-forward;;address:a;h|help:b;pod-running-timeout:d
proxy;;accept-hosts:s;accept-paths:s;address:s;api-prefix:s;append-server-path:b;disable-filter:b;h|help:b;keepalive:d;p|port:i;reject-methods:s;reject-paths:s;u|unix-socket:s;w|www:s;P|www-prefix:s
replace;;allow-missing-template-keys:b;cascade:s=background;dry-run:s=unchanged;field-manager:s;f|filename:a;force:b;grace-period:i;h|help:b;k|kustomize:s;o|output:s;raw:s;R|recursive:b;save-config:b;show-managed-fields:b;subresource:s;template:s;timeout:d;validate:s=strict;wait:b
rollout;;h|help:b
rollout history;;allow-missing-template-keys:b;f|filename:a;h|help:b;k|kustomize:s;o|output:s;R|recursive:b;revision:L;l|selector:s;show-managed-fields:b;template:s
rollout pause;;allow-missing-template-keys:b;field-manager:s;f|filename:a;h|help:b;k|kustomize:s;o|output:s;R|recursive:b;l|selector:s;show-managed-fields:b;template:s
rollout restart;;allow-missing-template-keys:b;field-manager:s;f|filename:a;h|help:b;k|kustomize:s;o|output:s;R|recursive:b;l|selector:s;show-managed-fields:b;template:s
rollout resume;;allow-missing-template-keys:b;field-manager:s;f|filename:a;h|help:b;k|kustomize:s;o|output:s;R|recursive:b;l|selector:s;show-managed-fields:b;template:s
rollout status;;f|filename:a;h|help:b;k|kustomize:s;R|recursive:b;revision:L;l|selector:s;timeout:d;w|watch:b
rollout undo;;allow-missing-template-keys:b;dry-run:s=unchanged;f|filename:a;h|help:b;k|kustomize:s;o|output:s;R|recursive:b;l|selector:s;show-managed-fields:b;template:s;to-revision:L
run;;allow-missing-template-keys:b;annotations:A;attach:b;cascade:s=background;command:b;detach-keys:s;dry-run:s=unchanged;env:A;expose:b;field-manager:s;f|filename:a;force:b;grace-period:i;h|help:b;image:s*;image-pull-policy:s;k|kustomize:s;l|labels:s;leave-stdin-open:b;o|output:s;override-type:s;overrides:s;pod-running-timeout:d;port:s;privileged:b;q|quiet:b;record:b!--record will be removed in the future;R|recursive:b;restart:s;rm:b;save-config:b;show-managed-fields:b;i|stdin:b;template:s;timeout:d;t|tty:b;wait:b
scale;;all:b;allow-missing-template-keys:b;current-replicas:i;dry-run:s=unchanged;f|filename:a;h|help:b;k|kustomize:s;o|output:s;record:b!--record will be removed in the future;R|recursive:b;replicas:i*;resource-version:s;l|selector:s;show-managed-fields:b;template:s;timeout:d
set;;h|help:b
set env;;all:b;allow-missing-template-keys:b;c|containers:s;dry-run:s=unchanged;e|env:A;field-manager:s;f|filename:a;from:s;h|help:b;keys:a;k|kustomize:s;list:b;local:b;o|output:s;overwrite:b;prefix:s;R|recursive:b;resolve:b;l|selector:s;show-managed-fields:b;template:s
set image;;all:b;allow-missing-template-keys:b;dry-run:s=unchanged;field-manager:s;f|filename:a;h|help:b;k|kustomize:s;local:b;o|output:s;record:b!--record will be removed in the future;R|recursive:b;l|selector:s;show-managed-fields:b;template:s
set resources;;all:b;allow-missing-template-keys:b;c|containers:s;dry-run:s=unchanged;field-manager:s;f|filename:a;h|help:b;k|kustomize:s;limits:s;local:b;o|output:s;record:b!--record will be removed in the future;R|recursive:b;requests:s;l|selector:s;show-managed-fields:b;template:s
set selector;;all:b;allow-missing-template-keys:b;dry-run:s=unchanged;field-manager:s;f|filename:a;h|help:b;local:b;o|output:s;record:b!--record will be removed in the future;R|recursive:b;resource-version:s;show-managed-fields:b;template:s
set serviceaccount;sa;all:b;allow-missing-template-keys:b;dry-run:s=unchanged;field-manager:s;f|filename:a;h|help:b;k|kustomize:s;local:b;o|output:s;record:b!--record will be removed in the future;R|recursive:b;show-managed-fields:b;template:s
set subject;;all:b;allow-missing-template-keys:b;dry-run:s=unchanged;field-manager:s;f|filename:a;group:A;h|help:b;k|kustomize:s;local:b;o|output:s;R|recursive:b;l|selector:s;serviceaccount:A;show-managed-fields:b;template:s;user:A
taint;;all:b;allow-missing-template-keys:b;dry-run:s=unchanged;field-manager:s;h|help:b;o|output:s;overwrite:b;l|selector:s;show-managed-fields:b;template:s;validate:s=strict
top;;h|help:b
top node;nodes,no;h|help:b;no-headers:b;l|selector:s;show-capacity:b;show-swap:b;sort-by:s;use-protocol-buffers:b
top pod;pods,po;A|all-namespaces:b;containers:b;field-selector:s;h|help:b;no-headers:b;l|selector:s;show-swap:b;sort-by:s;sum:b;use-protocol-buffers:b
uncordon;;dry-run:s=unchanged;h|help:b;l|selector:s
version;;client:b;h|help:b;o|output:s
wait;;all:b;A|all-namespaces:b;allow-missing-template-keys:b;field-selector:s;f|filename:a;for:A;h|help:b;local:b;o|output:s;R|recursive:b;l|selector:s;show-managed-fields:b;template:s;timeout:d
`;
