/**
 * The annotations by which an Ingress and its class are tied together where no field does it (k8s.io/api networking/v1
 * annotations of IngressClass and Ingress).
 */
export const defaultClassAnnotation = 'ingressclass.kubernetes.io/is-default-class';
export const ingressClassAnnotation = 'kubernetes.io/ingress.class';
