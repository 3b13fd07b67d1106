/** The file that tells a client where the served API is, whom to trust and what to say. */
export interface KubeconfigParts {
  readonly port: number;
  /** PEM. */
  readonly certificate: string;
  readonly token: string;
}

/** In the names kubeadm gives: `kubernetes-admin@kubernetes`. */
export function kubeconfig({ port, certificate, token }: KubeconfigParts): string {
  return `apiVersion: v1
kind: Config
clusters:
- name: kubernetes
  cluster:
    server: https://127.0.0.1:${String(port)}
    certificate-authority-data: ${Buffer.from(certificate).toString('base64')}
users:
- name: kubernetes-admin
  user:
    token: ${token}
contexts:
- name: kubernetes-admin@kubernetes
  context:
    cluster: kubernetes
    user: kubernetes-admin
current-context: kubernetes-admin@kubernetes
`;
}
