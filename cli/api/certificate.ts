/**
 * A certificate of our own for the loopback address, made anew at each start: clients send their token to servers with
 * TLS only (k8s.io/client-go tools/clientcmd, getUserIdentificationPartialConfig).
 */
import { generate } from 'selfsigned';

export interface Certificate {
  /** PEM. The certificate is its own authority. */
  readonly certificate: string;
  readonly key: string;
}

export async function makeCertificate(): Promise<Certificate> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'follow-the-packet' }], {
    keyType: 'ec',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyCertSign: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 7, ip: '127.0.0.1' },
          { type: 2, value: 'localhost' },
        ],
      },
    ],
  });
  return { certificate: cert, key };
}
