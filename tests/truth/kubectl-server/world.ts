/** What stands in both worlds, and the files in the folder in which the commands run. */

const workloads = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels:
    app: web
    tier: front
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
        - name: http
          containerPort: 80
        env:
        - name: COLOUR
          valueFrom:
            configMapKeyRef:
              name: settings
              key: colour
        readinessProbe:
          httpGet:
            path: /healthz
            port: http
        resources:
          requests:
            cpu: 50m
            memory: 32Mi
          limits:
            memory: 64Mi
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
spec:
  serviceName: db
  replicas: 2
  selector:
    matchLabels:
      app: db
  template:
    metadata:
      labels:
        app: db
    spec:
      terminationGracePeriodSeconds: 3
      containers:
      - name: db
        image: nginx:1.28
---
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
  namespace: shop
spec:
  selector:
    matchLabels:
      app: agent
  template:
    metadata:
      labels:
        app: agent
    spec:
      containers:
      - name: agent
        image: busybox:1.36
        command: ["sleep", "100000"]
---
apiVersion: batch/v1
kind: Job
metadata:
  name: once
spec:
  template:
    spec:
      restartPolicy: Never
      containers:
      - name: once
        image: busybox:1.36
        command: ["echo", "done"]
---
apiVersion: batch/v1
kind: CronJob
metadata:
  name: nightly
spec:
  schedule: "0 3 * * *"
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: OnFailure
          containers:
          - name: nightly
            image: busybox:1.36
            command: ["true"]
---
apiVersion: v1
kind: Pod
metadata:
  name: client
  labels:
    app: client
    role: "debug"
  annotations:
    note: "a reader's pod"
spec:
  containers:
  - name: shell
    image: busybox:1.36
    command: ["sleep", "100000"]
    volumeMounts:
    - name: settings
      mountPath: /etc/settings
  - name: side
    image: busybox:1.36
    command: ["sleep", "100000"]
  volumes:
  - name: settings
    configMap:
      name: settings
---
apiVersion: v1
kind: Pod
metadata:
  name: broken
spec:
  containers:
  - name: broken
    image: nosuch.example.com/image:1
`;

const rest = `apiVersion: v1
kind: Service
metadata:
  name: web
  labels:
    app: web
spec:
  clusterIP: 10.96.44.10
  selector:
    app: web
  ports:
  - name: http
    port: 80
    targetPort: http
---
apiVersion: v1
kind: Service
metadata:
  name: web-outside
spec:
  type: NodePort
  clusterIP: 10.96.44.11
  selector:
    app: web
  ports:
  - port: 80
    nodePort: 30080
---
apiVersion: v1
kind: Service
metadata:
  name: db
spec:
  clusterIP: None
  selector:
    app: db
  ports:
  - port: 5432
---
apiVersion: v1
kind: Service
metadata:
  name: elsewhere
spec:
  type: ExternalName
  externalName: example.com
---
apiVersion: v1
kind: Secret
metadata:
  name: password
type: Opaque
stringData:
  user: admin
  password: hunter2
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
spec:
  ingressClassName: nginx
  tls:
  - hosts: [shop.example.com]
    secretName: shop-tls
  rules:
  - host: shop.example.com
    http:
      paths:
      - path: /
        pathType: Prefix
        backend:
          service:
            name: web
            port:
              number: 80
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: web-from-client
spec:
  podSelector:
    matchLabels:
      app: web
  policyTypes: [Ingress, Egress]
  ingress:
  - from:
    - podSelector:
        matchLabels:
          app: client
    - ipBlock:
        cidr: 10.0.0.0/8
        except: [10.1.0.0/16]
    ports:
    - port: 80
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: web
spec:
  minAvailable: 1
  selector:
    matchLabels:
      app: web
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: web
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: web
  minReplicas: 2
  maxReplicas: 5
  metrics:
  - type: Resource
    resource:
      name: cpu
      target:
        type: Utilization
        averageUtilization: 80
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: reader
rules:
- apiGroups: [""]
  resources: [pods, pods/log]
  verbs: [get, list, watch]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: reader
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: reader
subjects:
- kind: ServiceAccount
  name: robot
  namespace: default
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: robot
---
apiVersion: v1
kind: ResourceQuota
metadata:
  name: small
  namespace: shop
spec:
  hard:
    pods: "10"
    services: "3"
---
apiVersion: v1
kind: LimitRange
metadata:
  name: usual
  namespace: shop
spec:
  limits:
  - type: Container
    default:
      memory: 128Mi
    defaultRequest:
      cpu: 10m
---
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata:
  name: important
value: 1000
description: before others
---
apiVersion: v1
kind: PersistentVolume
metadata:
  name: disk
spec:
  capacity:
    storage: 1Gi
  accessModes: [ReadWriteOnce]
  hostPath:
    path: /data
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: data
spec:
  accessModes: [ReadWriteOnce]
  storageClassName: slow
  resources:
    requests:
      storage: 500Mi
`;

const newDeployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
  labels:
    app: shop
spec:
  replicas: 1
  selector:
    matchLabels:
      app: shop
  template:
    metadata:
      labels:
        app: shop
    spec:
      containers:
      - name: shop
        image: nginx:1.27
`;

const newService =
  'apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  clusterIP: 10.96.44.20\n  selector:\n    app: shop\n  ports:\n  - port: 80\n';

export const files: Readonly<Record<string, string>> = {
  'workloads.yaml': workloads,
  'rest.yaml': rest,
  'shop.yaml': newDeployment,
  'shop-2.yaml': newDeployment.replace('replicas: 1', 'replicas: 2').replace('nginx:1.27', 'nginx:1.28'),
  'service.yaml': newService,
  'both.yaml': `${newDeployment}---\n${newService}`,
  'pod.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata:\n  name: single\nspec:\n  containers:\n  - name: c\n    image: nginx:1.27\n',
  'generated.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  generateName: made-\ndata:\n  key: value\n',
  'unknown-field.yaml': newDeployment.replace('  replicas: 1', '  replica: 1'),
  'wrong-type.yaml': newDeployment.replace('replicas: 1', 'replicas: many'),
  'wrong-image.yaml': newDeployment.replace('        image: nginx:1.27\n', ''),
  'selector.yaml': newDeployment.replace('      app: shop\n  template', '      app: other\n  template'),
  'bad-name.yaml': newService.replace('name: shop', 'name: Shop_1'),
  'bad-port.yaml': newService.replace('port: 80', 'port: 80000'),
  'bad-ip.yaml': newService.replace('10.96.44.20', '10.20.0.1'),
  'taken-ip.yaml': newService.replace('10.96.44.20', '10.96.0.10'),
  'no-kind.yaml': 'apiVersion: v1\nmetadata:\n  name: web\n',
  'unknown-kind.yaml': 'apiVersion: example.com/v1\nkind: Thing\nmetadata:\n  name: web\n',
  'nowhere.yaml': newService.replace('  name: shop\n', '  name: shop\n  namespace: nowhere\n'),
  'duplicate.yaml': newDeployment.replace('  replicas: 1', '  replicas: 1\n  replicas: 2'),
  'settings.env': 'A=1\nB=two\n',
  'empty.yaml': '',
  'patch.yaml': 'spec:\n  replicas: 3\n',
  'columns.txt': 'NAME IMAGE\nmetadata.name spec.containers[*].image\n',
  'names.tmpl': '{{range .items}}{{.metadata.name}}{{"\\n"}}{{end}}',
  'names.jsonpath': '{range .items[*]}{.metadata.name}{"\\n"}{end}',
};

/** Run once in each world. */
export const preparation: readonly string[] = [
  'kubectl create namespace shop',
  'kubectl create configmap settings --from-literal=colour=blue --from-literal=size=12',
  'kubectl apply -f workloads.yaml',
  'kubectl apply -f rest.yaml',
  'kubectl create deployment api --image=nginx:1.27 -n shop',
];
