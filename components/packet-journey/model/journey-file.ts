/**
 * A journey in a file of its own beside the page, by its address: a page with long journeys is read before they have come.
 * The build knows each journey it names and draws from it; a browser asks for the file when the figure is seen.
 */
import type { JourneyModel } from './journey-model.ts';
import { unpackOctets } from './packed-journey.ts';

export interface JourneyFile {
  /** As in a link: `/_astro/journey.3c1f….bin` */
  readonly address: string;
}

type Arriving = Promise<JourneyModel | undefined>;

const known = new Map<string, JourneyModel | Arriving>();

/** Says what a file that is being written holds. */
export function provideJourney({ address }: JourneyFile, model: JourneyModel): void {
  known.set(address, model);
}

/** @returns the journey, or its arrival: undefined when the file is gone or is not a journey of this version */
export function journeyIn({ address }: JourneyFile): JourneyModel | Arriving {
  const here = known.get(address);
  if (here !== undefined) return here;
  const arriving = fetched(address);
  known.set(address, arriving);
  return arriving;
}

/** Without a connection the figure stays as the page drew it, until there is one. */
async function fetched(address: string): Arriving {
  for (;;)
    try {
      const response = await fetch(address);
      return response.ok ? unpackOctets(new Uint8Array(await response.arrayBuffer())) : undefined;
    } catch {
      await connection();
    }
}

function connection(): Promise<void> {
  return new Promise((resolve) => {
    const again = () => {
      clearTimeout(timer);
      removeEventListener('online', again);
      resolve();
    };
    const timer = setTimeout(again, 5000);
    addEventListener('online', again);
  });
}
