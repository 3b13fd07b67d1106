package main

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"fmt"
	"os"
)

const schemasHead = `/**
 * The structure of Kubernetes' OpenAPI v3 documents without descriptions (api/openapi-spec/v3 of k8s.io/kubernetes v1.36.3,
 * Apache-2.0, The Kubernetes Authors; with the enums a server adds); written by scripts/openapi. Deflated, in base64;
 * what is in it is told by read-schemas.ts and read-paths.ts.
 */
`

const descriptionsHead = `/**
 * The descriptions of Kubernetes' OpenAPI v3 documents (api/openapi-spec/v3 of k8s.io/kubernetes v1.36.3, Apache-2.0, The
 * Kubernetes Authors), in the order of schemas.ts; written by scripts/openapi. Deflated, in base64; a form feed behind each
 * but the last.
 */
`

const digestsHead = `/**
 * SHA-256 of each OpenAPI v3 document that Kubernetes 1.36.3 publishes, with the enums a server adds, as JSON without blanks
 * whose keys are sorted; written by scripts/openapi.
 */
export const openApiDigests: Readonly<Record<string, string>> = {
`

func pack(text string) string {
	var out bytes.Buffer
	writer, err := flate.NewWriter(&out, flate.BestCompression)
	check(err)
	_, err = writer.Write([]byte(text))
	check(err)
	check(writer.Close())
	return base64.StdEncoding.EncodeToString(out.Bytes())
}

// Pairs of a constant's name and its value.
func write(file, head string, pairs ...string) {
	text := head
	for at := 0; at < len(pairs); at += 2 {
		text += fmt.Sprintf("export const %s =\n  '%s';\n", pairs[at], pairs[at+1])
	}
	check(os.WriteFile(file, []byte(text), 0o644))
}
