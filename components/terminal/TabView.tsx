/** One tab as it is shown: its screen, what can be done with its output, its text editor, and the same told aloud. */
import { type ReactElement, useEffect, useReducer, useState } from 'react';
import { EditorDialog } from './EditorDialog.tsx';
import type { Terms } from './lead.ts';
import { OutputTools } from './OutputTools.tsx';
import { PlainScreen } from './PlainScreen.tsx';
import type { ShellTab } from './shell-tab.ts';
import { Transcript } from './Transcript.tsx';
import { XtermScreen } from './XtermScreen.tsx';

interface TabViewProps {
  readonly tab: ShellTab;
  readonly shown: boolean;
  /** What the book explains; outputs lead there. */
  readonly terms: Terms;
}

export function TabView({ tab, shown, terms }: TabViewProps): ReactElement {
  const [plain] = useState(() => matchMedia('(width < 600px)').matches);
  const [searching, search] = useState(false);
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    let { editing, last } = tab;
    return tab.onChange(() => {
      if (tab.editing === editing && tab.last?.line === last?.line) return;
      ({ editing, last } = tab);
      redraw();
    });
  }, [tab]);
  const { editing } = tab;
  const isEditing = editing !== undefined;
  return (
    <>
      {plain ? (
        <PlainScreen tab={tab} shown={shown} complete={(line) => tab.complete(line)} />
      ) : (
        <XtermScreen
          tab={tab}
          terms={terms}
          shown={shown}
          active={shown && !isEditing}
          searching={searching}
          onSearch={search}
        />
      )}
      {shown && <OutputTools tab={tab} terms={terms} onSearch={plain ? undefined : () => search(true)} />}
      {shown && !plain && <Transcript tab={tab} />}
      {shown && editing !== undefined && (
        <EditorDialog
          key={editing.text}
          editing={editing}
          place={tab.place}
          onDone={(text) => tab.finishEditing(text)}
        />
      )}
    </>
  );
}
