/**
 * LimitRange and ResourceQuota at the API server (pkg/apis/core/v1 defaults.go, pkg/registry/core).
 *
 * Left out: whether a range's numbers fit each other, and names of resources that no quota knows.
 */
import type { LimitRange, LimitRangeItem, ResourceList, ResourceQuota } from '../objects/cluster.ts';
import { later } from '../api/later-code.ts';
import { resource } from '../api/resources.ts';
import { validateMeta } from '../validation/meta.ts';
import { isDns1123Subdomain } from '../validation/names.ts';
import { plainStrategy } from './plain.ts';
import type { Strategy } from './strategy.ts';

type Writable<T> = { -readonly [Field in keyof T]: T[Field] };

export const limitRangeStrategy: Strategy<LimitRange> = {
  resource: resource('limitranges'),
  defaults({ spec }) {
    for (const item of (spec.limits ?? []) as readonly Writable<LimitRangeItem>[]) {
      if (item.type !== 'Container') continue;
      item.default = filled(item.default, item.max);
      item.defaultRequest = filled(filled(item.defaultRequest, item.default), item.min);
    }
  },
  validate: (range) => validateMeta(range, isDns1123Subdomain),
  warnings: ({ spec }) =>
    (spec.limits ?? []).flatMap(({ type, maxLimitRequestRatio }, index) => [
      ...(type === 'Pod' ? [`not simulated: spec.limits[${index}].type: Pod`] : []),
      ...(maxLimitRequestRatio === undefined
        ? []
        : [`not simulated: spec.limits[${index}].maxLimitRequestRatio`]),
    ]),
};

/** What one does not name, the other says. */
function filled(own: ResourceList | undefined, other: ResourceList | undefined): ResourceList {
  return { ...other, ...own };
}

export const resourceQuotaStrategy: Strategy<ResourceQuota> = {
  ...(plainStrategy(resource('resourcequotas')) as Strategy<ResourceQuota>),
  validate: later(({ validateResourceQuota }) => validateResourceQuota),
  warnings: ({ spec }) => (spec.scopeSelector === undefined ? [] : ['not simulated: spec.scopeSelector']),
};
