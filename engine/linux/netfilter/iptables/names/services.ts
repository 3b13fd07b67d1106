/**
 * Service names of Debian's /etc/services (netbase): `NAME[/PROTOCOL] PORT ALIAS…`; without a protocol both TCP and UDP.
 */

const text = `
tcpmux/tcp 1
echo 7
discard 9 sink null
systat/tcp 11 users
daytime 13
netstat/tcp 15
qotd/tcp 17 quote
chargen 19 ttytst source
ftp-data/tcp 20
ftp/tcp 21
fsp/udp 21 fspd
ssh/tcp 22
telnet/tcp 23
smtp/tcp 25 mail
time 37 timserver
whois/tcp 43 nicname
tacacs 49
domain 53
bootps/udp 67
bootpc/udp 68
tftp/udp 69
gopher/tcp 70
finger/tcp 79
http/tcp 80 www
kerberos 88 kerberos5 krb5 kerberos-sec
iso-tsap/tcp 102 tsap
acr-nema/tcp 104 dicom
pop3/tcp 110 pop-3
sunrpc 111 portmapper
auth/tcp 113 authentication tap ident
nntp/tcp 119 readnews untp
ntp/udp 123
epmap/tcp 135 loc-srv
netbios-ns/udp 137
netbios-dgm/udp 138
netbios-ssn/tcp 139
imap2/tcp 143 imap
snmp 161
snmp-trap 162 snmptrap
cmip-man 163
cmip-agent 164
mailq/tcp 174
xdmcp/udp 177
bgp/tcp 179
smux/tcp 199
qmtp/tcp 209
z3950/tcp 210 wais
ipx/udp 213
ptp-event/udp 319
ptp-general/udp 320
pawserv/tcp 345
zserv/tcp 346
rpc2portmap 369
codaauth2 370
clearcase/udp 371 Clearcase
ldap 389
svrloc 427
https 443
snpp/tcp 444
microsoft-ds/tcp 445
kpasswd 464
submissions/tcp 465 ssmtp smtps urd
saft/tcp 487
isakmp/udp 500
rtsp 554
nqs/tcp 607
asf-rmcp/udp 623
qmqp/tcp 628
ipp/tcp 631
ldp 646
exec/tcp 512
biff/udp 512 comsat
login/tcp 513
who/udp 513 whod
shell/tcp 514 cmd syslog
syslog/udp 514
printer/tcp 515 spooler
talk/udp 517
ntalk/udp 518
route/udp 520 router routed
gdomap 538
uucp/tcp 540 uucpd
klogin/tcp 543
kshell/tcp 544 krcmd
dhcpv6-client/udp 546
dhcpv6-server/udp 547
afpovertcp/tcp 548
nntps/tcp 563 snntp
submission/tcp 587
ldaps 636
tinc 655
silc/tcp 706
kerberos-adm/tcp 749
domain-s 853
rsync/tcp 873
ftps-data/tcp 989
ftps/tcp 990
telnets/tcp 992
imaps/tcp 993
pop3s/tcp 995
socks/tcp 1080
proofd/tcp 1093
rootd/tcp 1094
openvpn 1194
rmiregistry/tcp 1099
lotusnote/tcp 1352 lotusnotes
ms-sql-s/tcp 1433
ms-sql-m/udp 1434
ingreslock/tcp 1524
datametrics 1645 old-radius
sa-msg-port 1646 old-radacct
kermit/tcp 1649
groupwise/tcp 1677
l2f/udp 1701 l2tp
radius 1812
radius-acct 1813 radacct
cisco-sccp/tcp 2000
nfs 2049
gnunet 2086
rtcm-sc104 2101
gsigatekeeper/tcp 2119
gris/tcp 2135
cvspserver/tcp 2401
venus 2430
venus-se 2431
codasrv 2432
codasrv-se 2433
mon 2583
dict/tcp 2628
f5-globalsite/tcp 2792
gsiftp/tcp 2811
gpsd/tcp 2947
gds-db/tcp 3050 gds_db
icpv2/udp 3130 icp
isns 3205
iscsi-target/tcp 3260
mysql/tcp 3306
ms-wbt-server/tcp 3389
nut 3493
distcc/tcp 3632
daap/tcp 3689
svn/tcp 3690 subversion
suucp/tcp 4031
sysrqd/tcp 4094
sieve/tcp 4190
epmd/tcp 4369
remctl/tcp 4373
f5-iquery/tcp 4353
ntske/tcp 4460
ipsec-nat-t/udp 4500
iax/udp 4569
mtn/tcp 4691
radmin-port/tcp 4899
sip 5060
sip-tls 5061
xmpp-client/tcp 5222 jabber-client
xmpp-server/tcp 5269 jabber-server
cfengine/tcp 5308
mdns/udp 5353
postgresql/tcp 5432 postgres
freeciv/tcp 5556 rptp
amqps/tcp 5671
amqp/tcp 5672
x11/tcp 6000 x11-0
x11-1/tcp 6001
x11-2/tcp 6002
x11-3/tcp 6003
x11-4/tcp 6004
x11-5/tcp 6005
x11-6/tcp 6006
x11-7/tcp 6007
gnutella-svc 6346
gnutella-rtr 6347
redis/tcp 6379
sge-qmaster/tcp 6444 sge_qmaster
sge-execd/tcp 6445 sge_execd
mysql-proxy/tcp 6446
babel/udp 6696
ircs-u/tcp 6697
bbs/tcp 7000
afs3-fileserver/udp 7000
afs3-callback/udp 7001
afs3-prserver/udp 7002
afs3-vlserver/udp 7003
afs3-kaserver/udp 7004
afs3-volser/udp 7005
afs3-bos/udp 7007
afs3-update/udp 7008
afs3-rmtsys/udp 7009
font-service/tcp 7100 xfs
http-alt/tcp 8080 webcache
puppet/tcp 8140
bacula-dir/tcp 9101
bacula-fd/tcp 9102
bacula-sd/tcp 9103
xmms2/tcp 9667
nbd/tcp 10809
zabbix-agent/tcp 10050
zabbix-trapper/tcp 10051
amanda/tcp 10080
dicom/tcp 11112
hkp/tcp 11371
db-lsp/tcp 17500
dcap/tcp 22125
gsidcap/tcp 22128
wnn6/tcp 22273
kerberos4 750 kerberos-iv kdc
kerberos-master 751 kerberos_master
passwd-server/udp 752 passwd_server
krb-prop/tcp 754 krb_prop krb5_prop hprop
zephyr-srv/udp 2102
zephyr-clt/udp 2103
zephyr-hm/udp 2104
iprop/tcp 2121
supfilesrv/tcp 871
supfiledbg/tcp 1127
poppassd/tcp 106
moira-db/tcp 775 moira_db
moira-update/tcp 777 moira_update
moira-ureg/udp 779 moira_ureg
spamd/tcp 783
skkserv/tcp 1178
predict/udp 1210
rmtcfg/tcp 1236
xtel/tcp 1313
xtelw/tcp 1314
zebrasrv/tcp 2600
zebra/tcp 2601
ripd/tcp 2602
ripngd/tcp 2603
ospfd/tcp 2604
bgpd/tcp 2605
ospf6d/tcp 2606
ospfapi/tcp 2607
isisd/tcp 2608
fax/tcp 4557
hylafax/tcp 4559
munin/tcp 4949 lrrd
rplay/udp 5555
nrpe/tcp 5666
nsca/tcp 5667
canna/tcp 5680
syslog-tls/tcp 6514
sane-port/tcp 6566 sane saned
ircd/tcp 6667
zope-ftp/tcp 8021
tproxy/tcp 8081
omniorb/tcp 8088
clc-build-daemon/tcp 8990
xinetd/tcp 9098
git/tcp 9418
zope/tcp 9673
webmin/tcp 10000
kamanda/tcp 10081
amandaidx/tcp 10082
amidxtape/tcp 10083
sgi-cmsd/udp 17001
sgi-crsd/udp 17002
sgi-gcd/udp 17003
sgi-cad/tcp 17004
binkp/tcp 24554
asp 27374
csync2/tcp 30865
dircproxy/tcp 57000
tfido/tcp 60177
fido/tcp 60179
`;

const byName = new Map<string, number>();
const byPort = new Map<string, string>();

for (const line of text.trim().split('\n')) {
  const [head = '', port = '', ...aliases] = line.split(' ');
  const [name = '', only] = head.split('/');
  for (const protocol of only === undefined ? ['tcp', 'udp'] : [only]) {
    for (const each of [name, ...aliases]) {
      const key = `${protocol} ${each}`;
      if (!byName.has(key)) byName.set(key, Number(port));
    }
    const key = `${protocol} ${port}`;
    if (!byPort.has(key)) byPort.set(key, name);
  }
}

/** getservbyname(3) */
export function servicePort(name: string, protocol: string): number | undefined {
  return byName.get(`${protocol} ${name}`);
}

/** getservbyport(3) */
export function serviceName(port: number, protocol: string): string | undefined {
  return byPort.get(`${protocol} ${String(port)}`);
}
