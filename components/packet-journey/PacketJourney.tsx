/**
 * One flow through the cluster, step by step: the way of each packet above, what happened, the packet and the table
 * below. Made at build time as a page's own text; it comes alive when a reader sees it, and takes the engine only when
 * the reader asks for another flow.
 */
import './styles/index.css';
import { type ReactElement, useMemo, useRef, useState } from 'react';
import { guarded } from '../figure-guard/figure-guard.tsx';
import type { AskedPrediction } from '../predict/prediction.ts';
import { Sequence } from '../sequence-diagram/Sequence.tsx';
import type { WorldSpec } from '../world/world-spec.ts';
import { BuiltJourney, type JourneySource } from './BuiltJourney.tsx';
import { type JourneyLayout, layoutJourney } from './geometry/journey-layout.ts';
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
import { Notes } from './parts/Notes.tsx';
import { Panes } from './parts/Panes.tsx';
import { Stage } from './parts/Stage.tsx';
import { Trips } from './parts/Trips.tsx';
import { useChallenge } from './use-challenge.ts';
import { type FollowedFlow, useFollowedFlow } from './use-followed-flow.ts';
import { useJourneyKeys } from './use-journey-keys.ts';
import { firstStop, useJourneyPosition } from './use-journey-position.ts';
import { useQuestion } from './use-question.tsx';
import { useStepLink } from './use-step-link.ts';
import { useWidth } from './use-width.ts';
import { InOutLayers } from './views/InOutLayers.tsx';
import { RuleTrace } from './views/RuleTrace.tsx';
import { Capture, StepTable } from './views/StepTable.tsx';
import { StepOctets } from './views/StepOctets.tsx';
import { StepsInWords } from './views/StepsInWords.tsx';

export interface PacketJourneyProps {
  /** Unique in the page: links to steps name it. */
  readonly id: string;
  readonly packed: JourneySource;
  /** The step it opens at. */
  readonly start?: number;
  /** Which steps it stops at, until the reader chooses. */
  readonly only?: StepFilter['only'];
  /** Asked before the first run: nothing moves until the reader commits, or asks to be shown. */
  readonly question?: AskedPrediction;
  /** The world it can ask for other flows; without it the figure shows this one only. */
  readonly world?: WorldSpec;
}

export const PacketJourney = guarded('The packet journey', WholeFigure);

function WholeFigure({ packed, world, ...rest }: PacketJourneyProps): ReactElement {
  return (
    <BuiltJourney source={packed}>
      {(built) =>
        world === undefined ? (
          <Figure model={built} built={built} {...rest} />
        ) : (
          <FollowingFigure built={built} world={world} {...rest} />
        )
      }
    </BuiltJourney>
  );
}

type Shown = Omit<PacketJourneyProps, 'packed' | 'world'> & { readonly built: JourneyModel };

/** It follows its flow through the reader's own world. */
function FollowingFigure({ world, ...shown }: Shown & { readonly world: WorldSpec }): ReactElement {
  const { built, question } = shown;
  const frame = useRef<HTMLDivElement>(null);
  const held = useQuestion(built, question)?.locked ?? false;
  const followed = useFollowedFlow(built, world, frame, held);
  const { model } = followed;
  return (
    <div ref={frame}>
      <Figure key={JSON.stringify(model.flow)} model={model} live={{ world, followed }} {...shown} />
    </div>
  );
}

interface FigureProps extends Shown {
  readonly model: JourneyModel;
  /** Undefined: nobody to ask. */
  readonly live?: { readonly world: WorldSpec; readonly followed: FollowedFlow };
}

function Figure({ id, model, built, start = 0, only = 'all', question, live }: FigureProps): ReactElement {
  const figure = useRef<HTMLElement>(null);
  const [view, setView] = useState<ViewName>('steps');
  const [filter, setFilter] = useState<StepFilter>({ ...everyStep, only });
  const [asides, setAsides] = useState(false);
  const isAsked = JSON.stringify(model.flow) === JSON.stringify(built.flow);
  const asked = useQuestion(built, isAsked ? question : undefined);
  const first = asked?.locked === true ? stepOf(model, 'socket-send') : isAsked ? start : 0;
  const position = useJourneyPosition(model, filter, Math.min(first, model.steps.length - 1), asides);
  const stage = useRef<HTMLDivElement>(null);
  const width = useWidth(stage, 924);
  const layout = useMemo(() => layoutJourney(model, position.trip, width), [model, position.trip, width]);
  const locked = asked?.locked ?? false;
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
      aria-busy={live?.followed.sending}
    >
      <Head model={model} view={view} locked={locked} secret={challenge.on} onView={setView} />
      {!locked && !challenge.on && <Notes model={model} parted={live?.followed.parted} onStep={toStep} />}
      <Trips model={model} position={position} asides={asides} locked={locked} onAsides={setAsides} />
      <Stage
        frame={stage}
        secret={locked}
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
        {view === 'steps' && (
          <Panes
            model={model}
            current={position.current}
            world={live?.world}
            onOctets={() => setView('octets')}
          />
        )}
        {view === 'layers' && (
          <InOutLayers model={model} current={position.current} onStep={position.toStep} />
        )}
        {view === 'octets' && <StepOctets model={model} current={position.current} />}
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
        <Filters
          model={model}
          filter={filter}
          onFilter={(chosen) => {
            setFilter(chosen);
            const stop = firstStop(model, position.trip, chosen);
            if (stop !== undefined) position.toStep(stop);
          }}
        />
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
      {live !== undefined && !locked && (
        <AskAnotherFlow world={live.world} flow={model.flow} onSend={live.followed.send} />
      )}
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
