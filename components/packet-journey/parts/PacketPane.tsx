/** The packet before and after the step, header by header; what changed shows its old value and its new one. */
import { type ReactElement, useState } from 'react';
import type { PacketView } from '../model/journey-model.ts';
import { type ChangedField, type ChangedHeader, isTelling, packetChange } from '../model/packet-change.ts';

interface PacketPaneProps {
  readonly before: PacketView;
  readonly after: PacketView | undefined;
  /** To the same packet octet by octet. */
  readonly onOctets: () => void;
}

const fates = { kept: '', added: 'put on', removed: 'taken off' };

export function PacketPane({ before, after, onOctets }: PacketPaneProps): ReactElement {
  const [all, setAll] = useState(false);
  const changes = packetChange(before, after);
  return (
    <>
      <div className="pj-pane-head">
        <h3>The packet</h3>
        <span>
          <button type="button" className="pj-quiet" onClick={onOctets}>
            Octets
          </button>{' '}
          <button type="button" className="pj-quiet" aria-pressed={all} onClick={() => setAll(!all)}>
            {all ? 'Fewer fields' : 'All fields'}
          </button>
        </span>
      </div>
      {after === undefined && <p className="pj-ended">It ended here.</p>}
      <dl className="pj-headers">
        {changes.map((change, at) => (
          <HeaderFields
            key={`${change.header.name} ${String(changes.length - at)} ${change.fate}`}
            change={change}
            all={all}
          />
        ))}
      </dl>
    </>
  );
}

function HeaderFields({
  change,
  all,
}: {
  readonly change: ChangedHeader;
  readonly all: boolean;
}): ReactElement {
  const { header, fate } = change;
  const fields = change.fields.filter((field) => all || isTelling(header.name, field));
  return (
    <div
      className={`pj-fields pj-net-${header.network ?? 'none'}`}
      data-fate={fate}
      data-depth={header.depth}
    >
      <dt>
        {header.name}
        {header.quoted && <em> quoted</em>}
        {fate !== 'kept' && <em> {fates[fate]}</em>}
      </dt>
      <dd>
        <table>
          <tbody>
            {fields.map((field, at) => (
              <tr key={`${field.name} ${String(at)}`} data-changed={field.old !== undefined}>
                <th scope="row">{field.name}</th>
                <td>
                  <Value field={field} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </dd>
    </div>
  );
}

function Value({ field: { old, value } }: { readonly field: ChangedField }): ReactElement {
  if (old === undefined) return <>{value}</>;
  return (
    <>
      <del>{old}</del> → <ins>{value}</ins>
    </>
  );
}
