/** A journey the book's build recorded, for the figures that are drawn from one: whole in the page or in a file beside it. */
import { type ReactElement, Suspense, use, useMemo } from 'react';
import { type JourneyFile, journeyIn } from './model/journey-file.ts';
import type { JourneyModel } from './model/journey-model.ts';
import { unpackJourney } from './model/packed-journey.ts';

/** Text is from `packJourney`. */
export type JourneySource = string | JourneyFile;

interface BuiltJourneyProps {
  readonly source: JourneySource;
  readonly children: (built: JourneyModel) => ReactElement;
}

/** Until the file has come the page's own drawing stands. */
export function BuiltJourney(props: BuiltJourneyProps): ReactElement {
  return (
    <Suspense fallback={<p>The packets of this figure are on their way.</p>}>
      <Arrived {...props} />
    </Suspense>
  );
}

function Arrived({ source, children }: BuiltJourneyProps): ReactElement {
  const read = useMemo(
    () => (typeof source === 'string' ? unpackJourney(source) : journeyIn(source)),
    [source],
  );
  const built = read instanceof Promise ? use(read) : read;
  if (built === undefined) return <p role="alert">This figure could not be read. Reload the page.</p>;
  return children(built);
}
