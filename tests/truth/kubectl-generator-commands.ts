/** Command lines of the generators (`kubectl create KIND`), one a line, as `kubectl-commands.ts` has them. */
export const generatorCommands: readonly string[] = String.raw`
kubectl create secret generic login --from-literal=user=admin --from-literal=password=s3cret --dry-run=client -o yaml
kubectl create secret generic login --from-literal=user=admin --dry-run=client -o json
kubectl create secret generic login --from-file=settings.properties --type=example.com/x --dry-run=client -o yaml
kubectl create secret generic login --from-env-file=settings.env --dry-run=client -o yaml
kubectl create secret generic login --from-literal=a=1 --append-hash --dry-run=client -o name
kubectl create secret generic login --from-literal=a --dry-run=client
kubectl create secret generic login --from-literal=a=1 --from-literal=a=2 --dry-run=client
kubectl create secret generic login --from-literal='a b=1' --dry-run=client
kubectl create secret generic login --dry-run=client -o yaml
kubectl create secret generic --dry-run=client
kubectl create secret generic login --from-file=missing --dry-run=client
kubectl create secret generic login --from-env-file=missing --dry-run=client
kubectl create secret generic login --from-env-file=a --from-literal=b=1 --dry-run=client
kubectl create secret
kubectl create secret nonsense x
kubectl create secret docker-registry pull --docker-server=registry.example.com --docker-username=u --docker-password=p --dry-run=client -o yaml
kubectl create secret docker-registry pull --docker-username=u --docker-password=p --docker-email=a@b.c --dry-run=client -o json
kubectl create secret docker-registry pull --docker-username=u --dry-run=client
kubectl create secret docker-registry pull
kubectl create secret docker-registry
kubectl create secret docker-registry pull --from-file=.dockerconfigjson=settings.env --dry-run=client -o yaml
kubectl create secret tls cert --dry-run=client
kubectl create secret tls cert --cert=missing --key=missing --dry-run=client
kubectl create secret tls cert --cert=pod.yaml --key=pod.yaml --dry-run=client
kubectl create secret tls
kubectl create configmap settings --from-file==x --dry-run=client
kubectl create configmap settings --from-file=x= --dry-run=client
kubectl create configmap settings --from-file=a=b=c --dry-run=client
kubectl create configmap settings --from-file=k=. --dry-run=client
kubectl create configmap settings --from-literal==x --dry-run=client
kubectl create configmap settings --from-env-file=. --dry-run=client
kubectl create configmap settings --from-file=settings.properties --from-file=settings.properties --dry-run=client
kubectl create configmap settings --from-env-file=pod.yaml --dry-run=client
kubectl create job once --image=busybox:1.36 --dry-run=client -o yaml
kubectl create job once --image=busybox:1.36 --dry-run=client -o json -- echo hello
kubectl create job once --image=busybox:1.36 --dry-run=client -o yaml -n shop -- sh -c 'echo a; echo b'
kubectl create job once --image=busybox echo hello --dry-run=client -o yaml
kubectl create job once --dry-run=client
kubectl create job once --image=a --from=cronjob/b --dry-run=client
kubectl create job
kubectl create job --image=busybox --dry-run=client -- date
kubectl create job once --from=cronjob/b --dry-run=client -- date
kubectl create cronjob tick --image=busybox:1.36 --schedule='*/5 * * * *' --dry-run=client -o yaml -- date
kubectl create cronjob tick --image=busybox:1.36 --schedule='*/5 * * * *' --restart=Never --dry-run=client -o json
kubectl create cj tick --image=busybox --schedule=x --dry-run=client
kubectl create cronjob tick --image=busybox --dry-run=client
kubectl create cronjob tick --dry-run=client
kubectl create cronjob
kubectl create quota small --hard=pods=10,services=5 --dry-run=client -o yaml
kubectl create quota small --hard=cpu=1,memory=1G,requests.cpu=500m,limits.memory=2Gi --scopes=BestEffort,NotTerminating --dry-run=client -o json
kubectl create quota small --dry-run=client -o yaml
kubectl create resourcequota small --hard=pods --dry-run=client
kubectl create quota small --hard=pods=x --dry-run=client
kubectl create quota small --scopes=a,, --dry-run=client
kubectl create quota small --hard=cpu=1000m,memory=1024Mi --dry-run=client -o yaml
kubectl create quota
kubectl create pdb web --selector=app=web --min-available=1 --dry-run=client -o yaml
kubectl create poddisruptionbudget web --selector=app=web,tier!=x --max-unavailable=50% --dry-run=client -o yaml
kubectl create pdb web --selector='app in (a,b),x' --max-unavailable=1 --dry-run=client -o json
kubectl create pdb web --min-available=1 --dry-run=client
kubectl create pdb web --selector=app=web --dry-run=client
kubectl create pdb web --selector=app=web --min-available=1 --max-unavailable=1 --dry-run=client
kubectl create pdb web --selector=app=web --min-available=1Gi --dry-run=client
kubectl create pdb web --selector=app=web --max-unavailable=x --dry-run=client
kubectl create pdb
kubectl create priorityclass tmp --value=1000 --dry-run=client -o yaml
kubectl create priorityclass tmp --value=1000 --dry-run=client -o json
kubectl create pc tmp --value=-5 --global-default --description='low one' --preemption-policy=Never --dry-run=client -o yaml
kubectl create pc tmp --dry-run=client -o yaml
kubectl create pc tmp --value=x --dry-run=client
kubectl create priorityclass
kubectl create ingress web --rule='web.example.com/*=web:80' --dry-run=client -o yaml
kubectl create ingress web --rule='web.example.com/*=web:80' --dry-run=client -o json
kubectl create ing exact --class=nginx --rule='web.example.com/api=web:80' --dry-run=client -o yaml
kubectl create ingress tls --rule='web.example.com/*=web:80,tls=web-cert' --rule='a.example.com/=a:http,tls' --rule='b.example.com/x*=b:8080,tls=web-cert' --dry-run=client -o yaml
kubectl create ingress any --default-backend=web:80 --dry-run=client -o yaml
kubectl create ingress any --default-backend=web --dry-run=client
kubectl create ingress notes --rule='/=web:80' --annotation=a=b --annotation=c= --dry-run=client -o yaml
kubectl create ingress notes --rule='/=web:80' --annotation=a --dry-run=client
kubectl create ingress many --rule='a/x=web:80' --rule='a/y=web:81' --dry-run=client -o yaml
kubectl create ingress broken --rule='web.example.com' --dry-run=client
kubectl create ingress broken --rule='web.example.com/=web' --dry-run=client
kubectl create ingress broken --dry-run=client
kubectl create ingress
kubectl create role see --verb=get,list --resource=pods,services --dry-run=client -o yaml
kubectl create role see --verb=get --verb=get --resource=pods/log,deployments.apps --resource-name=a --resource-name=b --dry-run=client -o yaml
kubectl create role see --verb='*' --resource=pod --dry-run=client -o json
kubectl create role see --verb=get --dry-run=client
kubectl create role see --resource=pods --dry-run=client
kubectl create role see --verb=fly --resource=pods --dry-run=client
kubectl create role see --verb=use --resource=pods --dry-run=client
kubectl create role see --verb=get --resource=.apps --dry-run=client
kubectl create role
kubectl create clusterrole see --verb=get,list --resource=pods --dry-run=client -o yaml
kubectl create clusterrole see --verb=get --non-resource-url=/healthz --non-resource-url='/logs/*' --dry-run=client -o yaml
kubectl create clusterrole see --verb=list --non-resource-url=/healthz --dry-run=client
kubectl create clusterrole see --verb=get --non-resource-url=healthz --dry-run=client
kubectl create clusterrole see --verb=get --non-resource-url='/a*b' --dry-run=client
kubectl create clusterrole see --aggregation-rule=rbac.example.com/aggregate=true --dry-run=client -o yaml
kubectl create clusterrole see --aggregation-rule=a=b --verb=get --dry-run=client
kubectl create clusterrole see --verb=get --dry-run=client
kubectl create clusterrole see --dry-run=client
kubectl create rolebinding see --role=see --serviceaccount=gen:robot --dry-run=client -o yaml
kubectl create rolebinding see --clusterrole=view --user=a --user=b --group=g --dry-run=client -o json
kubectl create rolebinding see --dry-run=client
kubectl create rolebinding see --role=a --clusterrole=b --dry-run=client
kubectl create rolebinding see --role=a --serviceaccount=robot --dry-run=client
kubectl create rolebinding see --role=a --dry-run=client -o yaml
kubectl create clusterrolebinding see --clusterrole=view --user=a --dry-run=client -o yaml
kubectl create clusterrolebinding see --user=a --dry-run=client
kubectl create clusterrolebinding see --clusterrole=view --serviceaccount=x --dry-run=client
kubectl create clusterrolebinding
kubectl create token
kubectl create token a --duration=-1s
kubectl create token a --duration=1ms
kubectl create token a --bound-object-name=x
kubectl create token a --bound-object-kind=Thing
kubectl create token a --bound-object-kind=Pod
kubectl create namespace shop --dry-run=client -o kyaml
kubectl create sa robot --dry-run=client -o json
kubectl create deployment web --image=nginx --dry-run=client -o json -- sleep 1
kubectl create service clusterip web --tcp=80 --dry-run=client -o kyaml
`
  .trim()
  .split('\n');
