// Writes what kubectl knows of its own commands: their names, aliases, flags and help texts, as two modules of
// TypeScript. See README.md.
package main

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"k8s.io/cli-runtime/pkg/genericiooptions"
	"k8s.io/kubectl/pkg/cmd"
)

// As options.ts explains.
var letters = map[string]string{
	"string": "s", "stringSlice": "a", "stringArray": "A", "bool": "b", "int": "i", "int32": "I", "int64": "L",
	"uint16": "u", "duration": "d", "tristate": "b",
}

func flag(f *pflag.Flag) string {
	text := f.Name + ":"
	if f.Shorthand != "" && f.ShorthandDeprecated == "" {
		text = f.Shorthand + "|" + text
	}
	letter, known := letters[f.Value.Type()]
	if !known {
		letter = "s"
		fmt.Fprintln(os.Stderr, f.Name, "is a", f.Value.Type())
	}
	text += letter
	if f.NoOptDefVal != "" && letter != "b" {
		text += "=" + f.NoOptDefVal
	}
	if len(f.Annotations[cobra.BashCompOneRequiredFlag]) > 0 {
		text += "*"
	}
	if f.Deprecated != "" {
		text += "!" + f.Deprecated
	}
	return text
}

func flags(set *pflag.FlagSet) []string {
	var all []string
	set.VisitAll(func(f *pflag.Flag) { all = append(all, flag(f)) })
	return all
}

func main() {
	folder := os.Args[1]
	var options, helps strings.Builder
	streams := genericiooptions.IOStreams{In: os.Stdin, Out: os.Stdout, ErrOut: os.Stderr}
	root := cmd.NewDefaultKubectlCommandWithArgs(cmd.KubectlOptions{IOStreams: streams})
	root.InitDefaultHelpCmd()
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		c.InitDefaultHelpFlag()
		path := strings.TrimPrefix(strings.TrimPrefix(c.CommandPath(), "kubectl"), " ")
		fields := append([]string{path, strings.Join(c.Aliases, ",")}, flags(c.LocalFlags())...)
		options.WriteString(strings.ReplaceAll(strings.Join(fields, ";"), "`", "\\`") + "\n")
		var out bytes.Buffer
		c.SetOut(&out)
		c.SetErr(&out)
		if err := c.Help(); err != nil {
			panic(err)
		}
		helps.WriteString("\f" + path + "\n" + out.String())
		for _, child := range c.Commands() {
			if !child.Hidden {
				walk(child)
			}
		}
	}
	walk(root)
	write(filepath.Join(folder, "options.ts"), optionsHead+"export const options = `\n"+options.String()+"`;\n")
	write(filepath.Join(folder, "help-texts.ts"), helpsHead+"export const helpTexts =\n  '"+deflated(helps.String())+"';\n")
}

const optionsHead = `/**
 * kubectl's commands and their flags, as the packages of k8s.io/kubectl v0.36.3 (Apache-2.0) declare them; written by
 * scripts/kubectl-commands. A line is a command: its words, its aliases, its flags. A flag is "short|name:type", with
 * "=value" for what it is when it stands alone, "*" when it is required, "!words" when it is deprecated (those also where
 * its help does not show it). Types: string, list (commas separate), Array (they do not), bool, int, Int32, Long, duration,
 * uint16.
 */
`

const helpsHead = `/**
 * What "kubectl COMMAND --help" prints, of k8s.io/kubectl v0.36.3 (Apache-2.0, The Kubernetes Authors); written by
 * scripts/kubectl-commands. Deflated, in base 64; each text behind a form feed, its command and a line end.
 */
`

func deflated(text string) string {
	var out bytes.Buffer
	w, _ := flate.NewWriter(&out, flate.BestCompression)
	w.Write([]byte(text))
	w.Close()
	return base64.StdEncoding.EncodeToString(out.Bytes())
}

func write(name, text string) {
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		panic(err)
	}
}
