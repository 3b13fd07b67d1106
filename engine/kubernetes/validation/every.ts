/**
 * All checks of objects, as the API server's later code has them (`../api/whole-code.ts`): a strategy names the one it wants.
 * Each answers with what is wrong, in upstream's words and order.
 */
export {
  validateCronJob,
  validateJob,
  validateJobUpdate,
  validateStatefulSet,
  validateStatefulSetUpdate,
} from './batch.ts';
export {
  validateConfigMap,
  validateConfigMapUpdate,
  validateSecret,
  validateSecretUpdate,
} from './config.ts';
export { validateDefinition, validateDefinitionUpdate } from './definition.ts';
export { validateEndpoints, validateSlice, validateSliceUpdate } from './endpoints.ts';
export {
  validateIngress,
  validateIngressClass,
  validateIngressClassUpdate,
  validateIngressCreate,
} from './ingress.ts';
export { validateNetworkPolicy } from './network-policy.ts';
export { validateNamespace, validateNode, validateNodeUpdate } from './node.ts';
export { validatePlain } from './plain.ts';
export { validateResourceQuota } from './quota.ts';
export { validatePodCreate } from './pod.ts';
export { validatePodUpdate } from './pod-update.ts';
export { validateClusterIps, validateServiceCreate, validateServiceUpdate } from './service.ts';
export {
  validateIpAddress,
  validateIpAddressUpdate,
  validateServiceCidr,
  validateServiceCidrUpdate,
} from './service-cidr.ts';
export {
  validateDaemonSet,
  validateDaemonSetUpdate,
  validateDeployment,
  validateDeploymentUpdate,
  validateReplicaSet,
  validateReplicaSetUpdate,
} from './workload.ts';
