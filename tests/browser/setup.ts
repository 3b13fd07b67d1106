/** Builds the book and the stories once, and serves the book under a path of its own, for as long as the browser tests run. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type TestProject } from 'vitest/node';
import { bundleStories } from '../../components/testing/bundle-stories.ts';
import { serve } from '../../scripts/serve.ts';
import { builtSite, testedBase } from '../../scripts/site.ts';

export default async function setup(project: TestProject) {
  const stories = mkdtempSync(join(tmpdir(), 'stories-'));
  project.provide('stories', pathToFileURL(await bundleStories(stories)).href);
  const { folder } = await builtSite(testedBase);
  const { url, close } = await serve(folder, testedBase);
  project.provide('served', { folder, url });
  return async () => {
    await close();
    rmSync(stories, { recursive: true, force: true });
  };
}

declare module 'vitest' {
  interface ProvidedContext {
    served: { folder: string; url: string };
    /** The address of the page of stories. */
    stories: string;
  }
}
