/**
 * Every option of GNU wget 1.21.3 (main.c, `wget --help`): `letter:name`, with `=` after it when it takes an argument.
 */
import type { LongOption } from '../options/getopt.ts';

const table = `
V:version h:help b:background e:execute= o:output-file= a:append-output= d:debug q:quiet v:verbose nv:no-verbose
report-speed= i:input-file= F:force-html B:base= config= no-config rejected-log= t:tries= retry-connrefused
retry-on-http-error= O:output-document= nc:no-clobber no-netrc c:continue start-pos= progress= show-progress
N:timestamping no-if-modified-since no-use-server-timestamps S:server-response spider T:timeout= dns-timeout=
connect-timeout= read-timeout= w:wait= waitretry= random-wait no-proxy Q:quota= bind-address= limit-rate= no-dns-cache
restrict-file-names= ignore-case 4:inet4-only 6:inet6-only prefer-family= user= password= ask-password use-askpass=
no-iri local-encoding= remote-encoding= unlink xattr nd:no-directories x:force-directories nH:no-host-directories
protocol-directories P:directory-prefix= cut-dirs= http-user= http-password= no-cache default-page= E:adjust-extension
ignore-length header= compression= max-redirect= proxy-user= proxy-password= referer= save-headers U:user-agent=
no-http-keep-alive no-cookies load-cookies= save-cookies= keep-session-cookies post-data= post-file= method= body-data=
body-file= content-disposition content-on-error auth-no-challenge secure-protocol= https-only no-check-certificate
certificate= certificate-type= private-key= private-key-type= ca-certificate= ca-directory= crl-file= pinnedpubkey=
ciphers= no-hsts hsts-file= ftp-user= ftp-password= no-remove-listing no-glob no-passive-ftp preserve-permissions
retr-symlinks ftps-implicit ftps-resume-ssl ftps-clear-data-connection ftps-fallback-to-ftp warc-file= warc-header=
warc-max-size= warc-cdx warc-dedup= no-warc-compression no-warc-digests no-warc-keep-log warc-tempdir= r:recursive
l:level= delete-after k:convert-links convert-file-only backups= K:backup-converted m:mirror p:page-requisites
strict-comments A:accept= R:reject= accept-regex= reject-regex= regex-type= D:domains= exclude-domains= follow-ftp
follow-tags= ignore-tags= H:span-hosts L:relative I:include-directories= trust-server-names X:exclude-directories=
np:no-parent Y:proxy__compat=
`;

export const wgetOptions: readonly LongOption[] = table
  .trim()
  .split(/\s+/)
  .map((entry): LongOption => {
    const argument = entry.endsWith('=') ? 'required' : 'none';
    const bare = entry.replace('=', '');
    const name = bare.slice(bare.indexOf(':') + 1);
    return { name, argument, is: name };
  })
  .sort((one, other) => (one.name < other.name ? -1 : 1));

const letters = new Map(
  table
    .trim()
    .split(/\s+/)
    .filter((entry) => entry.includes(':'))
    .map((entry) => [entry.split(':')[0] ?? '', (entry.split(':')[1] ?? '').replace('=', '')]),
);

/** For getopt. */
export const shortOptions = [...letters]
  .filter(([letter]) => letter.length === 1)
  .map(([letter, name]) => {
    const takes = wgetOptions.some((option) => option.name === name && option.argument === 'required');
    return `${letter}${takes ? ':' : ''}`;
  })
  .join('');

/** What a letter is short for; `-nv` and its like are two. */
export function longName(letter: string): string | undefined {
  return letters.get(letter);
}

/** Options that do something here, or whose default is all there is. */
export const modelled: ReadonlySet<string> = new Set(
  (
    'output-file append-output quiet verbose no-verbose input-file no-config tries retry-connrefused ' +
    'output-document no-clobber no-netrc continue progress show-progress no-if-modified-since ' +
    'no-use-server-timestamps server-response spider timeout dns-timeout connect-timeout read-timeout wait waitretry ' +
    'no-proxy bind-address no-dns-cache inet4-only inet6-only user password no-iri no-directories ' +
    'no-host-directories directory-prefix http-user http-password no-cache header compression max-redirect referer ' +
    'user-agent no-http-keep-alive no-cookies post-data post-file method body-data body-file content-disposition ' +
    'content-on-error auth-no-challenge no-check-certificate no-hsts execute no-passive-ftp delete-after'
  ).split(' '),
);
