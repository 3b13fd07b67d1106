/** Command lines of the verbs that change objects, one a line, as `kubectl-commands.ts` has them. */
export const changingCommands: readonly string[] = String.raw`
kubectl set image --local -f deployment.yaml nginx=nginx:1.28
kubectl set image --local -f deployment.yaml nginx=nginx:1.27
kubectl set image --local -f deployment.yaml '*=redis:7' -o json
kubectl set image --local -f deployment.yaml nope=redis:7 -o name
kubectl set image --local -f pod.yaml web=redis:7 -o name
kubectl set image --local -f pod.yaml '*=a' web=b
kubectl set image --local -f pod.yaml
kubectl set image --local pod web web=redis
kubectl set image --local -f pod.yaml web=a --dry-run=server
kubectl set image --local -f pod.yaml web=a --dry-run=client
kubectl set image pod web web=a other
kubectl set env --local -f deployment.yaml COLOR=blue MODE=lab -o yaml
kubectl set env --local -f deployment.yaml COLOR=blue
kubectl set env --local -f deployment.yaml COLOR- -o yaml
kubectl set env --local -f deployment.yaml COLOR=a COLOR-
kubectl set env --local -f deployment.yaml 1A=b
kubectl set env --local -f deployment.yaml A=b -c nope
kubectl set env --local -f deployment.yaml A=b --prefix=X_ -o yaml
kubectl set env --local -f deployment.yaml --list
kubectl set env --local -f deployment.yaml A=1 --list
kubectl set env --local -f deployment.yaml --list -o yaml
kubectl set env --local -f deployment.yaml --keys=a
kubectl set env --local -f deployment.yaml -e A=1 -e B=2 -o yaml
kubectl set env A=1
kubectl set env deployment web A=1 extra
kubectl set env --all -l a=b deployment A=1
kubectl set env --local -f deployment.yaml
kubectl set resources --local -f deployment.yaml --limits=cpu=200m,memory=512Mi -o yaml
kubectl set resources --local -f deployment.yaml --requests=cpu=1000m --limits=memory=1G -o yaml
kubectl set resources --local -f deployment.yaml --limits=cpu=200m
kubectl set resources --local -f deployment.yaml
kubectl set resources --local -f deployment.yaml --limits=cpu
kubectl set resources --local -f deployment.yaml --limits=cpu=x
kubectl set resources --local -f deployment.yaml --limits=cpu=1 -c nope
kubectl set resources --local -f deployment.yaml --limits=cpu=1 --dry-run=server
kubectl set serviceaccount --local -f deployment.yaml robot -o yaml
kubectl set sa --local -f deployment.yaml robot
kubectl set serviceaccount
kubectl set serviceaccount --local -f service.yaml robot
kubectl set selector --local -f service.yaml app=web -o yaml
kubectl set selector --local -f service.yaml 'app!=web'
kubectl set selector --local -f service.yaml 'app in (a)'
kubectl set selector --local -f deployment.yaml app=web
kubectl set selector
kubectl set subject --local -f pod.yaml --user=a
kubectl set subject --local -f pod.yaml
kubectl set subject --local -f pod.yaml --serviceaccount=x
kubectl set subject
kubectl taint
kubectl taint nodes
kubectl taint nodes a
kubectl replace
kubectl replace -f pod.yaml --grace-period=0
kubectl replace -f pod.yaml --timeout=1s
kubectl replace extra
kubectl replace -f pod.yaml --dry-run=client --validate=false
kubectl replace -f pod.yaml --dry-run=client --validate=false -o yaml
kubectl replace -f missing.yaml --validate=false
kubectl replace -f pod.yaml -f deployment.yaml --dry-run=client --validate=false -o name
kubectl replace --raw /x
kubectl create --raw /x
kubectl create -f pod.yaml --raw /x -o yaml
kubectl create -f pod.yaml -f deployment.yaml --raw /x
kubectl replace --raw x -f pod.yaml
kubectl replace --raw /x -f pod.yaml -R
kubectl get --raw /x pods
kubectl delete --raw /x -f pod.yaml -f deployment.yaml
kubectl config get-contexts --kubeconfig=a.conf
kubectl config get-contexts -o name --kubeconfig=a.conf
kubectl config get-contexts --no-headers --kubeconfig=a.conf
kubectl config get-contexts nosuch --kubeconfig=a.conf
kubectl config get-contexts dev --kubeconfig=a.conf
kubectl config get-contexts -o xml --kubeconfig=a.conf
kubectl config get-clusters --kubeconfig=a.conf
kubectl config get-users --kubeconfig=a.conf
kubectl config view --kubeconfig=a.conf
kubectl config view --raw --kubeconfig=a.conf
kubectl config view --minify --kubeconfig=a.conf
kubectl config view --minify --context=prod --kubeconfig=a.conf
kubectl config view --minify --context=nosuch --kubeconfig=a.conf
kubectl config view -o json --kubeconfig=a.conf
kubectl config view -o jsonpath='{.users[*].name}' --kubeconfig=a.conf
kubectl config view -o name --kubeconfig=a.conf
kubectl config view --kubeconfig=nosuch.conf
kubectl config view --kubeconfig=empty.yaml
kubectl config view --minify --kubeconfig=empty.yaml
kubectl config view extra
kubectl config current-context --kubeconfig=a.conf
kubectl config current-context --kubeconfig=empty.yaml
kubectl config use-context nosuch --kubeconfig=a.conf
kubectl config use-context
kubectl config set-context
kubectl config set-context --current --kubeconfig=empty.yaml
kubectl config set-context x --current --kubeconfig=a.conf
kubectl config set-context a b
kubectl config set-cluster
kubectl config set-credentials a --token=x --username=b --kubeconfig=a.conf
kubectl config set-cluster c --certificate-authority=x --insecure-skip-tls-verify --kubeconfig=a.conf
kubectl config delete-context nosuch --kubeconfig=a.conf
kubectl config delete-cluster nosuch --kubeconfig=a.conf
kubectl config delete-user nosuch --kubeconfig=a.conf
kubectl config delete-context
kubectl config delete-user
kubectl config rename-context nosuch x --kubeconfig=a.conf
kubectl config rename-context dev prod --kubeconfig=a.conf
kubectl config rename-context a
kubectl config set a
kubectl config unset
kubectl config set current-context ''
kubectl --kubeconfig=c.conf --context=prod create deployment web --image=nginx --dry-run=client -o yaml
kubectl config view --kubeconfig=c.conf -o yaml
kubectl --kubeconfig=nosuch.conf get nodes
kubectl --kubeconfig=a.conf --context nosuch get nodes
kubectl --kubeconfig=a.conf --cluster nosuch get nodes
kubectl --kubeconfig=a.conf --user nosuch get nodes
kubectl --kubeconfig=indent.yaml get nodes
kubectl --request-timeout=forever get nodes
kubectl --kubeconfig=nosuch.conf create deployment web --image=nginx --dry-run=client -o yaml
kubectl --kubeconfig=nosuch.conf version --client
kubectl config set-credentials
kubectl completion
kubectl completion foo
kubectl completion bash zsh
kubectl diff
kubectl diff -f missing.yaml
kubectl auth can-i
kubectl auth can-i get
kubectl auth can-i a b c
kubectl auth can-i --list x
kubectl top pod --sort-by=x
kubectl top node a -l b=c
kubectl events --types=x
kubectl events --for=pod
kubectl events --for=pod/a/b
`
  .trim()
  .split('\n');
