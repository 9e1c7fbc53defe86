import type { HostTensor, TrainState } from '@codistill/core';
import { flattenState, unflattenState } from '@codistill/core/engine';
import { disposed, noState, otherState } from '../errors.ts';
import type { Session } from './session.ts';
import { feedName, readNode, type Variables, variablesOf } from './variables.ts';

type State = TrainState<HostTensor>;

/**
 * The state of a program. It is in the variables of the session, or on the host if that is newer.
 */
export interface SessionState {
  /**
   * Replaces the state.
   * @throws if the tensors differ from those of the previous state.
   */
  load(state: State): void;
  read(): State;
  /** Moves the state to the host and closes the session, before the graph changes. */
  takeBack(): State;
  /** The session of the whole graph, with the newest state. */
  session(): Session;
  /**
   * The variables of the state.
   * @throws if no state was loaded, or if the program was disposed.
   */
  variables(): Variables;
  dispose(): void;
}

/** The state of a program. `open` opens a session when one is needed. */
export function stateInSession(open: (variables: Variables) => Session): SessionState {
  let variables: Variables | undefined;
  let session: Session | undefined;
  /** The state on the host, if it is newer than that of the session. */
  let waiting: State | undefined;
  let networks: readonly string[] = [];
  let over = false;

  const known = () => {
    if (!variables) throw over ? disposed() : noState();
    return variables;
  };
  const close = () => {
    session?.close();
    session = undefined;
  };
  const read = (): State => {
    if (over) throw disposed();
    if (waiting) return waiting;
    if (!session || !variables) throw noState();
    return readState(session, variables, networks);
  };
  return {
    read,
    variables: known,
    load(state) {
      if (over) throw disposed();
      const next = variablesOf(state);
      if (variables) checkLayout(next, variables);
      variables ??= next;
      networks = Object.keys(state.networks);
      waiting = state;
    },
    takeBack() {
      waiting = read();
      close();
      return waiting;
    },
    session() {
      const { list, initialized } = known();
      session ??= open(known());
      if (waiting) {
        const flat = flattenState(waiting);
        session.run(
          list.map(
            (variable) =>
              [
                feedName(variable),
                variable.type,
                variable.shape,
                flat[variable.path]!.data,
              ] as const,
          ),
          [initialized],
        );
        waiting = undefined;
      }
      return session;
    },
    dispose() {
      close();
      over = true;
      waiting = undefined;
      variables = undefined;
    },
  };
}

function readState(session: Session, { list }: Variables, networks: readonly string[]): State {
  const values = session.run(
    [],
    list.map((variable) => `${readNode(variable, '').name}:0`),
  );
  return unflattenState(
    Object.fromEntries(list.map(({ path, shape }, i) => [path, { shape, data: values[i]!.data }])),
    networks,
  );
}

function checkLayout(next: Variables, before: Variables): void {
  const layout = ({ list }: Variables) =>
    list.map(({ path, type, shape }) => `${path} ${type} [${shape}]`);
  const known = new Set(layout(before));
  const other = layout(next).filter((each) => !known.has(each));
  if (other.length > 0 || next.list.length !== before.list.length) throw otherState(other);
}
