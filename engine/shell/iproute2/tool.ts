/**
 * What one run of iproute2's smaller tools (`bridge`, `tc`) knows: the options before its object, the namespace it works in
 * and where it prints.
 */
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import type { ShellProcess } from '../command.ts';
import { openNamespace } from '../ip/netns/netns.ts';
import { type ColorChoice, isDarkBackground, wantsColor } from './color.ts';
import { Printer } from './printer.ts';

export interface ToolOptions {
  statistics: number;
  details: number;
  oneline: boolean;
  json: boolean;
  pretty: boolean;
  color: ColorChoice;
  force: boolean;
  batch: string | undefined;
  namespace: string | undefined;
}

export interface ToolContext {
  readonly process: ShellProcess;
  readonly namespace: NetworkNamespace;
  readonly options: Readonly<ToolOptions>;
  readonly printer: Printer;
}

export function defaultOptions(): ToolOptions {
  return {
    statistics: 0,
    details: 0,
    oneline: false,
    json: false,
    pretty: false,
    color: 'never',
    force: false,
    batch: undefined,
    namespace: undefined,
  };
}

/** @throws Stop when there is no such namespace */
export function toolContext(process: ShellProcess, options: ToolOptions): ToolContext {
  const printer = new Printer({
    json: options.json,
    pretty: options.pretty,
    color: !options.json && wantsColor(process, options.color),
    darkBackground: isDarkBackground(process),
    oneline: options.oneline,
  });
  const namespace =
    options.namespace === undefined
      ? process.place
      : openNamespace({ namespace: process.place }, options.namespace);
  return { process, namespace, options, printer };
}
