import { describe, expect, it } from 'vitest';
import type { Pod } from '../../../kubernetes/objects/pod.ts';
import type { Service } from '../../../kubernetes/objects/service.ts';
import { parsePorts, podPortTexts, servicePortTexts } from './forwarded-ports.ts';

const pod = {
  metadata: { name: 'web' },
  spec: {
    containers: [
      {
        name: 'c',
        image: 'nginx',
        ports: [
          { name: 'http', containerPort: 80 },
          { containerPort: 53, protocol: 'UDP' },
        ],
      },
    ],
  },
} as unknown as Pod;
const service = {
  metadata: { name: 'web' },
  spec: {
    clusterIP: '10.96.0.9',
    ports: [{ name: 'main', port: 8080, targetPort: 'http', protocol: 'TCP' }],
  },
} as unknown as Service;

describe('forwarded ports', () => {
  it.each([
    ['80', { local: 80, remote: 80 }],
    ['8080:80', { local: 8080, remote: 80 }],
    [':80', { local: 0, remote: 80 }],
  ])('%s', (text, ports) => {
    expect(parsePorts([text])).toEqual([ports]);
  });

  it.each([
    ['80x:80', `error parsing local port '80x': strconv.ParseUint: parsing "80x": invalid syntax`],
    ['1:70000', `error parsing remote port '70000': strconv.ParseUint: parsing "70000": value out of range`],
    ['1:2:3', `invalid port format '1:2:3'`],
    ['8080:0', 'remote port must be > 0'],
  ])('%s is wrong', (text, message) => {
    expect(() => parsePorts([text])).toThrow(message);
  });

  it('follows names, of pods and of Services', () => {
    expect(podPortTexts(['8000:http', 'http', '81'], pod)).toEqual(['8000:80', '80', '81']);
    expect(servicePortTexts(['main', '9000:8080', '8080'], service, pod)).toEqual([
      '8080:80',
      '9000:80',
      '8080:80',
    ]);
  });

  it('says what is not there', () => {
    expect(() => podPortTexts(['x:nosuch'], pod)).toThrow(`Pod 'web' does not have a named port 'nosuch'`);
    expect(() => podPortTexts(['53'], pod)).toThrow('UDP protocol is not supported for 53');
    expect(() => servicePortTexts(['80'], service, pod)).toThrow(
      'Service web does not have a service port 80',
    );
    expect(() => servicePortTexts(['nosuch'], service, pod)).toThrow(
      `Service 'web' does not have a named port 'nosuch'`,
    );
  });
});
