// Prints engine/kubernetes/openapi/schemas.ts, descriptions.ts and the digests its tests compare with, from the OpenAPI v3
// documents that Kubernetes publishes. Enums, which the published documents lack and a server has (the feature OpenAPIEnums),
// are read from the source of the generated definitions.
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
)

type object = map[string]any

// What a server of this version serves by default: nothing alpha or beta.
var stable = regexp.MustCompile(`^(apis?__(.+__)?v\d+|apis?(__[^_]+)?|version|logs|openid__v1__jwks|\.well-known__openid-configuration)_openapi\.json$`)
var unserved = regexp.MustCompile(`internal\.apiserver|storagemigration`)

func main() {
	module, target, digestsFile := os.Args[1], os.Args[2], os.Args[3]
	enums := readEnums(filepath.Join(module, "pkg/generated/openapi/zz_generated.openapi.go"))
	names, err := filepath.Glob(filepath.Join(module, "api/openapi-spec/v3/*.json"))
	check(err)
	wellKnown, err := filepath.Glob(filepath.Join(module, "api/openapi-spec/v3/.well-known*.json"))
	check(err)
	documents := map[string]object{}
	definitions := map[string]object{}
	for _, name := range append(names, wellKnown...) {
		base := filepath.Base(name)
		if !stable.MatchString(base) || unserved.MatchString(base) {
			continue
		}
		octets, err := os.ReadFile(name)
		check(err)
		var document object
		check(json.Unmarshal(octets, &document))
		for name, schema := range schemasOf(document) {
			addEnums(enums, name, schema.(object))
			definitions[name] = schema.(object)
		}
		documents[strings.ReplaceAll(strings.TrimSuffix(base, "_openapi.json"), "__", "/")] = document
	}
	texts := &descriptions{seen: map[string]int{}}
	structure := writeDefinitions(definitions, texts)
	paths := writePaths(documents)
	write(filepath.Join(target, "schemas.ts"), schemasHead,
		"schemaLines", pack(structure), "pathLines", pack(paths))
	write(filepath.Join(target, "descriptions.ts"), descriptionsHead, "descriptionLines", pack(texts.String()))
	digests := []string{}
	for _, name := range sortedKeys(documents) {
		digests = append(digests, fmt.Sprintf("  '%s':\n    '%x',\n", name, sha256.Sum256(asJSON(documents[name]))))
	}
	check(os.WriteFile(digestsFile, []byte(digestsHead+strings.Join(digests, "")+"};\n"), 0o644))
	fmt.Printf("%d documents, %d definitions, %d kB structure, %d kB paths, %d kB descriptions\n", len(documents),
		len(definitions), len(structure)/1000, len(paths)/1000, len(texts.String())/1000)
}

func schemasOf(document object) object {
	components, _ := document["components"].(object)
	schemas, _ := components["schemas"].(object)
	return schemas
}

func sortedKeys[Value any](of map[string]Value) []string {
	keys := make([]string, 0, len(of))
	for key := range of {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}

// As JavaScript writes it: Go would escape what HTML means something by.
func asJSON(value any) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	check(encoder.Encode(value))
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
