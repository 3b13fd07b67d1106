/**
 * Which commands there are, without their code: what a shell knows that fetches a command's code when it is first executed. A
 * code is what is fetched together; `later-commands.test.ts` holds the names against the commands themselves.
 */

/** Names by the folder they lie in. */
type Names = Readonly<Record<string, string>>;

/** All but bash, which is there from the beginning; by code. */
export const commandNames = {
  iptables: {
    '/usr/sbin': `iptables-apply ip6tables-apply xtables-monitor xtables-nft-multi xtables-legacy-multi arptables arptables-save arptables-restore arptables-nft arptables-nft-save arptables-nft-restore ebtables ebtables-save ebtables-restore ebtables-nft ebtables-nft-save ebtables-nft-restore ebtables-translate iptables iptables-save iptables-restore iptables-nft iptables-nft-save iptables-nft-restore ip6tables ip6tables-save ip6tables-restore ip6tables-nft ip6tables-nft-save ip6tables-nft-restore iptables-translate iptables-restore-translate ip6tables-translate ip6tables-restore-translate iptables-legacy iptables-legacy-save iptables-legacy-restore ip6tables-legacy ip6tables-legacy-save ip6tables-legacy-restore`,
  },
  ipset: {
    '/usr/sbin': `ipset`,
  },
  interfaces: {
    '/usr/bin': `dmesg`,
    '/usr/sbin': `brctl bridge ethtool tc nstat sysctl`,
  },
  'net-tools': {
    '/usr/sbin': `arp ifconfig route`,
  },
  conntrack: {
    '/usr/sbin': `conntrack`,
  },
  busybox: {
    '/bin': `busybox`,
  },
  wget: {
    '/usr/bin': `wget`,
  },
  curl: {
    '/usr/bin': `curl`,
  },
  ip: {
    '/usr/sbin': `ip`,
  },
  ipvsadm: {
    '/usr/sbin': `ipvsadm`,
  },
  nft: {
    '/usr/sbin': `nft`,
  },
  namespaces: {
    '/usr/bin': `nsenter lsns unshare`,
  },
  ping: {
    '/usr/bin': `ping ping6`,
  },
  sockets: {
    '/usr/bin': `nc netstat ss`,
  },
  dns: {
    '/usr/bin': `nslookup dig host getent`,
    '/usr/sbin': `dnsmasq`,
  },
  paths: {
    '/usr/bin': `arping tracepath mtr traceroute traceroute6`,
  },
  ps: {
    '/usr/bin': `ps pgrep pidof pkill`,
  },
  tcpdump: {
    '/usr/bin': `tcpdump`,
  },
  text: {
    '/usr/bin': `cat less more tee touch mkdir rmdir rm cp mv chmod mktemp realpath awk gawk mawk ls grep egrep fgrep head tail uniq cut tr wc tac rev nl fold paste seq column comm readlink sleep timeout env printenv xargs yes nohup sudo time watch echo printf true false pwd date basename dirname base64 hostname id whoami uname which kill clear nproc arch tty sed jq sort diff find tar test [`,
  },
} as const satisfies Readonly<Record<string, Names>>;

/** What lies in a busybox image under busybox's own names; with the code `busybox`. */
export const appletNames: Names = {
  '/sbin': `arp ifconfig ip route`,
  '/usr/sbin': `arping httpd`,
  '/usr/bin': `nc nslookup telnet traceroute wget`,
  '/bin': `netstat ping ping6 ps busybox`,
};

export type CommandCode = keyof typeof commandNames;
