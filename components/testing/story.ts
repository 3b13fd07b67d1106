/** A room's stories: its component in the states worth looking at, each on the page of all (stories.tsx). */
import type { ComponentType } from 'react';

/** By name; the name is the id of what it shows, as far as that takes one. */
export type Stories = Readonly<Record<string, ComponentType>>;
