/**
 * The book's text lives in `docs/`, one folder a chapter, beside the cluster and the exercises it talks about.
 * A chapter's frontmatter is Starlight's plus what the map of the book needs.
 */
import { docsSchema, i18nSchema } from '@astrojs/starlight/schema';
import { defineCollection } from 'astro:content';
import { glob } from 'astro/loaders';
import { z } from 'astro/zod';

export const collections = {
  docs: defineCollection({
    loader: glob({ base: './docs', pattern: '**/*.{md,mdx}' }),
    schema: docsSchema({
      extend: z.object({
        /** Reading time with everything tried. */
        minutes: z.number().int().positive().optional(),
        /** What a reader can do then: goes on behind “you can”, without a full stop. */
        afterwards: z.string().optional(),
        /** `placeholder`: the page is built and linked, and says itself that it is not written yet. */
        stage: z.enum(['placeholder', 'written']).default('written'),
      }),
    }),
  }),
  /** The site's own words (buttons, labels) where the book says them differently. */
  i18n: defineCollection({
    loader: glob({ base: './src/content/i18n', pattern: '*.json' }),
    schema: i18nSchema(),
  }),
};
