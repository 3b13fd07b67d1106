/**
 * nft monitor: changes of the rule set as commands (nft's src/monitor.c).
 */
import { typeText } from '../../../linux/netfilter/nftables/print/set.ts';
import { keyText, elementText } from '../../../linux/netfilter/nftables/print/set.ts';
import { baseText, objectText } from '../../../linux/netfilter/nftables/print/table.ts';
import { ruleText } from '../../../linux/netfilter/nftables/print/statement.ts';
import type { PrintStyle } from '../../../linux/netfilter/nftables/print/value.ts';
import { durationText } from '../../../linux/netfilter/nftables/parse/duration.ts';
import type { NftSet } from '../../../linux/netfilter/nftables/set.ts';
import type { Generation, RulesetEvent } from '../../../linux/netfilter/nftables/tables.ts';

export function eventText({ verb, table, what }: RulesetEvent, now: number, style: PrintStyle): string {
  const name = `${table.family} ${table.name}`;
  const handle = (number: number) => (style.handles ? ` # handle ${String(number)}` : '');
  const isGone = verb === 'delete';
  switch (what.kind) {
    case 'table':
      return `${verb} table ${name}${table.dormant && !isGone ? ' { flags dormant; }' : ''}${handle(table.handle)}\n`;
    case 'chain': {
      const { chain } = what;
      if (isGone) return `delete chain ${name} ${chain.name}\n`;
      const { base } = chain;
      const body = base === undefined ? '' : ` { ${baseText(chain, base, table.family, style)} }`;
      return `${verb} chain ${name} ${chain.name}${body}${handle(chain.handle)}\n`;
    }
    case 'rule': {
      const { chain, rule } = what;
      if (isGone) return `delete rule ${name} ${chain.name} handle ${String(rule.handle)}\n`;
      // The kernel tells what a rule stands behind, but of the first and the last (nf_tables_rule_notify).
      const at = chain.rules.indexOf(rule);
      const before = at === chain.rules.length - 1 ? undefined : chain.rules[at - 1];
      const place = before === undefined ? '' : ` handle ${String(before.handle)}`;
      return `${verb} rule ${name} ${chain.name}${place} ${ruleText(rule, style)}${handle(rule.handle)}\n`;
    }
    case 'set':
      if (isGone) return `delete ${what.set.shape.kind} ${name} ${what.set.name}\n`;
      return `${verb} ${what.set.shape.kind} ${name} ${what.set.name} {${handle(what.set.handle)} ${setBody(what.set, style)} } \n`;
    case 'element':
      return what.elements
        .map(
          (element) =>
            `${verb} element ${name} ${what.set.name} { ${isGone && element.data === undefined ? keyText(element, what.set, style) : elementText(element, what.set, now, style)} }\n`,
        )
        .join('');
    case 'object': {
      const { object } = what;
      if (isGone) return `delete ${object.type} ${name} ${object.name}\n`;
      const lines = objectText(object, style).split('\n').slice(1, -2);
      return `${verb} ${object.type} ${name} ${object.name} { ${lines.map((line) => line.trim()).join('; ')} } \n`;
    }
  }
}

export function generationText({ generation, writer }: Generation): string {
  return `# new generation ${String(generation)} by process ${String(writer.pid)} (${writer.name})\n`;
}

/** `-e` tells what is new, and that a rule makes place for another. */
export function isEchoed({ verb, what }: RulesetEvent, all: readonly RulesetEvent[]): boolean {
  if (verb !== 'delete') return true;
  return (
    what.kind === 'rule' &&
    all.some(
      (other) =>
        other.verb === 'add' &&
        other.what.kind === 'rule' &&
        other.what.chain === what.chain &&
        other.what.rule.handle === what.rule.handle,
    )
  );
}

function setBody({ shape }: NftSet, style: PrintStyle): string {
  const parts = [typeText(shape, style)];
  if (shape.size !== undefined) parts.push(`size ${String(shape.size)}`);
  if (shape.flags.length > 0) parts.push(`flags ${shape.flags.join(',')}`);
  if (shape.timeout !== undefined) parts.push(`timeout ${durationText(shape.timeout)}`);
  if (shape.interval !== undefined) parts.push(`gc-interval ${durationText(shape.interval)}`);
  return parts.map((part) => `${part};`).join(' ');
}
