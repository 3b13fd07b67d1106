/**
 * Which option goes with which command of conntrack(8) (commands_v_options, generic_opt_check of conntrack-tools 1.4.7).
 */
export const optionNames = [
  'src',
  'dst',
  'reply-src',
  'reply-dst',
  'protonum',
  'timeout',
  'status',
  'zero',
  'event-mask',
  'tuple-src',
  'tuple-dst',
  'mask-src',
  'mask-dst',
  'nat-range',
  'mark',
  'id',
  'family',
  'src-nat',
  'dst-nat',
  'output',
  'secmark',
  'buffer-size',
  'any-nat',
  'zone',
  'label',
  'label-add',
  'label-del',
  'orig-zone',
  'reply-zone',
] as const;

export type OptionName = (typeof optionNames)[number];

/** `entry`: -I, -A. Letters as typed; with `expect` behind it for the other table. */
const legal: Readonly<Record<string, string>> = {
  L: 'src dst reply-src reply-dst protonum status zero mask-src mask-dst mark family src-nat dst-nat output secmark any-nat zone label orig-zone reply-zone',
  I: 'src dst reply-src reply-dst +protonum +timeout status mark src-nat dst-nat zone label label-add orig-zone reply-zone',
  U: 'src dst reply-src reply-dst protonum timeout status mask-src mask-dst mark id family src-nat dst-nat output label label-add label-del',
  D: 'src dst reply-src reply-dst protonum timeout status mask-src mask-dst mark id family src-nat dst-nat output zone label orig-zone reply-zone',
  G: 'src dst reply-src reply-dst +protonum output',
  F: 'family',
  E: 'src dst reply-src reply-dst protonum event-mask mask-src mask-dst mark family src-nat dst-nat output secmark buffer-size any-nat zone label orig-zone reply-zone',
  h: 'protonum',
  'L expect': 'family output',
  'I expect': '+src +dst reply-src reply-dst +protonum +timeout +tuple-src +tuple-dst mask-src mask-dst',
  'D expect': '+src +dst reply-src reply-dst +protonum',
  'G expect': '+src +dst reply-src reply-dst +protonum',
  'E expect': 'output',
};

/** @returns what is wrong with the options of a command */
export function misfit(command: string, given: ReadonlySet<OptionName>): string | undefined {
  const rules = new Map((legal[command] ?? '').split(' ').map((word) => [word.replace('+', ''), word]));
  for (const name of optionNames) {
    const rule = rules.get(name);
    if (!given.has(name)) {
      if (rule?.startsWith('+') === true)
        return `You need to supply the \`--${name}' option for this command`;
    } else if (rule === undefined && name !== 'nat-range')
      return `Illegal option \`--${name}' with this command`;
  }
  return undefined;
}
