/**
 * All of the API server (`later-code.ts` says what a world can begin without). Importing this module brings it.
 */
import { bootstrapObjects } from '../addons/bootstrap-objects.ts';
import { checkLimits, withDefaultLimits } from '../admission/limit-ranger.ts';
import { checkQuotas, countQuotas } from '../admission/resource-quota.ts';
import { fromEntries, toEntries } from '../managed-fields/entries.ts';
import { goTypesRest } from '../schema/go-types-rest.ts';
import { bringGoTypes } from '../schema/go-type.ts';
import { renderTable } from '../table/render.ts';
import { discoveryAnswer } from './discovery.ts';
import { ephemeralContainersAnswer } from './ephemeral-containers.ts';
import { bringApi } from './later-code.ts';
import * as authorization from '../authorization/asked.ts';
import { startRarerControllers } from '../controllers/rarer.ts';
import { mountError } from '../kubelet/volume-mounts.ts';
import { filesWithEmptyDirs } from '../node/containerd/empty-dirs.ts';
import * as custom from '../custom/served-kind.ts';
import { patchRefused } from '../patch/refused.ts';
import { applyStrategicPatch } from '../patch/strategic.ts';
import * as validation from '../validation/every.ts';
import { parseSelector } from './selector-text.ts';
import { applied, foldOwners } from './server-side-apply.ts';

const whole = {
  bootstrapObjects,
  renderTable,
  discoveryAnswer,
  ephemeralContainersAnswer,
  foldOwners,
  parseSelector,
  applied,
  toEntries,
  fromEntries,
  validation,
  custom,
  filesWithEmptyDirs,
  mountError,
  startRarerControllers,
  applyStrategicPatch,
  patchRefused,
  authorization,
  limits: { withDefaultLimits, checkLimits, checkQuotas, countQuotas },
};

export type LaterApi = typeof whole;

bringApi(whole);
bringGoTypes(goTypesRest);
