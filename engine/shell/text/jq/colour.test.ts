import { expect, it } from 'vitest';
import { bareMachine, runScript } from '../../bash/bare-machine.ts';

const visible = (text: string) => text.replaceAll('\x1b', '^[');

/** As jq 1.6 of Debian 12 printed it. */
it.each([
  [
    `echo '{"a":[1,null,true,"x",{}],"b":{},"c":[]}' | jq -C .`,
    '^[[1;39m{\n  ^[[0m^[[34;1m"a"^[[0m^[[1;39m: ^[[0m^[[1;39m[\n    ^[[0;39m1^[[0m^[[1;39m,\n' +
      '    ^[[1;30mnull^[[0m^[[1;39m,\n    ^[[0;39mtrue^[[0m^[[1;39m,\n    ^[[0;32m"x"^[[0m^[[1;39m,\n' +
      '    ^[[1;39m{}^[[0m^[[1;39m\n  ^[[1;39m]^[[0m^[[1;39m,\n' +
      '  ^[[0m^[[34;1m"b"^[[0m^[[1;39m: ^[[0m^[[1;39m{}^[[0m^[[1;39m,\n' +
      '  ^[[0m^[[34;1m"c"^[[0m^[[1;39m: ^[[0m^[[1;39m[]^[[0m^[[1;39m\n^[[1;39m}^[[0m\n',
  ],
  [
    `echo '{"a":[1,2]}' | jq -Cc .`,
    '^[[1;39m{^[[0m^[[34;1m"a"^[[0m^[[1;39m:^[[0m^[[1;39m[^[[0;39m1^[[0m^[[1;39m,^[[0;39m2^[[0m^[[1;39m^[[1;39m]^[[0m^[[1;39m^[[1;39m}^[[0m\n',
  ],
  [`echo '"x"' | jq -Cr .`, 'x\n'],
  [`echo '"x"' | jq .`, '"x"\n'],
])('%s', (line, text) => {
  expect(visible(runScript(bareMachine(), line).stdout)).toBe(text);
});
