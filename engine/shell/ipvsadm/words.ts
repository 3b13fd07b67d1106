/**
 * Which option goes with which command of ipvsadm(8), and what it says when it does not (commands_v_options,
 * generic_opt_check).
 */
export type CommandName =
  | 'add-service'
  | 'edit-service'
  | 'delete-service'
  | 'flush'
  | 'list'
  | 'add-server'
  | 'delete-server'
  | 'edit-server'
  | 'set'
  | 'start-daemon'
  | 'stop-daemon'
  | 'restore'
  | 'save'
  | 'zero';

/** In the order in which they are checked. */
export const optionNames = [
  'numeric',
  'connection',
  'service-address',
  'scheduler',
  'persistent',
  'netmask',
  'real-server',
  'forwarding-method',
  'weight',
  'u-threshold',
  'l-threshold',
  'mcast-interface',
  'timeout',
  'daemon',
  'stats',
  'rate',
  'thresholds',
  'persistent-conn',
  'nosort',
  'syncid',
  'exact',
  'ops',
  'pe',
  'sched-flags',
  'mcast-group',
  'mcast-port',
  'mcast-ttl',
  'sync-maxlen',
  'tun-info',
  'tun-type',
  'tun-port',
  'tun-nocsum',
  'tun-csum',
  'tun-remcsum',
] as const;

export type OptionName = (typeof optionNames)[number];

/** `+`: needed. `1`: one of these only. Those not named are refused. */
const rules: Readonly<Record<CommandName, string>> = {
  'add-service': '+service-address scheduler persistent netmask ops pe sched-flags',
  'edit-service': '+service-address scheduler persistent netmask ops pe sched-flags',
  'delete-service': '+service-address',
  flush: '',
  list: 'numeric 1connection 1service-address 1timeout 1daemon stats rate thresholds persistent-conn nosort syncid exact tun-info',
  'add-server':
    '+service-address +real-server forwarding-method weight u-threshold l-threshold tun-type tun-port tun-nocsum tun-csum tun-remcsum',
  'delete-server': '+service-address +real-server',
  'edit-server':
    '+service-address +real-server forwarding-method weight u-threshold l-threshold tun-type tun-port tun-nocsum tun-csum tun-remcsum',
  set: '',
  'start-daemon': 'mcast-interface syncid mcast-group mcast-port mcast-ttl sync-maxlen',
  'stop-daemon': 'syncid',
  restore: '',
  save: 'numeric',
  zero: 'service-address',
};

/** @returns what is wrong with the options of a command */
export function misfit(command: CommandName, given: ReadonlySet<OptionName>): string | undefined {
  const rule = new Map(
    rules[command].split(' ').map((word) => {
      const kind = /^[+1]/.exec(word)?.[0] ?? ' ';
      return [kind === ' ' ? word : word.slice(1), kind] as const;
    }),
  );
  let only: OptionName | undefined;
  for (const name of optionNames) {
    const kind = rule.get(name);
    if (!given.has(name)) {
      if (kind === '+') return `You need to supply the '${name}' option for the '${command}' command`;
    } else if (kind === undefined) return `Illegal '${name}' option with the '${command}' command`;
    else if (kind === '1') {
      if (only !== undefined)
        return `The option '${name}' conflicts with the '${only}' option in the '${command}' command`;
      only = name;
    }
  }
  return undefined;
}
