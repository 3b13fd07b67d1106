/**
 * Every option curl 7.88.1 has (`curl --help all`): `letter:name`, with `=` after it when it takes an argument. A curl
 * option can be shortened while it stays unique, and negated with `no-` when it takes no argument.
 */
const table = `
abstract-unix-socket= alt-svc= anyauth a:append aws-sigv4= basic cacert= capath= E:cert= cert-status
cert-type= ciphers= compressed compressed-ssh K:config= connect-timeout= connect-to= C:continue-at=
b:cookie= c:cookie-jar= create-dirs create-file-mode= crlf crlfile= curves= d:data= data-ascii=
data-binary= data-raw= data-urlencode= delegation= digest q:disable disable-eprt disable-epsv
disallow-username-in-url dns-interface= dns-ipv4-addr= dns-ipv6-addr= dns-servers= doh-cert-status
doh-insecure doh-url= D:dump-header= egd-file= engine= etag-compare= etag-save= expect100-timeout=
f:fail fail-early fail-with-body false-start F:form= form-escape form-string= ftp-account=
ftp-alternative-to-user= ftp-create-dirs ftp-method= ftp-pasv P:ftp-port= ftp-pret ftp-skip-pasv-ip
ftp-ssl-ccc ftp-ssl-ccc-mode= ftp-ssl-control G:get g:globoff happy-eyeballs-timeout-ms=
haproxy-protocol I:head H:header= h:help= hostpubmd5= hostpubsha256= hsts= http0.9 0:http1.0 http1.1
http2 http2-prior-knowledge http3 http3-only ignore-content-length i:include k:insecure interface=
4:ipv4 6:ipv6 json= j:junk-session-cookies keepalive-time= key= key-type= krb= libcurl= limit-rate=
l:list-only local-port= L:location location-trusted login-options= mail-auth= mail-from= mail-rcpt=
mail-rcpt-allowfails M:manual max-filesize= max-redirs= m:max-time= metalink negotiate n:netrc
netrc-file= netrc-optional ::next no-alpn N:no-buffer no-clobber no-keepalive no-npn
no-progress-meter no-sessionid noproxy= ntlm ntlm-wb oauth2-bearer= o:output= output-dir= Z:parallel
parallel-immediate parallel-max= pass= path-as-is pinnedpubkey= post301 post302 post303 preproxy=
#:progress-bar proto= proto-default= proto-redir= x:proxy= proxy-anyauth proxy-basic proxy-cacert=
proxy-capath= proxy-cert= proxy-cert-type= proxy-ciphers= proxy-crlfile= proxy-digest proxy-header=
proxy-insecure proxy-key= proxy-key-type= proxy-negotiate proxy-ntlm proxy-pass= proxy-pinnedpubkey=
proxy-service-name= proxy-ssl-allow-beast proxy-ssl-auto-client-cert proxy-tls13-ciphers=
proxy-tlsauthtype= proxy-tlspassword= proxy-tlsuser= proxy-tlsv1 U:proxy-user= proxy1.0=
p:proxytunnel pubkey= Q:quote= random-file= r:range= rate= raw e:referer= J:remote-header-name
O:remote-name remote-name-all R:remote-time remove-on-error X:request= request-target= resolve=
retry= retry-all-errors retry-connrefused retry-delay= retry-max-time= sasl-authzid= sasl-ir
service-name= S:show-error s:silent socks4= socks4a= socks5= socks5-basic socks5-gssapi
socks5-gssapi-nec socks5-gssapi-service= socks5-hostname= Y:speed-limit= y:speed-time= ssl
ssl-allow-beast ssl-auto-client-cert ssl-no-revoke ssl-reqd ssl-revoke-best-effort 2:sslv2 3:sslv3
stderr= styled-output suppress-connect-headers tcp-fastopen tcp-nodelay t:telnet-option=
tftp-blksize= tftp-no-options z:time-cond= tls-max= tls13-ciphers= tlsauthtype= tlspassword=
tlsuser= 1:tlsv1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 tr-encoding trace= trace-ascii= trace-time
unix-socket= T:upload-file= url= url-query= B:use-ascii u:user= A:user-agent= v:verbose V:version
w:write-out= xattr
`;

export interface CurlOption {
  readonly letter: string | undefined;
  readonly name: string;
  readonly argument: boolean;
}

export const curlOptions: readonly CurlOption[] = table
  .trim()
  .split(/\s+/)
  .map((entry) => {
    const argument = entry.endsWith('=');
    const bare = argument ? entry.slice(0, -1) : entry;
    const letter = bare.charAt(1) === ':' ? bare.charAt(0) : undefined;
    return { letter, name: letter === undefined ? bare : bare.slice(2), argument };
  });

/** Options without an argument that change what we do, or that change nothing here. */
export const modelledFlags: ReadonlySet<string> = new Set(
  (
    'alpn anyauth append basic buffer clobber compressed create-dirs disable fail fail-early fail-with-body get globoff head ' +
    'http0.9 http1.0 http1.1 http2 ignore-content-length include insecure ipv4 ipv6 junk-session-cookies keepalive ' +
    'list-only location location-trusted netrc-optional next path-as-is post301 post302 post303 progress-bar ' +
    'progress-meter proxy-basic proxytunnel raw remote-header-name remote-name remote-name-all remote-time ' +
    'remove-on-error retry-all-errors retry-connrefused sessionid show-error silent ssl ssl-reqd sslv2 sslv3 ' +
    'styled-output tcp-fastopen tcp-nodelay tlsv1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 tr-encoding trace-time use-ascii ' +
    'verbose npn suppress-connect-headers'
  ).split(' '),
);

export const modelledValues: ReadonlySet<string> = new Set(
  (
    'cacert capath config connect-timeout connect-to continue-at cookie cookie-jar create-file-mode data data-ascii ' +
    'data-binary data-raw data-urlencode dump-header expect100-timeout form form-string ' +
    'happy-eyeballs-timeout-ms header interface json keepalive-time local-port max-filesize max-redirs ' +
    'max-time noproxy oauth2-bearer output output-dir proto proto-default proxy proxy-user range referer request ' +
    'request-target resolve retry retry-delay retry-max-time speed-limit speed-time stderr telnet-option time-cond ' +
    'trace trace-ascii unix-socket abstract-unix-socket upload-file url url-query user user-agent write-out parallel-max'
  ).split(' '),
);

/** Debian's curl has no c-ares. */
export const notInThisBuild: ReadonlySet<string> = new Set(
  'dns-interface dns-ipv4-addr dns-ipv6-addr dns-servers'.split(' '),
);
