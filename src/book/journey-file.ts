/** Writes the journeys that a page's figures are drawn from into files beside the page, while the book is built. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JourneySource } from '../../components/packet-journey/BuiltJourney.tsx';
import { type JourneyFile, provideJourney } from '../../components/packet-journey/model/journey-file.ts';
import type { JourneyModel } from '../../components/packet-journey/model/journey-model.ts';
import { packJourney, packOctets } from '../../components/packet-journey/model/packed-journey.ts';
import { outDir } from '../out-dir.ts';

const written = new Map<JourneyModel, JourneySource>();

/** Where nothing is built, in `npm run dev`, the journey travels in the page. */
export function journeyFile(model: JourneyModel): JourneySource {
  const known = written.get(model);
  if (known !== undefined) return known;
  const source = import.meta.env.DEV ? packJourney(model) : write(model);
  written.set(model, source);
  return source;
}

function write(model: JourneyModel): JourneyFile {
  const octets = packOctets(model);
  const name = `journey.${createHash('sha256').update(octets).digest('hex').slice(0, 12)}.bin`;
  const folder = join(outDir, '_astro');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), octets);
  const file = { address: `${import.meta.env.BASE_URL.replace(/\/$/, '')}/_astro/${name}` };
  provideJourney(file, model);
  return file;
}
