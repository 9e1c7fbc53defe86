import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import type { Edge, Flow, Peer, Strategy, StrategySetting } from '../contracts/flow.ts';
import type { PeerId } from '../contracts/ids.ts';
import type { Learned, Lesson } from '../contracts/lesson.ts';
import type { Moment } from '../contracts/moment.ts';
import type { Named, Scope } from '../contracts/network.ts';
import type { Lifted, Plan } from '../contracts/plan.ts';
import type { HostTensor } from '../contracts/state.ts';
import type { Distribution, DistributionName } from '../distribution/distribution.ts';
import { distributions } from '../distribution/distributions.ts';
import { besideName, parsePeer, peerName } from '../names/peers.ts';
import { times } from './times.ts';

/** A teacher and a student in a step. */
export interface LessonPair {
  readonly teacher: Peer;
  readonly student: Peer;
  /** The weight of this teacher for this student; default 1. */
  readonly weight?: number | Scalar;
  /** The reason in words, for `codistill explain`. */
  readonly because?: string;
}

/** What a strategy tells about itself so that lessons can be joined to it. */
export interface LessonsSetting {
  /** The pairs that the strategy may pass to `learn`, so that each has its memory. */
  pairs(setting: StrategySetting): readonly (readonly [teacher: PeerId, student: PeerId])[];
  /** The distributions that the strategy itself is defined for; default all. */
  readonly holdsFor?: readonly DistributionName[] | undefined;
}

/** Several lessons as a strategy takes them. */
export interface JoinedLessons {
  /** The strategy's `holdsFor`, and its `memory` if a lesson has one. */
  readonly declared: Pick<Strategy, 'holdsFor' | 'memory'>;
  /** The values of all lessons at a moment, to be part of the strategy's plan. */
  plan(moment: Moment): Plan;
  /** An edge for each pair and loss, and the new memory of the lessons if they have one. */
  learn(
    pairs: readonly LessonPair[],
    given: {
      readonly plan: Lifted<Plan>;
      readonly memory: Named<Tensor>;
      readonly scope: Scope;
      readonly distribution: Distribution;
    },
  ): Pick<Flow, 'edges' | 'memory'>;
}

/**
 * Lessons as a strategy takes them: their plans, memory and edges. Each pair of a teacher and a
 * student has parameters and memory of its own, regardless of the view that the teacher looks at.
 * If two lessons have a loss of the same name, the later one is called `<name>-2`.
 *
 * @example
 * ```ts
 * const twice = defineLesson({
 *   id: 'twice',
 *   about: 'The KL, twice.',
 *   create: () => ({ learn: () => ({ losses: [{ loss: softened(1), weight: 2 }] }) }),
 * });
 * const joined = joinLessons([twice()], { pairs: () => [['a', 'b']] });
 * const [teacher, student] = [peers[0]!, peers[1]!];
 * const distribution = distributions.categorical;
 * const given = { plan: {}, memory: {}, scope, distribution };
 * const { edges } = joined.learn([{ teacher, student, weight: 0.5 }], given);
 * console.log(edges.map(({ from, to, weight }) => [from, to, weight])); // [ [ 'a', 'b', 1 ] ]
 * ```
 */
export function joinLessons(lessons: readonly Lesson[], about: LessonsSetting): JoinedLessons {
  const holdsFor = common([about.holdsFor, ...lessons.map((lesson) => lesson.holdsFor)]);
  const memory = (setting: StrategySetting): Readonly<Record<string, HostTensor>> =>
    Object.assign(
      {},
      ...about
        .pairs(setting)
        .flatMap(([teacher, student]) =>
          lessons.map((lesson, i) =>
            prefixed(memoryOf(i, teacher, student), lesson.memory?.(setting) ?? {}),
          ),
        ),
    );
  return {
    declared: {
      ...(holdsFor && { holdsFor }),
      ...(lessons.some((lesson) => lesson.memory) && { memory }),
    },
    plan: (moment) =>
      Object.assign(
        {},
        ...lessons.map((lesson, i) => prefixed(planOf(i), lesson.plan?.(moment) ?? {})),
      ),
    learn(pairs, given) {
      const next = { ...lessonsOnly(given.memory) };
      const edges = pairs.flatMap((pair) => {
        const taken = new Set<string>();
        return lessons.flatMap((lesson, i) => {
          const { losses, memory: kept } = learned(lesson, i, pair, given);
          Object.assign(next, prefixed(memoryOf(i, pair.teacher.id, pair.student.id), kept ?? {}));
          return losses.map((one) => edgeOf(pair, one, taken));
        });
      });
      return { edges, ...(Object.keys(next).length > 0 && { memory: next }) };
    },
  };
}

const root = 'lessons';
const planOf = (lesson: number) => `${root}/${lesson}/`;
const memoryOf = (lesson: number, teacher: PeerId, student: PeerId) =>
  `${planOf(lesson)}${pairOf(teacher, student)}/`;
const pairOf = (teacher: PeerId, student: PeerId) =>
  besideName(withoutView(student), withoutView(teacher));
function withoutView(id: PeerId): PeerId {
  const { view: _view, ...rest } = parsePeer(id);
  return peerName(rest);
}

function learned(
  lesson: Lesson,
  i: number,
  { teacher, student }: LessonPair,
  given: Parameters<JoinedLessons['learn']>[1],
): Learned {
  return lesson.learn(
    { teacher, student },
    {
      plan: below(planOf(i), given.plan),
      memory: below(memoryOf(i, teacher.id, student.id), given.memory),
      scope: given.scope.at(root).at(String(i)).at(pairOf(teacher.id, student.id)),
      distribution: given.distribution,
    },
  );
}

/** The edge of a loss. `taken` are the names of the pair's losses so far. */
function edgeOf(
  { teacher, student, weight = 1, because }: LessonPair,
  { loss, weight: factor = 1 }: Learned['losses'][number],
  taken: Set<string>,
): Edge {
  let name = loss.name;
  for (let count = 2; taken.has(name); count++) name = `${loss.name}-${count}`;
  taken.add(name);
  return {
    from: teacher.id,
    to: student.id,
    loss: name === loss.name ? loss : { ...loss, name },
    weight: times(factor, weight),
    ...(because !== undefined && { because }),
  };
}

/** The distributions that all lists have; undefined if there is no list. */
function common(
  lists: readonly (readonly DistributionName[] | undefined)[],
): readonly DistributionName[] | undefined {
  const given = lists.filter((list) => list !== undefined);
  if (given.length === 0) return undefined;
  const all = Object.keys(distributions) as DistributionName[];
  return all.filter((name) => given.every((list) => list.includes(name)));
}

const prefixed = <T>(prefix: string, values: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [prefix + name, value]));
const below = <T>(prefix: string, values: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(
    Object.entries(values)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), value]),
  );
const lessonsOnly = (memory: Named<Tensor>): Named<Tensor> =>
  Object.fromEntries(Object.entries(memory).filter(([name]) => name.startsWith(`${root}/`)));
