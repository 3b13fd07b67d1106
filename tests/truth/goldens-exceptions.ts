/**
 * Recordings of the Linux tools that our replay does not equal, each with its reason: file and key of the record (its
 * line in the file) to why. `goldens.test.ts` holds this list to both sides, so that it can only become shorter.
 */

/** Ours to mend. */
export const differing: Readonly<Record<string, string>> = {
  'errors.jsonl g232': 'netstat -i: counters have other widths',
  'errors.jsonl g246': 'nsenter: the recording shell is dash, whose prompt is "# "; ours is bash',
  'errors.jsonl g250': 'wg: no such command here yet',
  'mtu--pod-1500-overlay-1450.jsonl g18':
    'ip route get: how many seconds had passed since the path MTU was learnt; the kernel counts in ticks of 4 ms',
  'unprivileged.jsonl g184': 'arping: execve refuses a file with capabilities that the process may not have',
  'vxlan-conntrack-events.jsonl g23':
    'conntrack -E: FIN and the answering FIN were one segment in the recording, a race of the two programs',
  'vxlan-conntrack-ss.jsonl g47':
    'ss: widths of columns follow the number of digits of a port the kernel chose',
  'vxlan-conntrack-ss.jsonl g48':
    'ss: widths of columns follow the number of digits of a port the kernel chose',
  'vxlan-conntrack-ss.jsonl g50':
    'ss: widths of columns follow the number of digits of a port the kernel chose',
  'vxlan-http.jsonl g74': 'busybox wget: the recorded program died of a segmentation fault',
  'vxlan-tcpdump--dns-lookup.jsonl g62':
    'tcpdump: whether the node still knew the DNS pod when the third question came is a race of the recording',
};

/** The recording itself says that two honest runs on the kernel differ (`flaky`). */
export const flaky: Readonly<Record<string, string>> = {
  'broken--node-down.jsonl g28':
    'whether the entry of the dead node has failed yet: the reachable time is random',
  'calico-ipip-tcpdump--traceroute.jsonl g61': 'how many probes leave before the first answer comes',
  'errors.jsonl g198': "whether the hosts' own IGMP entries are still there",
  'errors.jsonl g211': "the first of the machine's netlink sockets of the moment",
  'kube-proxy-nftables.jsonl g35': 'counters of FORWARD, with the lengths of answers and how connections end',
  'kube-proxy-nftables.jsonl g37': 'which endpoints and DNS servers were drawn',
  'mtu--pod-1500-overlay-1450.jsonl g29': 'order of the last acknowledgements of a long transfer',
};
