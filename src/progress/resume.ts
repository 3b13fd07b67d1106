/** Turns the line on the first page to where the reader was last. */
import { kept } from '../../components/kept/storage.ts';
import { placeKey, readPlace } from '../../components/progress/reading.ts';

const line = document.getElementById('resume');
const place = readPlace(kept(placeKey));
const words = line?.querySelector('span');
const link = line?.querySelector('a');
if (place !== undefined && words && link) {
  const { chapter, title, section } = place;
  words.textContent = 'Go on where you were:';
  link.textContent = section === undefined ? title : `${title}, ${section.title}`;
  const hash = section === undefined ? '' : `#${encodeURIComponent(section.id)}`;
  link.href = `${line?.dataset['base'] ?? ''}/${chapter}/${hash}`;
}
