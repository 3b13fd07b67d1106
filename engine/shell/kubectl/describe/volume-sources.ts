/**
 * Where a volume's data come from, in `kubectl describe` of pods, pod templates and PersistentVolumes (k8s.io/kubectl
 * pkg/describe, its functions named print…VolumeSource): what each is in words, then its fields.
 */
import { goText } from '../../../kubernetes/schema/go-value.ts';
import type { DescribeText } from './text.ts';

/**
 * By a volume's field: words, then `Label=field`, behind a colon what is printed where nothing is set (else nothing).
 * `&` marks a reference to a secret. What a PersistentVolume has besides stands behind `;`.
 */
const sources = new Map(
  `hostPath|HostPath (bare host directory volume)|Path=path,HostPathType=type:<none>
emptyDir|EmptyDir (a temporary directory that shares a pod's lifetime)|Medium=medium,SizeLimit=sizeLimit:<unset>
gcePersistentDisk|GCEPersistentDisk (a Persistent Disk resource in Google Compute Engine)|PDName=pdName,FSType=fsType,Partition=partition:0,ReadOnly=readOnly:false
awsElasticBlockStore|AWSElasticBlockStore (a Persistent Disk resource in AWS)|VolumeID=volumeID,FSType=fsType,Partition=partition:0,ReadOnly=readOnly:false
gitRepo|GitRepo (a volume that is pulled from git when the pod is created)|Repository=repository,Revision=revision
secret|Secret (a volume populated by a Secret)|SecretName=secretName,Optional=optional:false
configMap|ConfigMap (a volume populated by a ConfigMap)|Name=name,Optional=optional:false
nfs|NFS (an NFS mount that lasts the lifetime of a pod)|Server=server,Path=path,ReadOnly=readOnly:false
quobyte|Quobyte (a Quobyte mount on the host that shares a pod's lifetime)|Registry=registry,Volume=volume,ReadOnly=readOnly:false
portworxVolume|PortworxVolume (a Portworx Volume resource)|VolumeID=volumeID
iscsi|ISCSI (an ISCSI Disk resource that is attached to a kubelet's host machine and then exposed to the pod)|TargetPortal=targetPortal,IQN=iqn,Lun=lun:0,!ISCSIInterface=iscsiInterface,FSType=fsType,ReadOnly=readOnly:false,Portals=portals:[],DiscoveryCHAPAuth=chapAuthDiscovery:false,SessionCHAPAuth=chapAuthSession:false,SecretRef=secretRef:&,InitiatorName=initiatorName:<none>
glusterfs|Glusterfs (a Glusterfs mount on the host that shares a pod's lifetime)|EndpointsName=endpoints,;EndpointsNamespace=endpointsNamespace:<unset>,Path=path,ReadOnly=readOnly:false
persistentVolumeClaim|PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)|ClaimName=claimName,ReadOnly=readOnly:false
rbd|RBD (a Rados Block Device mount on the host that shares a pod's lifetime)|CephMonitors=monitors:[],RBDImage=image,FSType=fsType,RBDPool=pool,RadosUser=user,Keyring=keyring,SecretRef=secretRef:&,ReadOnly=readOnly:false
azureDisk|AzureDisk (an Azure Data Disk mount on the host and bind mount to the pod)|DiskName=diskName,DiskURI=diskURI,!Kind: =kind,FSType=fsType,CachingMode=cachingMode,ReadOnly=readOnly:false
vsphereVolume|vSphereVolume (a Persistent Disk resource in vSphere)|VolumePath=volumePath,FSType=fsType,StoragePolicyName=storagePolicyName
photonPersistentDisk|PhotonPersistentDisk (a Persistent Disk resource in photon platform)|PdID=pdID,FSType=fsType
cinder|Cinder (a Persistent Disk resource in OpenStack)|VolumeID=volumeID,FSType=fsType,ReadOnly=readOnly:false,SecretRef=secretRef:&
local|LocalVolume (a persistent volume backed by local storage on a node)|Path=path
cephfs|CephFS (a CephFS mount on the host that shares a pod's lifetime)|Monitors=monitors:[],Path=path,User=user,SecretFile=secretFile,SecretRef=secretRef:&,ReadOnly=readOnly:false
storageos|StorageOS (a StorageOS Persistent Disk resource)|VolumeName=volumeName,VolumeNamespace=volumeNamespace,FSType=fsType,ReadOnly=readOnly:false
fc|FC (a Fibre Channel disk)|TargetWWNs=targetWWNs,LUN=lun:<none>,FSType=fsType,ReadOnly=readOnly:false
azureFile|AzureFile (an Azure File Service mount on the host and bind mount to the pod)|SecretName=secretName,;SecretNamespace=secretNamespace,ShareName=shareName,ReadOnly=readOnly:false
flexVolume|FlexVolume (a generic volume resource that is provisioned/attached using an exec based plugin)|Driver=driver,FSType=fsType,SecretRef=secretRef:&,ReadOnly=readOnly:false,Options=options:map[]
flocker|Flocker (a Flocker volume mounted by the Flocker agent)|DatasetName=datasetName,DatasetUUID=datasetUUID
csi|CSI (a Container Storage Interface (CSI) volume source)|Driver=driver,FSType=fsType,;VolumeHandle=volumeHandle,ReadOnly=readOnly:false
image|Image (a container image or OCI artifact)|Reference=reference,PullPolicy=pullPolicy`
    .split('\n')
    .map((row) => {
      const [field = '', words = '', fields = ''] = row.split('|');
      return [field, { words, fields: fields.split(',') }] as const;
    }),
);

/** @returns false when the volume says nothing that is described so */
export function describeSource(out: DescribeText, volume: object, isPersistent: boolean): boolean {
  for (const [field, given] of Object.entries(volume)) {
    const known = sources.get(field);
    if (known === undefined || typeof given !== 'object' || given === null) continue;
    out.line(2, `Type:\t${known.words}`);
    const values = given as Readonly<Record<string, unknown>>;
    for (const text of known.fields) {
      if (text.startsWith(';') && !isPersistent) continue;
      const [label = '', rest = ''] = text.replace(/^;/, '').split('=');
      const [name = '', otherwise = ''] = rest.split(/:(.*)/s);
      // Some of upstream's labels lack their colon.
      const title = label.startsWith('!') ? label.slice(1) : `${label}:`;
      out.line(2, `${title}\t${valueText(values[name], otherwise)}`);
    }
    if (field === 'csi') attributes(out, values['volumeAttributes'] as Readonly<Record<string, string>>);
    return true;
  }
  return false;
}

function valueText(value: unknown, otherwise: string): string {
  if (otherwise === '&') {
    if (value === undefined) return '<nil>';
    const { name = '', namespace } = value as { readonly name?: string; readonly namespace?: string };
    return namespace === undefined
      ? `&LocalObjectReference{Name:${name},}`
      : `&SecretReference{Name:${name},Namespace:${namespace},}`;
  }
  if (value === undefined) return otherwise;
  if (Array.isArray(value) && otherwise === '') return value.join(', ');
  return goText(value);
}

function attributes(out: DescribeText, given: Readonly<Record<string, string>> | undefined): void {
  const lines = Object.entries(given ?? {})
    .sort()
    .map(([key, value]) => `${key}=${value}`)
    .map((line) => (line.length > 140 ? `${line.slice(0, 140)}...` : line));
  // Each piece is indented as if it were a line.
  const indent = '    ';
  out.line(2, `VolumeAttributes:\t${lines[0] === undefined ? '<none>' : indent + lines[0]}`);
  for (const line of lines.slice(1)) out.line(2, `${indent}\t${indent}${line}`);
}
