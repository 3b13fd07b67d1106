/** An error boundary a figure: what fails is replaced by a sentence and a way to load it again. */
import '../push-button/push-button.css';
import './figure-guard.css';
import { Component, type ComponentType, type ReactElement, type ReactNode } from 'react';

interface GuardProps {
  /** In the sentence, as "The packet journey". */
  readonly name: string;
  readonly children: ReactNode;
}

interface GuardState {
  readonly failure: string | undefined;
}

class FigureGuard extends Component<GuardProps, GuardState> {
  override state: GuardState = { failure: undefined };

  static getDerivedStateFromError(error: unknown): GuardState {
    return { failure: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    const { failure } = this.state;
    if (failure === undefined) return this.props.children;
    return (
      <div className="fg-broken not-content" role="alert">
        <p>
          {this.props.name} stopped: <code>{failure}</code>. The page and its cluster are as they were.
        </p>
        <button type="button" className="push-button" onClick={() => this.setState({ failure: undefined })}>
          Load it again
        </button>
      </div>
    );
  }
}

/** The figure with its guard. Loading it again begins from its properties. */
export function guarded<Props extends object>(name: string, Figure: ComponentType<Props>) {
  return function Guarded(props: Props): ReactElement {
    return (
      <FigureGuard name={name}>
        <Figure {...props} />
      </FigureGuard>
    );
  };
}
