import { describe, expect, test } from 'vitest';
import { finish, pair } from '../../linux/socket/testing/pair.ts';
import { arping } from './arping.ts';

const run = (words: string) => finish(pair().one, { program: arping.program, arguments: words.split(' ') });
const steady = (text: string) => text.replace(/\d+\.\d+ms/g, 'Tms').replace(/\[[0-9A-F:]+\]/g, '[MAC]');

describe('arping', () => {
  test('asks everybody, then whoever answered', () => {
    const { text, process } = run('arping -c 2 -I eth0 10.0.0.2');
    expect(steady(text)).toBe(`ARPING 10.0.0.2 from 10.0.0.1 eth0
Unicast reply from 10.0.0.2 [MAC]  Tms
Unicast reply from 10.0.0.2 [MAC]  Tms
Sent 2 probes (1 broadcast(s))
Received 2 response(s)
`);
    expect(process.exit?.status).toBe(0);
  });

  test('-D finds who has an address', () => {
    expect(run('arping -D -c 2 10.0.0.2').process.exit?.status).toBe(1);
    expect(run('arping -D -c 2 10.0.0.9').process.exit?.status).toBe(0);
  });

  test('its own errors', () => {
    expect(run('arping -I nosuch 10.0.0.2').text).toBe('arping: Device nosuch not available.\n');
    expect(run('arping -I lo 127.0.0.1').text).toBe('Interface "lo" is not ARPable\n');
    expect(run('arping -c x 10.0.0.2').text).toBe("arping: invalid argument: 'x'\n");
    expect(run('arping -s 1.2.3.4 -I eth0 10.0.0.2').text).toBe(
      'arping: bind: Cannot assign requested address\n',
    );
  });
});
