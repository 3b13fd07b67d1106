/** `npm start`: builds the book and serves it. PORT chooses the port (default 4321), BASE the path it lives under. */
import { serve } from './serve.ts';
import { builtSite } from './site.ts';

const base = process.env.BASE ?? '/';
const port = Number(process.env.PORT ?? 4321);

console.log('Building the book…');
const { folder } = await builtSite(base);
const { url } = await serve(folder, base, port);
console.log(`Follow the Packet is at ${url}`);
