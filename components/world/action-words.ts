/** An action in words: in the list of a world that came by link, on the timeline. */
import { faultText } from '../../engine/lab/fault/fault-text.ts';
import type { Action } from '../../engine/lab/world/action.ts';

export function actionWords(action: Action): string {
  switch (action.kind) {
    case 'type':
      return `${action.place}: ${action.line}`;
    case 'key':
      return action.key === 'interrupt' ? 'Ctrl-C' : 'Ctrl-D';
    case 'edit':
      return action.text === undefined ? 'an editor is left without saving' : 'a text is saved in an editor';
    case 'apply':
      return 'a manifest is applied';
    case 'fault':
      return faultText(action.fault);
    case 'mend':
      return `${faultText(action.fault)} no longer`;
    case 'send':
      return `a packet from ${action.flow.from} to ${action.flow.to}`;
  }
}
