/**
 * Who wrote a row, and for which field of which object: `by kube-proxy, for Service default/web, spec.clusterIP`; or by
 * which command.
 */
import type { ReactElement } from 'react';
import type { Provenance } from '../../engine/linux/journey/event.ts';
import { readSubject } from '../object-yaml/object-name.ts';
import { ObjectLink } from '../object-yaml/ObjectLink.tsx';
import type { WorldSpec } from '../world/world-spec.ts';

interface OriginProps {
  readonly provenance: Provenance | undefined;
  readonly world: WorldSpec;
}

export function Origin({ provenance, world }: OriginProps): ReactElement | null {
  if (provenance === undefined) return null;
  const { writer, subject, field } = provenance;
  if (subject !== undefined && readSubject(subject) === undefined)
    return (
      <span className="kt-origin">
        by <code>{subject}</code>
      </span>
    );
  return (
    <span className="kt-origin">
      by {writer}
      {subject !== undefined && (
        <>
          , for <ObjectLink world={world} subject={subject} field={field} writer={writer} />
        </>
      )}
    </span>
  );
}
