package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"strconv"
	"strings"
)

// What a feature adds to one schema: its values, and the description that lists them.
type enumeration struct {
	values      []any
	description string
}

// By function (a definition's name without its punctuation), property, and "[]" where the items have them.
type enumerations map[string]enumeration

var punctuation = regexp.MustCompile(`[^A-Za-z0-9]`)

func readEnums(file string) enumerations {
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	check(err)
	found := enumerations{}
	for _, declaration := range parsed.Decls {
		function, ok := declaration.(*ast.FuncDecl)
		if !ok || !strings.HasPrefix(function.Name.Name, "schema_") {
			continue
		}
		definition := punctuation.ReplaceAllString(strings.TrimPrefix(function.Name.Name, "schema_"), "")
		ast.Inspect(function.Body, func(node ast.Node) bool {
			if pair, ok := node.(*ast.KeyValueExpr); ok && keyOf(pair) == "Properties" {
				for _, property := range pair.Value.(*ast.CompositeLit).Elts {
					pair := property.(*ast.KeyValueExpr)
					found.read(definition+" "+text(pair.Key), pair.Value)
				}
				return false
			}
			return true
		})
	}
	return found
}

// Reads one schema's literal, then its items'.
func (found enumerations) read(place string, schema ast.Expr) {
	var one enumeration
	ast.Inspect(schema, func(node ast.Node) bool {
		pair, ok := node.(*ast.KeyValueExpr)
		if !ok {
			return true
		}
		switch keyOf(pair) {
		case "Items":
			found.read(place+"[]", pair.Value)
			return false
		case "AdditionalProperties":
			return false
		case "Description":
			one.description = text(pair.Value)
		case "Enum":
			for _, value := range pair.Value.(*ast.CompositeLit).Elts {
				one.values = append(one.values, text(value))
			}
		}
		return true
	})
	if len(one.values) > 0 || strings.Contains(one.description, "Possible enum values:") {
		found[place] = one
	}
}

func keyOf(pair *ast.KeyValueExpr) string {
	if name, ok := pair.Key.(*ast.Ident); ok {
		return name.Name
	}
	return ""
}

func text(literal ast.Expr) string {
	value, err := strconv.Unquote(literal.(*ast.BasicLit).Value)
	check(err)
	return value
}

func addEnums(enums enumerations, name string, schema object) {
	definition := punctuation.ReplaceAllString(strings.Replace(name, "io.k8s.", "k8s.io.", 1), "")
	properties, _ := schema["properties"].(object)
	for key, value := range properties {
		property := value.(object)
		enums.add(definition+" "+key, property)
		if items, ok := property["items"].(object); ok {
			enums.add(definition+" "+key+"[]", items)
		}
	}
}

func (enums enumerations) add(place string, schema object) {
	one, ok := enums[place]
	if !ok {
		return
	}
	if len(one.values) > 0 {
		schema["enum"] = one.values
	}
	if one.description != "" {
		schema["description"] = one.description
	}
}
