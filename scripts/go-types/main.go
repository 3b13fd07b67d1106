// Prints the table of engine/kubernetes/schema/go-types.ts and go-types-rest.ts: the Go structs that the API's kinds reach.
package main

import (
	"fmt"
	"os"
	"reflect"
	"sort"
	"strings"

	admissionregistration "k8s.io/api/admissionregistration/v1"
	apps "k8s.io/api/apps/v1"
	authentication "k8s.io/api/authentication/v1"
	authorization "k8s.io/api/authorization/v1"
	autoscaling "k8s.io/api/autoscaling/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	batch "k8s.io/api/batch/v1"
	certificates "k8s.io/api/certificates/v1"
	coordination "k8s.io/api/coordination/v1"
	core "k8s.io/api/core/v1"
	discovery "k8s.io/api/discovery/v1"
	events "k8s.io/api/events/v1"
	flowcontrol "k8s.io/api/flowcontrol/v1"
	networking "k8s.io/api/networking/v1"
	node "k8s.io/api/node/v1"
	policy "k8s.io/api/policy/v1"
	rbac "k8s.io/api/rbac/v1"
	scheduling "k8s.io/api/scheduling/v1"
	storage "k8s.io/api/storage/v1"
	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	apiregistration "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
)

// The first to reach a name keeps it; a later one of another group is written `group.Name`, one of v2 `v2.Name`.
var roots = []any{
	core.Pod{}, core.Node{}, core.Namespace{}, core.Service{}, core.Endpoints{}, discovery.EndpointSlice{},
	core.ConfigMap{}, core.Secret{}, core.ServiceAccount{}, core.Event{}, core.Binding{}, apps.Deployment{},
	apps.ReplicaSet{}, apps.DaemonSet{}, apps.StatefulSet{}, apps.ControllerRevision{}, autoscaling.Scale{},
	meta.DeleteOptions{}, core.LimitRange{}, core.ResourceQuota{}, core.PersistentVolumeClaim{}, core.PersistentVolume{},
	networking.Ingress{}, networking.IngressClass{}, networking.NetworkPolicy{}, networking.IPAddress{},
	networking.ServiceCIDR{}, batch.Job{}, batch.CronJob{}, autoscaling.HorizontalPodAutoscaler{},
	autoscalingv2.HorizontalPodAutoscaler{}, policy.PodDisruptionBudget{}, policy.Eviction{}, coordination.Lease{},
	rbac.Role{}, rbac.RoleBinding{}, rbac.ClusterRole{}, rbac.ClusterRoleBinding{}, events.Event{},
}

// What nothing in the simulated cluster reads.
var rest = []any{
	core.ComponentStatus{}, core.PodTemplate{}, core.ReplicationController{}, scheduling.PriorityClass{},
	node.RuntimeClass{}, storage.StorageClass{}, storage.CSINode{}, storage.CSIDriver{}, storage.CSIStorageCapacity{},
	storage.VolumeAttachment{}, storage.VolumeAttributesClass{}, certificates.CertificateSigningRequest{},
	flowcontrol.FlowSchema{}, flowcontrol.PriorityLevelConfiguration{}, authentication.TokenReview{},
	authentication.SelfSubjectReview{}, authentication.TokenRequest{}, authorization.SubjectAccessReview{},
	authorization.SelfSubjectAccessReview{}, authorization.SelfSubjectRulesReview{},
	authorization.LocalSubjectAccessReview{}, apiregistration.APIService{},
	admissionregistration.ValidatingAdmissionPolicy{}, admissionregistration.ValidatingAdmissionPolicyBinding{},
	admissionregistration.MutatingAdmissionPolicy{}, admissionregistration.MutatingAdmissionPolicyBinding{},
	admissionregistration.ValidatingWebhookConfiguration{}, admissionregistration.MutatingWebhookConfiguration{},
	apiextensions.CustomResourceDefinition{},
}

// What the manifests of figures are made of: a page has these with the engine, the others come when one is first read.
var early = strings.Fields(`
	Affinity Capabilities ClientIPConfig ConfigMap ConfigMapEnvSource ConfigMapKeySelector ConfigMapVolumeSource
	Container ContainerPort DaemonSet DaemonSetSpec DaemonSetStatus DaemonSetUpdateStrategy Deployment DeploymentSpec
	DeploymentStatus DeploymentStrategy EmptyDirVolumeSource Endpoint EndpointAddress EndpointConditions EndpointPort
	EndpointSlice EndpointSubset Endpoints EnvFromSource EnvVar EnvVarSource ExecAction HTTPGetAction HTTPHeader
	HostAlias HostPathVolumeSource KeyToPath LabelSelector LabelSelectorRequirement Lifecycle LifecycleHandler
	LoadBalancerStatus LocalObjectReference Namespace NamespaceSpec NamespaceStatus NodeAffinity NodeSelector
	NodeSelectorRequirement NodeSelectorTerm ObjectFieldSelector ObjectMeta ObjectReference Pod PodAffinity
	PodAffinityTerm PodAntiAffinity PodDNSConfig PodDNSConfigOption PodSecurityContext PodSpec PodStatus PodTemplateSpec
	PreferredSchedulingTerm Probe ProbeHandler ReplicaSet ReplicaSetSpec ReplicaSetStatus ResourceRequirements
	RollingUpdateDaemonSet RollingUpdateDeployment SeccompProfile Secret SecretEnvSource SecretKeySelector
	SecretVolumeSource SecurityContext Service ServiceAccount ServiceCIDR ServiceCIDRSpec ServiceCIDRStatus ServicePort
	ServiceSpec ServiceStatus SessionAffinityConfig SleepAction Sysctl TCPSocketAction Toleration
	TopologySpreadConstraint TypeMeta Volume VolumeMount VolumeSource WeightedPodAffinityTerm discovery.EndpointPort
`)

// Types with a JSON form of their own.
var special = map[string]string{
	"v1.Time": "Time", "v1.MicroTime": "MicroTime", "resource.Quantity": "resource.Quantity",
	"intstr.IntOrString": "intstr.IntOrString", "v1.FieldsV1": "FieldsV1", "runtime.RawExtension": "runtime.RawExtension",
	"v1.JSON": "FieldsV1", "v1.JSONSchemaPropsOrArray": "FieldsV1", "v1.JSONSchemaPropsOrBool": "FieldsV1",
	"v1.JSONSchemaPropsOrStringArray": "FieldsV1", "v1.Duration": "Duration",
}

var names = map[reflect.Type]string{}
var taken = map[string]reflect.Type{}
var lines []string
var mergeKeys []string

func group(t reflect.Type) string {
	parts := strings.Split(t.PkgPath(), "/")
	return parts[len(parts)-2]
}

func structName(t reflect.Type) string {
	if name, known := names[t]; known {
		return name
	}
	name := t.Name()
	if strings.HasSuffix(t.PkgPath(), "/v2") {
		name = "v2." + name
	} else if _, clash := taken[name]; clash {
		name = group(t) + "." + name
	}
	names[t] = name
	taken[name] = t
	lines = append(lines, line(t, name))
	return name
}

func line(t reflect.Type, name string) string {
	words := []string{name}
	for i := 0; i < t.NumField(); i++ {
		field := t.Field(i)
		tag := strings.Split(field.Tag.Get("json"), ",")
		if tag[0] == "-" || !field.IsExported() {
			continue
		}
		if field.Anonymous && tag[0] == "" {
			words = append(words, "+"+structName(field.Type))
			continue
		}
		if strings.Contains(field.Tag.Get("patchStrategy"), "merge") && field.Type.Kind() == reflect.Slice {
			key := fmt.Sprintf("  '%s.%s': '%s',", name, tag[0], field.Tag.Get("patchMergeKey"))
			mergeKeys = append(mergeKeys, key)
		}
		word := field.Name
		if tag[0] != strings.ToLower(field.Name[:1])+field.Name[1:] {
			word += "=" + tag[0]
		}
		options := strings.Join(tag[1:], ",")
		if strings.Contains(options, "omitzero") {
			word += "0"
		} else if !strings.Contains(options, "omitempty") {
			word += "!"
		}
		words = append(words, word+":"+typeName(field.Type))
	}
	return strings.Join(words, " ")
}

func typeName(t reflect.Type) string {
	if name, known := special[t.String()]; known {
		return name
	}
	switch t.Kind() {
	case reflect.Pointer:
		return "*" + typeName(t.Elem())
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return "[]uint8"
		}
		return "[]" + typeName(t.Elem())
	case reflect.Map:
		if t.Key().Name() == "ResourceName" {
			return "{r}" + typeName(t.Elem())
		}
		return "{}" + typeName(t.Elem())
	case reflect.Struct:
		return structName(t)
	case reflect.String:
		if t.Name() == "string" {
			return "string"
		}
		if t.PkgPath() == "k8s.io/apimachinery/pkg/types" {
			return "$types." + t.Name()
		}
		return "$" + t.Name()
	default:
		return t.Kind().String()
	}
}

func reach(list []any) []string {
	lines = nil
	for _, root := range list {
		structName(reflect.TypeOf(root))
	}
	sort.Strings(lines)
	return lines
}

func main() {
	first, second := reach(roots), reach(rest)
	if len(os.Args) > 1 && os.Args[1] == "-merge-keys" {
		fmt.Println(strings.Join(mergeKeys, "\n"))
		return
	}
	all := append(first, second...)
	sort.Strings(all)
	isEarly := map[string]bool{}
	for _, name := range early {
		isEarly[name] = true
	}
	halves := map[bool][]string{}
	for _, line := range all {
		name := strings.Fields(line)[0]
		halves[isEarly[name]] = append(halves[isEarly[name]], line)
	}
	fmt.Printf("%s\n\n%s\n", strings.Join(halves[true], "\n"), strings.Join(halves[false], "\n"))
}
