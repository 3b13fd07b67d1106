/**
 * What a Go template is made of (text/template/parse node.go), and each as the text that errors show.
 */
interface Placed {
  /** Where errors say it is. */
  readonly at: number;
}

export type Operand =
  | (Placed & { readonly kind: 'dot' | 'nil' })
  | (Placed & { readonly kind: 'field'; readonly names: readonly string[] })
  /** The first name is the variable's, with its `$`. */
  | (Placed & { readonly kind: 'variable'; readonly names: readonly string[] })
  | (Placed & { readonly kind: 'identifier'; readonly name: string })
  | (Placed & { readonly kind: 'bool'; readonly value: boolean })
  | (Placed & {
      readonly kind: 'number';
      readonly text: string;
      readonly value: number;
      readonly isFloat: boolean;
    })
  | (Placed & { readonly kind: 'string'; readonly text: string; readonly value: string })
  | (Placed & { readonly kind: 'chain'; readonly of: Operand; readonly names: readonly string[] })
  | Pipe;

export interface Command extends Placed {
  readonly kind: 'command';
  readonly operands: readonly Operand[];
}

export interface Pipe extends Placed {
  readonly kind: 'pipe';
  readonly variables: readonly string[];
  readonly isAssignment: boolean;
  readonly commands: readonly Command[];
}

export interface Branch extends Placed {
  readonly kind: 'if' | 'with' | 'range';
  readonly pipe: Pipe;
  readonly list: readonly Node[];
  readonly otherwise: readonly Node[] | undefined;
}

export type Node =
  | (Placed & { readonly kind: 'text'; readonly text: string })
  | (Placed & { readonly kind: 'action'; readonly pipe: Pipe })
  | (Placed & { readonly kind: 'break' | 'continue' })
  | (Placed & { readonly kind: 'template'; readonly name: string; readonly pipe: Pipe | undefined })
  | Branch;

export type Shown = Node | Operand | Command;

export function nodeText(node: Shown): string {
  switch (node.kind) {
    case 'dot':
      return '.';
    case 'nil':
      return 'nil';
    case 'field':
      return node.names.map((name) => `.${name}`).join('');
    case 'variable':
      return node.names.join('.');
    case 'identifier':
      return node.name;
    case 'bool':
      return String(node.value);
    case 'number':
    case 'string':
    case 'text':
      return node.text;
    case 'chain':
      return `${inParentheses(node.of)}${node.names.map((name) => `.${name}`).join('')}`;
    case 'command':
      return node.operands.map(inParentheses).join(' ');
    case 'pipe': {
      const sign = node.isAssignment ? ' = ' : ' := ';
      const variables = node.variables.length === 0 ? '' : `${node.variables.join(', ')}${sign}`;
      return `${variables}${node.commands.map(nodeText).join(' | ')}`;
    }
    case 'action':
      return `{{${nodeText(node.pipe)}}}`;
    case 'break':
    case 'continue':
      return `{{${node.kind}}}`;
    case 'template':
      return `{{template ${JSON.stringify(node.name)}${node.pipe === undefined ? '' : ` ${nodeText(node.pipe)}`}}}`;
    default: {
      const otherwise = node.otherwise === undefined ? '' : `{{else}}${listText(node.otherwise)}`;
      return `{{${node.kind} ${nodeText(node.pipe)}}}${listText(node.list)}${otherwise}{{end}}`;
    }
  }
}

function listText(nodes: readonly Node[]): string {
  return nodes.map(nodeText).join('');
}

function inParentheses(operand: Operand): string {
  return operand.kind === 'pipe' ? `(${nodeText(operand)})` : nodeText(operand);
}
