/**
 * What nicolaka/netshoot brings besides the tools this shell has (its Dockerfile, and the applets of Alpine's busybox).
 */
export const netshootPrograms: readonly string[] = [
  'ab bird birdc calicoctl delv drill fortio fping grpcurl http httpie iftop iperf iperf3 iptraf-ng ltrace nmap nping',
  'ngrep oping openssl scapy snmpget snmpwalk socat speedtest-cli strace swaks tcptraceroute termshark tshark vim',
  'websocat zsh dhcping ipptool file apk perl python3 pip3 ssh scp sftp ssh-keygen git',
  'vi top less more free df du uptime ifup ifdown find tar gzip gunzip stat mount umount dd od strings vmstat lsof man',
]
  .join(' ')
  .split(' ');
