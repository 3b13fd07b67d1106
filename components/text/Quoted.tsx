/** Sentences put what a machine says between backticks; a page shows that in the machine's type. Never HTML. */
import type { ReactNode } from 'react';

export function Quoted({ text }: { readonly text: string }): ReactNode {
  return text.split('`').map((part, at) => (at % 2 === 1 ? <code key={at}>{part}</code> : part));
}
