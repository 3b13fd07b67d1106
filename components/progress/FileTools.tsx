/** Saving all progress to a file, and opening one: what is in it is shown before it changes anything. */
import '../push-button/push-button.css';
import { type ReactElement, useId, useRef, useState, useSyncExternalStore } from 'react';
import { keptText, onKept } from '../kept/storage.ts';
import {
  addFrom,
  bringBack,
  contentsOf,
  forgetAll,
  present,
  printFile,
  type ProgressFile,
  readFile,
  replaceBy,
} from './progress-file.ts';

export function FileTools(): ReactElement {
  const [opened, setOpened] = useState<ProgressFile>();
  const [says, setSays] = useState('');
  const [forgetting, setForgetting] = useState(false);
  const before = useSyncExternalStore(
    onKept,
    () => keptText('before-import') !== undefined,
    () => false,
  );
  const say = (words: string) => {
    setOpened(undefined);
    setForgetting(false);
    setSays(words);
  };
  const read = async (file: File | undefined) => {
    if (file === undefined) return;
    const reading = readFile(await file.text());
    if (reading.ok) {
      setSays('');
      setOpened(reading.file);
    } else say(`${file.name} was not opened. ${reading.error}`);
  };
  return (
    <div className="pg-file">
      <div className="pg-buttons">
        <button type="button" className="push-button" onClick={() => say(saveToFile())}>
          Save to a file
        </button>
        <OpenFile onFile={(file) => void read(file)} />
        {before && (
          <button
            type="button"
            className="push-button"
            onClick={() => {
              bringBack();
              say('What was here before is back.');
            }}
          >
            Bring back what was here before
          </button>
        )}
        <button type="button" className="push-button pg-quiet" onClick={() => setForgetting(true)}>
          Forget everything
        </button>
      </div>
      {opened !== undefined && (
        <Shown
          file={opened}
          onAdd={() => {
            addFrom(opened.kept);
            say('What was missing here has been added.');
          }}
          onReplace={() => {
            replaceBy(opened.kept);
            say('This browser now has what the file holds. What was here before is kept beside it.');
          }}
          onCancel={() => say('Nothing was changed.')}
        />
      )}
      {forgetting && (
        <div className="pg-ask" role="group" aria-label="Forget everything">
          <p>
            All of it goes: what you read, answered and solved, your clusters and settings. Save it to a file
            first, if you may want it.
          </p>
          <div className="pg-buttons">
            <button
              type="button"
              className="push-button"
              onClick={() => {
                forgetAll();
                say('Nothing is kept any more.');
              }}
            >
              Forget it
            </button>
            <button type="button" className="push-button" onClick={() => say('Nothing was changed.')}>
              Keep it
            </button>
          </div>
        </div>
      )}
      <p className="pg-says" role="status">
        {says}
      </p>
    </div>
  );
}

/** @returns what was done, in words */
function saveToFile(): string {
  const all = present();
  const contents = contentsOf(all);
  if (contents.length === 0) return 'There is nothing to save yet.';
  const address = URL.createObjectURL(new Blob([printFile(all)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = 'follow-the-packet.json';
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
  return `Saved to follow-the-packet.json: ${contents.join(', ')}.`;
}

function OpenFile({ onFile }: { readonly onFile: (file: File | undefined) => void }): ReactElement {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        id={id}
        type="file"
        accept="application/json,.json"
        aria-label="A file with progress"
        hidden
        onChange={({ target }) => {
          onFile(target.files?.[0]);
          target.value = '';
        }}
      />
      <button type="button" className="push-button" onClick={() => input.current?.click()}>
        Open a file
      </button>
    </>
  );
}

interface ShownProps {
  readonly file: ProgressFile;
  readonly onAdd: () => void;
  readonly onReplace: () => void;
  readonly onCancel: () => void;
}

function Shown({ file, onAdd, onReplace, onCancel }: ShownProps): ReactElement {
  const contents = contentsOf(file.kept);
  const here = contentsOf(present());
  return (
    <div className="pg-ask" role="group" aria-label="The file">
      <p>
        {contents.length === 0
          ? 'The file holds nothing this book knows.'
          : `The file holds ${contents.join(', ')}.`}
      </p>
      {file.refused > 0 && (
        <p>
          {file.refused} {file.refused === 1 ? 'entry' : 'entries'} of it will be left out: this book does not
          know {file.refused === 1 ? 'it' : 'them'}.
        </p>
      )}
      <p>{here.length === 0 ? 'Here is nothing yet.' : `Here are ${here.join(', ')}.`}</p>
      <div className="pg-buttons">
        {contents.length > 0 && (
          <>
            <button type="button" className="push-button" onClick={onAdd}>
              Add what is missing here
            </button>
            <button type="button" className="push-button" onClick={onReplace}>
              Replace what is here
            </button>
          </>
        )}
        <button type="button" className="push-button" onClick={onCancel}>
          Leave everything as it is
        </button>
      </div>
    </div>
  );
}
