/**
 * The order in which upstream's tests compare rules (sortIPTablesRules in pkg/proxy/iptables/proxier_test.go): services
 * come out of a Go map, so chains are sorted and the rules of one chain keep their order.
 */
export function sortedAsUpstream(text: string): string {
  const sorted: string[] = [];
  for (const table of text.split(/^(?=\*)/m)) {
    const lines = table.split('\n').filter((line) => line !== '');
    const chains = lines.filter((line) => line.startsWith(':')).sort(byChain);
    const rules = lines.filter((line) => line.startsWith('-A')).sort(byChain);
    sorted.push(lines[0] ?? '', ...chains, ...rules, 'COMMIT');
  }
  return sorted.map((line) => `${line}\n`).join('');
}

/** KUBE-NODEPORTS and KUBE-SERVICES first, KUBE-EXTERNAL-SERVICES after them where it is not just another chain. */
const first = ['KUBE-NODEPORTS', 'KUBE-SERVICES', 'KUBE-EXTERNAL-SERVICES'];

function byChain(one: string, other: string): number {
  const [mine, theirs] = [chainOf(one), chainOf(other)];
  const rank = (chain: string): number => (first.includes(chain) ? first.indexOf(chain) : first.length);
  if (rank(mine) !== rank(theirs)) return rank(mine) - rank(theirs);
  if (mine === theirs) return 0;
  return mine < theirs ? -1 : 1;
}

function chainOf(line: string): string {
  return /^(?::|-A )(\S+)/.exec(line)?.[1] ?? '';
}
