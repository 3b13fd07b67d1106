package main

import (
	"fmt"
	"regexp"
	"strings"
)

// Placeholders: the kind, the beginning of operations' names, the tag, group, version and package of a document.
const (
	kindHole, prefixHole, tagHole, groupHole, versionHole, packageHole = "‹K›", "‹P›", "‹T›", "‹G›", "‹V›", "‹S›"
	resourceHole                                                       = "‹r›"
)

type pathWriter struct {
	nodes    []string
	numbers  map[string]int
	shapes   []string
	byShape  map[string]int
	lines    []string
	kind     string
	prefix   string
	tag      string
	group    string
	version  string
	packages string
}

var scope = regexp.MustCompile(`^(watch/)?(namespaces/\{namespace\}/)?([^/]*)(.*)$`)

// Three parts, each behind a form feed: shared nodes, shapes of resources (paths and their nodes), documents.
func writePaths(documents map[string]object) string {
	writer := &pathWriter{numbers: map[string]int{}, byShape: map[string]int{}}
	for _, name := range sortedKeys(documents) {
		writer.document(name, documents[name])
	}
	return strings.Join([]string{
		strings.Join(writer.nodes, "\n"), strings.Join(writer.shapes, "\n"), strings.Join(writer.lines, "\n"),
	}, "\f")
}

func (writer *pathWriter) document(name string, document object) {
	paths := document["paths"].(object)
	root := "/" + name + "/"
	resources := map[string][]string{}
	writer.learn(name, paths)
	for _, path := range sortedKeys(paths) {
		resource := ""
		if rest, ok := strings.CutPrefix(path, root); ok {
			resource = scope.FindStringSubmatch(rest)[3]
		}
		resources[resource] = append(resources[resource], path)
	}
	title := encodedText(without(document, "paths", "components"))
	writer.lines = append(writer.lines, fmt.Sprintf("# %s|%s|%s|%s|%s|%s|%s", name, writer.prefix, writer.tag, writer.group,
		writer.version, writer.packages, title))
	for _, resource := range sortedKeys(resources) {
		writer.kind = kindOf(paths, resources[resource], root, resource)
		shape := []string{}
		for _, path := range resources[resource] {
			item := writer.templated(paths[path], "").(object)
			shape = append(shape, writer.relative(path, root, resource)+"|"+strings.TrimPrefix(writer.node(item), "@"))
		}
		writer.lines = append(writer.lines, fmt.Sprintf("%s|%s|%d", resource, writer.kind, writer.shape(strings.Join(shape, " "))))
	}
}

func (writer *pathWriter) relative(path, root, resource string) string {
	rest, ok := strings.CutPrefix(path, root)
	if !ok {
		return path
	}
	if resource == "" {
		return rest
	}
	parts := scope.FindStringSubmatch(rest)
	return parts[1] + parts[2] + resourceHole + parts[4]
}

func (writer *pathWriter) shape(text string) int {
	if at, known := writer.byShape[text]; known {
		return at
	}
	writer.byShape[text] = len(writer.shapes)
	writer.shapes = append(writer.shapes, text)
	return len(writer.shapes) - 1
}

// What a document's operations have in common.
func (writer *pathWriter) learn(name string, paths object) {
	writer.prefix, writer.tag, writer.group, writer.version, writer.packages = "", "", "", "", ""
	for _, path := range sortedKeys(paths) {
		for _, method := range sortedKeys(paths[path].(object)) {
			operation, ok := paths[path].(object)[method].(object)
			if !ok {
				continue
			}
			if tags, ok := operation["tags"].([]any); ok && writer.tag == "" {
				writer.tag = tags[0].(string)
			}
			if found := regexp.MustCompile(`^get(.+)API(Resources|Group|Versions)$`).FindStringSubmatch(operation["operationId"].(string)); found != nil {
				writer.prefix = found[1]
			}
		}
	}
	words := strings.Split(name, "/")
	if len(words) > 1 {
		writer.version = words[len(words)-1]
	}
	if len(words) == 3 {
		writer.group = words[1]
	}
	// The package whose kinds these paths are of: the first that a request's body names.
	found := regexp.MustCompile(`"#/components/schemas/(io\.k8s\.(?:api\.|apiextensions|kube-aggregator)[^"]*)\.[A-Za-z]+"`).
		FindStringSubmatch(encodedText(paths))
	if found != nil {
		writer.packages = found[1]
	}
}

// A resource's kind: what its list or its creation is of.
func kindOf(paths object, of []string, root, resource string) string {
	for _, path := range of {
		if !strings.HasSuffix(path, "/"+resource) {
			continue
		}
		for _, method := range []string{"post", "get"} {
			operation, ok := paths[path].(object)[method].(object)
			if !ok {
				continue
			}
			if kind, ok := operation["x-kubernetes-group-version-kind"].(object); ok {
				return kind["kind"].(string)
			}
		}
	}
	return ""
}

func (writer *pathWriter) templated(value any, key string) any {
	switch value := value.(type) {
	case object:
		out := object{}
		for key, inner := range value {
			out[key] = writer.templated(inner, key)
		}
		if key == "x-kubernetes-group-version-kind" && value["kind"] == writer.kind && value["group"] == writer.group &&
			value["version"] == writer.version {
			return object{"group": groupHole, "kind": kindHole, "version": versionHole}
		}
		return out
	case []any:
		out := []any{}
		for _, inner := range value {
			out = append(out, writer.templated(inner, key))
		}
		return out
	case string:
		return writer.string(value, key)
	}
	return value
}

func (writer *pathWriter) string(text, key string) string {
	switch key {
	case "tags":
		return whole(text, writer.tag, tagHole)
	case "$ref":
		text = last(text, writer.packages+"."+writer.kind, packageHole+"."+kindHole)
	case "operationId":
		if writer.prefix != "" {
			text = strings.Replace(text, writer.prefix, prefixHole, 1)
		}
		return last(text, writer.kind, kindHole)
	case "description":
		if len(text) < 100 {
			return last(text, writer.kind, kindHole)
		}
	}
	return text
}

func whole(text, of, by string) string {
	if of != "" && text == of {
		return by
	}
	return text
}

func last(text, of, by string) string {
	at := strings.LastIndex(text, of)
	if at < 0 || of == "" || strings.HasPrefix(of, ".") {
		return text
	}
	return text[:at] + by + text[at+len(of):]
}

// The reference to a value: values that are long are nodes, in which long values are references again.
func (writer *pathWriter) node(value any) string {
	switch value := value.(type) {
	case object:
		out := object{}
		for key, inner := range value {
			out[key] = writer.inner(inner)
		}
		return writer.numbered(out)
	case []any:
		out := []any{}
		for _, inner := range value {
			out = append(out, writer.inner(inner))
		}
		return writer.numbered(out)
	}
	panic("only objects and lists are nodes")
}

func (writer *pathWriter) inner(value any) any {
	switch value.(type) {
	case object, []any:
		if len(encodedText(value)) > 60 {
			return writer.node(value)
		}
	}
	return value
}

func (writer *pathWriter) numbered(value any) string {
	text := encodedText(value)
	at, known := writer.numbers[text]
	if !known {
		at = len(writer.nodes)
		writer.numbers[text] = at
		writer.nodes = append(writer.nodes, text)
	}
	return fmt.Sprintf("@%d", at)
}

func encodedText(value any) string {
	return string(asJSON(value))
}
