// Writes ../fields.ts: the protobuf field numbers of the API's types, by reflection over the Go structs that clients are
// built with.
//
//	cd cli/api/protobuf/generate && GOFLAGS=-mod=mod go run . > ../fields.ts
package main

import (
	"fmt"
	"path"
	"reflect"
	"sort"
	"strings"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/kubernetes/scheme"
	apiregistration "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
)

const head = "/**\n" +
	" * The messages of the API in protocol buffers. Generated (generate/): `= apiVersion/Kind message`, then a line for\n" +
	" * each message, `name jsonName:number:type …`; a field without a name is inlined in JSON.\n" +
	" *\n" +
	" * Types: `s` string, `b` bool, `i` varint, `f` double, `x` bytes, `n` a named list of strings, `[` list of, `{` map from\n" +
	" * strings to, `*` pointer to (its zero was said), else a message, or one that has a JSON form of its own.\n" +
	" */\n" +
	"export const protobufFields = `\n"

var lines = map[string]string{}

// Types that marshal themselves.
var special = map[string]string{
	"v1.Time": "time", "v1.MicroTime": "microtime", "v1.Duration": "duration", "resource.Quantity": "quantity",
	"intstr.IntOrString": "intorstring", "runtime.RawExtension": "raw", "v1.FieldsV1": "raw", "v1.JSON": "raw",
}

func nameOf(t reflect.Type) string {
	p := t.PkgPath()
	base := path.Base(p)
	group := path.Base(path.Dir(p))
	if strings.HasPrefix(p, "k8s.io/api/") || strings.Contains(p, "/pkg/apis/") {
		return group + "/" + base + "." + t.Name()
	}
	return base + "." + t.Name()
}

func typeOf(t reflect.Type) string {
	if s, ok := special[path.Base(t.PkgPath())+"."+t.Name()]; ok && t.Kind() == reflect.Struct {
		return s
	}
	switch t.Kind() {
	case reflect.Pointer:
		return "*" + typeOf(t.Elem())
	case reflect.String:
		return "s"
	case reflect.Bool:
		return "b"
	case reflect.Int32, reflect.Int64, reflect.Int, reflect.Uint8, reflect.Uint32, reflect.Uint64:
		return "i"
	case reflect.Float64:
		return "f"
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return "x"
		}
		// A named list is a message with its items as field 1 (ExtraValue, Verbs).
		if t.Name() != "" && t.Name() != "OptionalNames" && t.PkgPath() != "" && t.Elem().Kind() == reflect.String {
			return "n"
		}
		return "[" + typeOf(t.Elem())
	case reflect.Map:
		return "{" + typeOf(t.Elem())
	case reflect.Struct:
		visit(t)
		return nameOf(t)
	}
	panic("what is " + t.String())
}

func visit(t reflect.Type) {
	name := nameOf(t)
	if _, ok := lines[name]; ok {
		return
	}
	lines[name] = ""
	var out []string
	for i := range t.NumField() {
		f := t.Field(i)
		tag := strings.Split(f.Tag.Get("protobuf"), ",")
		if len(tag) < 2 {
			continue
		}
		json := strings.Split(f.Tag.Get("json"), ",")
		out = append(out, fmt.Sprintf("%s:%s:%s", json[0], tag[1], typeOf(f.Type)))
	}
	lines[name] = strings.Join(out, " ")
}

func main() {
	s := scheme.Scheme
	if err := apiextensions.AddToScheme(s); err != nil {
		panic(err)
	}
	if err := apiregistration.AddToScheme(s); err != nil {
		panic(err)
	}
	kinds := map[string]string{}
	for gvk, t := range s.AllKnownTypes() {
		if gvk.Version == "__internal" || !served(gvk) {
			continue
		}
		visit(t)
		kinds[gvk.GroupVersion().String()+"/"+gvk.Kind] = nameOf(t)
	}
	visit(reflect.TypeFor[metav1.DeleteOptions]())
	fmt.Print(head)
	for _, k := range keys(kinds) {
		fmt.Printf("= %s %s\n", k, kinds[k])
	}
	for _, k := range keys(lines) {
		fmt.Println(k, lines[k])
	}
	fmt.Println("`;")
}

// Kinds whose bodies clients send: what is served, and the options of requests.
func served(gvk schema.GroupVersionKind) bool {
	switch gvk.Kind {
	case "WatchEvent", "CreateOptions", "UpdateOptions", "PatchOptions", "GetOptions", "ListOptions":
		return false
	}
	if strings.HasSuffix(gvk.Kind, "List") || strings.Contains(gvk.Version, "alpha") || strings.Contains(gvk.Version, "beta") {
		return false
	}
	return gvk.Kind != "DeleteOptions" || gvk.Group == "" && gvk.Version == "v1"
}

func keys(m map[string]string) []string {
	var all []string
	for k := range m {
		all = append(all, k)
	}
	sort.Strings(all)
	return all
}
