package main

import (
	"fmt"
	"strings"
)

// Texts in the order of the structure, each once: a text that was there before is `=` and its number.
type descriptions struct {
	seen  map[string]int
	lines []string
}

func (texts *descriptions) add(value any) {
	text, _ := value.(string)
	if strings.ContainsAny(text, "\f") || strings.HasPrefix(text, "=") {
		panic("a description that cannot be told: " + text)
	}
	if at, known := texts.seen[text]; known && len(text) > 4 {
		texts.lines = append(texts.lines, fmt.Sprintf("=%d", at))
		return
	}
	texts.seen[text] = len(texts.lines)
	texts.lines = append(texts.lines, text)
}

func (texts *descriptions) String() string {
	return strings.Join(texts.lines, "\f")
}

// A blank inside a value: words end at blanks.
const blank = "␣"

const home = "#/components/schemas/"

type definitionWriter struct {
	numbers map[string]int
	texts   *descriptions
}

// One package a paragraph, headed by its name, group and version; one definition a line.
func writeDefinitions(definitions map[string]object, texts *descriptions) string {
	packages := map[string][]string{}
	for _, name := range sortedKeys(definitions) {
		at := strings.LastIndex(name, ".")
		packages[name[:at]] = append(packages[name[:at]], name[at+1:])
	}
	names := sortedKeys(packages)
	writer := definitionWriter{numbers: map[string]int{}, texts: texts}
	for number, name := range names {
		writer.numbers[name] = number
	}
	var out strings.Builder
	for _, folder := range names {
		group, version := groupVersionOf(definitions, folder, packages[folder])
		fmt.Fprintf(&out, "# %s %s %s\n", folder, group, version)
		for _, name := range packages[folder] {
			out.WriteString(writer.definition(folder, name, definitions[folder+"."+name]) + "\n")
		}
	}
	return out.String()
}

func groupVersionOf(definitions map[string]object, folder string, names []string) (string, string) {
	for _, name := range names {
		if kinds, ok := definitions[folder+"."+name]["x-kubernetes-group-version-kind"].([]any); ok {
			kind := kinds[0].(object)
			return kind["group"].(string), kind["version"].(string)
		}
	}
	return "", ""
}

var attributes = []struct{ letter, key string }{
	{"t", "x-kubernetes-list-type"}, {"k", "x-kubernetes-list-map-keys"}, {"m", "x-kubernetes-patch-merge-key"},
	{"s", "x-kubernetes-patch-strategy"}, {"M", "x-kubernetes-map-type"},
}

func (writer definitionWriter) definition(folder, name string, given object) string {
	writer.texts.add(given["description"])
	words := []string{name}
	left := without(given, "description", "properties", "required")
	switch kinds, _ := left["x-kubernetes-group-version-kind"].([]any); {
	case len(kinds) == 1:
		words[0] += "@"
	case len(kinds) > 1: // meta.v1's, which every document has for its own group.
		words[0] += "@@"
	}
	delete(left, "x-kubernetes-group-version-kind")
	words[0] += ":" + writer.schema(folder, left)
	properties, _ := given["properties"].(object)
	required := map[string]bool{}
	list, _ := given["required"].([]any)
	for _, key := range list {
		required[key.(string)] = true
		words = append(words, writer.property(folder, key.(string), "!", properties))
	}
	for _, key := range sortedKeys(properties) {
		if !required[key] {
			words = append(words, writer.property(folder, key, "", properties))
		}
	}
	return strings.Join(words, " ")
}

func (writer definitionWriter) property(folder, key, flag string, properties object) string {
	schema := properties[key].(object)
	writer.texts.add(schema["description"])
	return key + flag + ":" + writer.schema(folder, without(schema, "description"))
}

// `type/format(enum)=default;attributes&rest`, where a reference is a name, `^` before one that stands for itself.
func (writer definitionWriter) schema(folder string, schema object) string {
	marks := ""
	for _, one := range attributes {
		value, ok := schema[one.key]
		if !ok {
			continue
		}
		if list, ok := value.([]any); ok {
			words := []string{}
			for _, word := range list {
				words = append(words, word.(string))
			}
			value = strings.Join(words, ",")
		}
		marks += ";" + one.letter + value.(string)
		schema = without(schema, one.key)
	}
	return writer.bare(folder, schema) + marks
}

func (writer definitionWriter) bare(folder string, schema object) string {
	if items, ok := schema["items"].(object); ok && len(schema) == 2 {
		return "[]" + writer.bare(folder, items)
	}
	if values, ok := schema["additionalProperties"].(object); ok && len(schema) == 2 {
		return "{}" + writer.bare(folder, values)
	}
	text := "?"
	left := without(schema, "type", "format", "$ref", "allOf", "default", "enum")
	if reference, ok := schema["$ref"].(string); ok {
		text = "^" + writer.name(folder, reference)
	} else if all, ok := schema["allOf"].([]any); ok {
		text = writer.name(folder, all[0].(object)["$ref"].(string))
	} else if kind, ok := schema["type"].(string); ok {
		text = kind
	}
	if format, ok := schema["format"]; ok {
		text += "/" + format.(string)
	}
	if values, ok := schema["enum"].([]any); ok {
		words := []string{}
		for _, value := range values {
			words = append(words, strings.ReplaceAll(value.(string), " ", blank))
		}
		text += "(" + strings.Join(words, ",") + ")"
	}
	if value, ok := schema["default"]; ok {
		written := encoded(value)
		if written == `""` || written == "0" || written == "false" || written == "{}" {
			written = ""
		}
		text += "=" + written
	}
	if len(left) > 0 {
		text += "&" + encoded(left)
	}
	return text
}

func (writer definitionWriter) name(folder, reference string) string {
	full := strings.TrimPrefix(reference, home)
	at := strings.LastIndex(full, ".")
	if full[:at] == folder {
		return full[at+1:]
	}
	return fmt.Sprintf("%d.%s", writer.numbers[full[:at]], full[at+1:])
}

func without(of object, keys ...string) object {
	left := object{}
	for key, value := range of {
		left[key] = value
	}
	for _, key := range keys {
		delete(left, key)
	}
	return left
}

func encoded(value any) string {
	text := encodedText(value)
	if strings.ContainsAny(text, " ;") {
		panic("a word that cannot be told: " + text)
	}
	return text
}
