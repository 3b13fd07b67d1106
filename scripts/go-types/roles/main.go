// Prints the table of engine/kubernetes/addons/bootstrap-roles.ts from the YAML files that Kubernetes tests its
// bootstrap policy against: `go run ./roles $(go list -m -f '{{.Dir}}' k8s.io/kubernetes)/plugin/pkg/auth/…/testdata`.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	rbac "k8s.io/api/rbac/v1"
	"sigs.k8s.io/yaml"
)

type object struct {
	rbac.ClusterRole
	RoleRef  rbac.RoleRef   `json:"roleRef"`
	Subjects []rbac.Subject `json:"subjects"`
}

type list struct {
	Items []object `json:"items"`
}

func join(words []string) string { return strings.Join(words, ",") }

// The labels and annotations that all have are left out.
func rest(pairs map[string]string) string {
	var words []string
	for key, value := range pairs {
		if key != "kubernetes.io/bootstrapping" && key != "rbac.authorization.kubernetes.io/autoupdate" {
			words = append(words, key+"="+value)
		}
	}
	return join(words)
}

func main() {
	for _, name := range []string{"cluster-roles", "controller-roles", "namespace-roles", "cluster-role-bindings",
		"controller-role-bindings", "namespace-role-bindings"} {
		text, err := os.ReadFile(filepath.Join(os.Args[1], name+".yaml"))
		if err != nil {
			panic(err)
		}
		var all list
		if err := yaml.Unmarshal(text, &all); err != nil {
			panic(err)
		}
		for _, one := range all.Items {
			fmt.Println(strings.TrimRight(strings.Join([]string{one.Kind, one.Name, one.Namespace, rest(one.Labels)}, "|"), "|"))
			if one.AggregationRule != nil {
				for _, selector := range one.AggregationRule.ClusterRoleSelectors {
					fmt.Println(" +" + rest(selector.MatchLabels))
				}
			}
			for _, rule := range one.Rules {
				fmt.Println(strings.TrimRight(" "+strings.Join([]string{join(rule.Verbs), join(rule.APIGroups), join(rule.Resources),
					join(rule.ResourceNames), join(rule.NonResourceURLs)}, "|"), "|"))
			}
			if one.RoleRef.Name != "" {
				fmt.Printf(" =%s|%s\n", one.RoleRef.Kind, one.RoleRef.Name)
			}
			for _, subject := range one.Subjects {
				fmt.Println(strings.TrimRight(" "+strings.Join([]string{subject.Kind, subject.Name, subject.Namespace}, "|"), "|"))
			}
		}
	}
}
