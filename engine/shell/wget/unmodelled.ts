/**
 * The options of GNU wget 1.21.3 that are not modelled: they answer `not simulated: …`. What one of them takes an argument is
 * said apart, since getopt complains where it is missing. Letters stand for long names in main.c's own table.
 */

/** By long name. */
export const unmodelledWords: readonly string[] = (
  'adjust-extension ask-password auth-no-challenge backup-converted backups content-disposition ' +
  'convert-file-only convert-links debug delete-after follow-ftp force-directories force-html ' +
  'ftps-clear-data-connection ftps-fallback-to-ftp ftps-implicit ftps-resume-ssl https-only ignore-case ' +
  'ignore-length keep-session-cookies no-config no-cookies no-directories no-glob no-host-directories ' +
  'no-http-keep-alive no-if-modified-since no-iri no-netrc no-parent no-passive-ftp no-remove-listing ' +
  'no-use-server-timestamps no-warc-compression no-warc-digests no-warc-keep-log preserve-permissions ' +
  'protocol-directories random-wait relative report-speed restrict-file-names retr-symlinks ' +
  'save-headers span-hosts strict-comments timestamping trust-server-names unlink warc-cdx xattr'
).split(' ');

export const unmodelledWithValue: readonly string[] = (
  'accept accept-regex base body-file ca-certificate ca-directory certificate certificate-type ciphers ' +
  'compression config crl-file cut-dirs default-page domains exclude-directories exclude-domains ' +
  'follow-tags ftp-password ftp-user hsts-file http-password http-user ignore-tags include-directories ' +
  'level load-cookies local-encoding pinnedpubkey prefer-family private-key private-key-type ' +
  'proxy-password proxy-user quota regex-type reject reject-regex rejected-log remote-encoding ' +
  'retry-on-http-error save-cookies secure-protocol start-pos use-askpass warc-dedup warc-file ' +
  'warc-header warc-max-size warc-tempdir'
).split(' ');

/** getopt's letters. */
export const unmodelledLetters = 'dkl:n:xA:B:D:EFHI:KLNQ:R:X:Y:';
