/** Which steps to stop at. */
import '../../unseen/unseen.css';
import type { ReactElement } from 'react';
import type { JourneyModel } from '../model/journey-model.ts';
import type { StepFilter } from '../model/step-filter.ts';

interface FiltersProps {
  readonly model: JourneyModel;
  readonly filter: StepFilter;
  readonly onFilter: (filter: StepFilter) => void;
}

export function Filters({ model, filter, onFilter }: FiltersProps): ReactElement {
  return (
    <fieldset className="pj-filters">
      <legend className="unseen">Stop at</legend>
      <label>
        Stop at{' '}
        <select
          value={filter.only}
          onChange={({ target }) => onFilter({ ...filter, only: target.value as StepFilter['only'] })}
        >
          <option value="all">every step</option>
          <option value="decisions">decisions</option>
          <option value="changes">changes of the packet</option>
        </select>
      </label>
      <label>
        in{' '}
        <select
          value={filter.lane ?? ''}
          onChange={({ target }) =>
            onFilter({ ...filter, lane: target.value === '' ? undefined : target.value })
          }
        >
          <option value="">any namespace</option>
          {model.lanes.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <label>
        on{' '}
        <select
          value={filter.layer ?? ''}
          onChange={({ target }) =>
            onFilter({
              ...filter,
              layer: target.value === '' ? undefined : (target.value as NonNullable<StepFilter['layer']>),
            })
          }
        >
          <option value="">any layer</option>
          <option value="link">the link layer</option>
          <option value="network">the network layer</option>
          <option value="transport">the transport layer</option>
        </select>
      </label>
      <label>
        of{' '}
        <select
          value={filter.way ?? ''}
          onChange={({ target }) =>
            onFilter({
              ...filter,
              way: target.value === '' ? undefined : (target.value as NonNullable<StepFilter['way']>),
            })
          }
        >
          <option value="">request and reply</option>
          <option value="forth">the request</option>
          <option value="back">the reply</option>
        </select>
      </label>
    </fieldset>
  );
}
