/** The ranges of a cluster on one line: where they lie, what fits, what is wrong. */
import '../figure-frame/figure-frame.css';
import '../push-button/push-button.css';
import './cidr-planner.css';
import { type CSSProperties, type ReactElement, useEffect, useId, useState } from 'react';
import { Address } from '../../engine/net/address/address.ts';
import { guarded } from '../figure-guard/figure-guard.tsx';
import { Quoted } from '../text/Quoted.tsx';
import { type Finding, findingsOf } from './findings.ts';
import {
  capacityOf,
  kubeadmFlags,
  type Piece,
  piecesOf,
  place,
  type Plan,
  type Range,
  rangesOf,
  rangeWords,
  readRange,
  shared,
  wellKnown,
} from './plan.ts';
import { planHash, readPlanHash } from './plan-link.ts';

export interface CidrPlannerProps {
  /** Unique in the page; the plan stands behind it in the page's address. */
  readonly id: string;
  readonly plan: Plan;
}

export const CidrPlanner = guarded('The planner', WholePlanner);

const labels: Readonly<Record<keyof Plan, string>> = {
  node: 'Node network',
  pod: 'Pod network',
  nodeMask: 'A node’s part of it: /',
  service: 'Service network',
  maxPods: 'Pods a node may run',
  other: 'Another network to reach (optional)',
};

function WholePlanner({ id, plan: given }: CidrPlannerProps): ReactElement {
  const [plan, setPlan] = useState(given);
  useEffect(() => {
    const read = () => {
      const linked = readPlanHash(id, location.hash);
      if (linked !== undefined) setPlan(linked);
    };
    read();
    addEventListener('hashchange', read);
    return () => removeEventListener('hashchange', read);
  }, [id]);
  const change = (field: keyof Plan, value: string) => {
    const next = { ...plan, [field]: value };
    setPlan(next);
    history.replaceState(history.state, '', planHash(id, next));
  };
  const findings = findingsOf(plan);
  return (
    <figure className="figure-frame cp not-content" id={id} aria-label="Planner of address ranges">
      <form className="cp-form" onSubmit={(event) => event.preventDefault()}>
        {(Object.keys(labels) as (keyof Plan)[]).map((field) => (
          <Entry key={field} field={field} value={plan[field]} onChange={(value) => change(field, value)} />
        ))}
        <button type="button" className="push-button" onClick={() => setPlan(given)}>
          As it was
        </button>
      </form>
      <Line ranges={rangesOf(plan)} />
      <Fits plan={plan} />
      <Findings findings={findings} />
      <pre className="cp-flags" aria-label="What kubeadm is told">
        {kubeadmFlags(plan).join('\n')}
      </pre>
    </figure>
  );
}

interface EntryProps {
  readonly field: keyof Plan;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Entry({ field, value, onChange }: EntryProps): ReactElement {
  const id = useId();
  return (
    <div className="cp-entry" data-range={field}>
      <label htmlFor={id}>{labels[field]}</label>
      <input
        id={id}
        value={value}
        spellCheck={false}
        autoComplete="off"
        maxLength={20}
        onChange={({ target }) => onChange(target.value)}
      />
    </div>
  );
}

/** Shares of the line below which a range would not be seen. */
const narrowest = 0.006;

function Line({ ranges }: { readonly ranges: readonly Range[] }): ReactElement {
  const pieces = piecesOf(ranges.map(({ prefix }) => prefix));
  return (
    <div className="cp-line" aria-hidden="true">
      {ranges.map(({ name, prefix }) => (
        <div key={name} className="cp-lane">
          <span className="cp-lane-name">{rangeWords[name]}</span>
          <div className="cp-track">
            {pieces.map(({ first, from, to }) => (
              <span key={first} className="cp-piece" style={at(from, to)} />
            ))}
            <Bar range={prefix} pieces={pieces} name={name} />
            {ranges
              .filter((other) => other.name !== name)
              .map((other) => ({ name: other.name, both: shared(prefix, other.prefix) }))
              .map(({ name: other, both }) =>
                both === undefined ? null : <Bar key={other} range={both} pieces={pieces} name="overlap" />,
              )}
          </div>
          <code>
            {prefix.network.text} – {prefix.last.text}
          </code>
        </div>
      ))}
      <div className="cp-lane cp-scale">
        <span className="cp-lane-name" />
        <div className="cp-pieces">
          {pieces.map(({ first, from, to }) => (
            <code key={first} style={at(from, to)}>
              {Address.v4(first).text}
            </code>
          ))}
        </div>
      </div>
    </div>
  );
}

interface BarProps {
  readonly range: Range['prefix'];
  readonly pieces: readonly Piece[];
  readonly name: Range['name'] | 'overlap';
}

function Bar({ range, pieces, name }: BarProps): ReactElement {
  const { from, to } = place(range, pieces);
  return <span className="cp-bar" data-range={name} style={at(from, Math.max(to, from + narrowest))} />;
}

function at(from: number, to: number): CSSProperties {
  const width = to - from;
  return { '--cp-from': Math.min(from, 1 - width), '--cp-width': width } as CSSProperties;
}

function Fits({ plan }: { readonly plan: Plan }): ReactElement {
  const capacity = capacityOf(plan);
  const service = readRange(plan.service);
  const rows: readonly (readonly [string, number | undefined])[] = [
    ['Machines in the node network', capacity?.machines],
    ['Nodes that get a part of the pod network', capacity?.nodes],
    ['Pod addresses on each node', capacity?.podsPerNode],
    ['Pods in all', capacity?.pods],
    ['Services', capacity?.services],
  ];
  return (
    <table className="cp-fits">
      <caption>What fits</caption>
      <tbody>
        {rows.map(([what, count]) => (
          <tr key={what}>
            <th scope="row">{what}</th>
            <td>{count?.toLocaleString('en-US') ?? '–'}</td>
          </tr>
        ))}
        {service !== undefined && (
          <tr>
            <th scope="row">Addresses of the API and of DNS</th>
            <td>
              {wellKnown(service).api}, {wellKnown(service).dns}
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

function Findings({ findings }: { readonly findings: readonly Finding[] }): ReactElement {
  return (
    <div className="cp-findings" role="status">
      {findings.length === 0 ? (
        <p>
          <span aria-hidden="true">✓ </span>No two networks claim the same addresses, and nothing is tight.
        </p>
      ) : (
        <ul>
          {findings.map(({ kind, text }) => (
            <li key={text} data-kind={kind}>
              <b>{kind === 'wrong' ? '✕ Does not work: ' : '! Tight: '}</b>
              <Quoted text={text} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
