/**
 * One flow through the cluster, step by step: the way of each packet above, what happened, the packet and the table
 * below. Made at build time as a page's own text; it comes alive when a reader sees it, and takes the engine only when
 * the reader asks for another flow.
 */
import './styles/index.css';
import { type ReactElement, useMemo, useRef, useState } from 'react';
import { guarded } from '../figure-guard/figure-guard.tsx';
import type { Prediction } from '../predict/prediction.ts';
import type { WorldSpec } from '../world/world-spec.ts';
import { type JourneyLayout, layoutJourney } from './geometry/journey-layout.ts';
import { unpackJourney } from './model/packed-journey.ts';
import type { JourneyModel } from './model/journey-model.ts';
import { everyStep, type StepFilter } from './model/step-filter.ts';
import { stepOf } from './model/step-of.ts';
import { flowTitle } from './model/step-words.ts';
import { ChallengeBar } from './parts/ChallengeBar.tsx';
import { Controls } from './parts/Controls.tsx';
import { Filters } from './parts/Filters.tsx';
import { AskAnotherFlow } from './parts/AskAnotherFlow.tsx';
import { Head, type ViewName } from './parts/Head.tsx';
import { Links } from './parts/Links.tsx';
import { Panes } from './parts/Panes.tsx';
import { Stage } from './parts/Stage.tsx';
import { Trips } from './parts/Trips.tsx';
import { useChallenge } from './use-challenge.ts';
import { useJourneyKeys } from './use-journey-keys.ts';
import { useJourneyPosition } from './use-journey-position.ts';
import { useQuestion } from './use-question.tsx';
import { useStepLink } from './use-step-link.ts';
import { useWidth } from './use-width.ts';
import { RuleTrace } from './views/RuleTrace.tsx';
import { Sequence } from './views/Sequence.tsx';
import { Capture, StepTable } from './views/StepTable.tsx';
import { StepsInWords } from './views/StepsInWords.tsx';

export interface PacketJourneyProps {
  /** Unique in the page: links to steps name it. */
  readonly id: string;
  /** From `packJourney`. */
  readonly packed: string;
  /** The step it opens at. */
  readonly start?: number;
  /** Which steps it stops at, until the reader chooses. */
  readonly only?: StepFilter['only'];
  /** Asked before the first run: nothing moves until the reader commits, or asks to be shown. */
  readonly question?: Prediction;
  /** The world it can ask for other flows; without it the figure shows this one only. */
  readonly world?: WorldSpec;
}

export const PacketJourney = guarded('The packet journey', WholeFigure);

function WholeFigure({
  id,
  packed,
  start = 0,
  only = 'all',
  question,
  world,
}: PacketJourneyProps): ReactElement {
  const built = useMemo(() => unpackJourney(packed), [packed]);
  const [live, setLive] = useState<JourneyModel | undefined>(undefined);
  const model = live ?? built;
  if (model === undefined) return <p role="alert">This figure could not be read. Reload the page.</p>;
  return (
    <Figure
      key={live === undefined ? 'built' : JSON.stringify(live.flow)}
      id={id}
      model={model}
      start={live === undefined ? start : 0}
      only={only}
      question={live === undefined ? question : undefined}
      world={world}
      onModel={setLive}
    />
  );
}

interface FigureProps {
  readonly id: string;
  readonly model: JourneyModel;
  readonly start: number;
  readonly only: StepFilter['only'];
  readonly question: Prediction | undefined;
  readonly world: WorldSpec | undefined;
  readonly onModel: (model: JourneyModel) => void;
}

function Figure({ id, model, start, only, question, world, onModel }: FigureProps): ReactElement {
  const figure = useRef<HTMLElement>(null);
  const [view, setView] = useState<ViewName>('steps');
  const [filter, setFilter] = useState<StepFilter>({ ...everyStep, only });
  const [asides, setAsides] = useState(false);
  const asked = useQuestion(id, model, question);
  const first = asked?.locked === true ? stepOf(model, 'socket-send') : start;
  const position = useJourneyPosition(model, filter, Math.min(first, model.steps.length - 1), asides);
  const stage = useRef<HTMLDivElement>(null);
  const width = useWidth(stage, 924);
  const whole = useMemo(() => layoutJourney(model, position.trip, width), [model, position.trip, width]);
  const locked = asked?.locked ?? false;
  const layout = locked ? { ...whole, stations: whole.stations.slice(0, 1), ports: [] } : whole;
  const challenge = useChallenge(model, position);
  const hidden = challenge.challenge !== undefined;
  useJourneyKeys(figure, position, locked || hidden);
  useStepLink(id, model, position);
  const toStep = (index: number) => {
    position.toStep(index);
    setView('steps');
  };
  const viewProps = { model, current: position.current, onStep: toStep };
  return (
    <figure
      className="pj not-content"
      id={id}
      ref={figure}
      aria-label={`Packet journey: ${flowTitle(model)}`}
    >
      <Head model={model} view={view} locked={locked} onView={setView} />
      <Trips model={model} position={position} asides={asides} locked={locked} onAsides={setAsides} />
      <Stage
        frame={stage}
        model={model}
        layout={challenge.on ? soFar(layout, position.current) : layout}
        position={position}
        width={width}
      />
      {asked?.view}
      {challenge.challenge !== undefined && (
        <ChallengeBar
          key={position.next}
          challenge={challenge.challenge}
          score={challenge.score}
          onAnswered={challenge.answered}
          onOn={position.forward}
        />
      )}
      <Controls model={model} position={position} locked={locked || hidden} />
      <div className="pj-below" data-view={view}>
        {view === 'steps' && <Panes model={model} current={position.current} />}
        {view === 'rules' && <RuleTrace {...viewProps} trip={position.trip} />}
        {view === 'sequence' && (
          <Sequence
            model={model}
            asides={asides}
            onTrip={(trip) => {
              position.toTrip(trip);
              setView('steps');
            }}
          />
        )}
        {view === 'tcpdump' && <Capture {...viewProps} />}
        {view === 'table' && <StepTable {...viewProps} />}
      </div>
      <footer className="pj-foot">
        <Filters model={model} filter={filter} onFilter={setFilter} />
        <label className="pj-check">
          <input
            type="checkbox"
            checked={challenge.on}
            disabled={locked}
            onChange={({ target }) => challenge.setOn(target.checked)}
          />
          Ask me before each decision
        </label>
        <Links id={id} model={model} current={position.current} />
      </footer>
      {world !== undefined && !locked && <AskAnotherFlow world={world} model={model} onModel={onModel} />}
      <StepsInWords model={model} />
    </figure>
  );
}

/** Nothing ahead is drawn while the reader is asked about it. */
function soFar(layout: JourneyLayout, current: number): JourneyLayout {
  const reached = (step: number | undefined) => step !== undefined && step <= current;
  return {
    ...layout,
    stations: layout.stations.filter(({ steps }) => reached(steps[0].index)),
    ports: layout.ports.filter(({ steps }) => reached(steps[0])),
  };
}
