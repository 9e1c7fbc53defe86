import type { HostTensor, TrainState } from '@codistill/core';
import { flattenState, unflattenState } from '@codistill/core/engine';
import { disposed, noState, otherState } from '../errors.ts';
import type { Session } from './session.ts';
import { feedName, readNode, type Variables, variablesOf } from './variables.ts';

type State = TrainState<HostTensor>;

/** The state of a program, in the variables of its session or, where it is newer, on the host. */
export interface SessionState {
  /** @throws where the state has other tensors than the one before. */
  load(state: State): void;
  read(): State;
  /** Before the graph changes: the state comes to the host, the session goes. */
  takeBack(): State;
  /** The session of the whole graph, with the newest state in it. */
  session(): Session;
  /** @throws where no state was loaded, or all is over. */
  variables(): Variables;
  dispose(): void;
}

/** The state of a program whose session `open` opens when it is needed. */
export function stateInSession(open: (variables: Variables) => Session): SessionState {
  let variables: Variables | undefined;
  let session: Session | undefined;
  /** On the host, where it is newer than what the session has. */
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
