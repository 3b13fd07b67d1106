#!/bin/bash
# Kubernetes' own end-to-end tests on a world of ours (README.md).
#   tests/e2e/run.sh FOLDER [REGEX]
# FOLDER holds e2e.test and kubectl of the same version; REGEX chooses tests, default: conformance of kubectl. Prints a line
# for each test that ran, with the reason of each that failed. Of the environment:
#   E2E_SKIP     what not to run, default [Serial] and [Disruptive]
#   E2E_SPEED    virtual seconds to a real one, default 1
#   E2E_TIMEOUT  when the run is cut, default 3h
#   E2E_REPORT   a folder that keeps the suite's own words (out, junit.xml)
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."
folder=${1:?usage: tests/e2e/run.sh FOLDER [REGEX]}
focus=${2:-\[sig-cli\].*\[Conformance\]}
[ -x "$folder/e2e.test" ] || { echo "run.sh: there is no $folder/e2e.test; see tests/e2e/README.md" >&2; exit 2; }
made=$(mktemp -d)
report=${E2E_REPORT:-$made}
mkdir -p "$report"
node=node_modules/.bin/node
[ -x "$node" ] || node=node
"$node" cli/api.ts --kubeconfig "$made/config" --speed "${E2E_SPEED:-1}" >"$report/api" 2>&1 &
api=$!
trap 'kill $api 2>/dev/null; rm -rf "$made"' EXIT
until grep -q listens "$report/api"; do kill -0 $api; sleep 0.2; done
"$folder/e2e.test" --kubeconfig="$made/config" --provider=skeleton --kubectl-path="$folder/kubectl" \
  --minStartupPods=0 --allowed-not-ready-nodes=0 --ginkgo.no-color --ginkgo.silence-skips \
  --ginkgo.timeout="${E2E_TIMEOUT:-3h}" --ginkgo.junit-report="$report/junit.xml" \
  --ginkgo.focus="$focus" --ginkgo.skip="${E2E_SKIP:-\[Serial\]|\[Disruptive\]}" >"$report/out" 2>&1 && status=0 || status=$?
python3 - "$report/junit.xml" <<'LINES'
import sys
from xml.etree import ElementTree

counts = {'passed': 0, 'failed': 0}
for case in ElementTree.parse(sys.argv[1]).iter('testcase'):
    name = case.get('name', '')
    if not name.startswith('[It]') or case.find('skipped') is not None:
        continue
    bad = next((case.find(tag) for tag in ('failure', 'error') if case.find(tag) is not None), None)
    kind = 'passed' if bad is None else 'failed'
    counts[kind] += 1
    print(kind, name[5:], f"{float(case.get('time', 0)):.0f}s")
    if bad is not None:
        print('      ', ' '.join((bad.get('message') or bad.text or '').split())[:600])
print(', '.join(f'{count} {kind}' for kind, count in counts.items()))
LINES
exit "$status"
