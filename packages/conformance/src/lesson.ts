import {
  defineStrategy,
  joinLessons,
  type Lesson,
  type Registry,
  type StrategySetting,
  supervised,
} from '@codistill/core';
import { describe } from 'vitest';
import { describeFacts } from './facts.ts';
import { type PluginOf, subjectOf } from './settings.ts';
import { describeStrategy, type StrategySettings } from './strategy.ts';
import { tinyNetwork } from './tools/experiment.ts';
import { type Group, groups } from './tools/groups.ts';

/** Settings for the tests of a lesson. */
export interface LessonSettings extends Omit<StrategySettings, 'groups'> {
  /**
   * Networks to try the lesson on; the first one teaches the others. Default: three equal ones, two
   * of unlike width, and a frozen teacher with two students.
   */
  readonly groups?: readonly Group[];
}

const standard: readonly Group[] = [
  { name: 'two networks of unlike width', networks: { a: tinyNetwork(3), b: tinyNetwork(4) } },
  ...groups.filter(({ name }) =>
    ['three equal networks', 'a frozen teacher and two networks'].includes(name),
  ),
];

/**
 * Tests of a lesson. A strategy in which the first network teaches the others takes it, and must
 * pass the tests of a strategy (`describeStrategy`): purity, one graph for each plan key, no host
 * read, no memory leak, finite values for logits of 1e4, the distributions that it supports, a
 * gradient for all parameters, bit-identical resume, and an effect of every option.
 */
export function describeLesson(plugin: PluginOf<'lesson'>, settings: LessonSettings = {}): void {
  const subject = subjectOf(plugin, settings);
  describe(`lesson ${plugin.id}`, () => {
    describeFacts('lesson', subject);
    describeStrategy(strategyOf(plugin, subject.registry), {
      ...settings,
      groups: settings.groups ?? standard,
      registry: subject.registry,
    });
  });
}

/** A strategy in which the first peer teaches the others by the lesson, with its options. */
const strategyOf = (plugin: PluginOf<'lesson'>, registry: Registry): PluginOf<'strategy'> =>
  defineStrategy({
    id: `taught-by-${plugin.id}`,
    about: `The first network teaches the others: ${plugin.about}`,
    options: plugin.options,
    variants: (plugin.variants ?? {}) as Readonly<Record<string, Record<string, unknown>>>,
    create(options) {
      const lesson: Lesson = registry.build('lesson', { use: plugin.id, ...options });
      const joined = joinLessons([lesson], { pairs });
      return {
        ...joined.declared,
        plan: joined.plan,
        flow(peers, given) {
          const [teacher, ...others] = peers;
          const students = others.filter(({ learns }) => learns);
          const taught = joined.learn(
            students.map((student) => ({ teacher: teacher!, student })),
            given,
          );
          return { ...taught, edges: [...supervised(peers), ...taught.edges] };
        },
      };
    },
  }) as PluginOf<'strategy'>;

const pairs = ({ networks: [teacher, ...others] }: StrategySetting) =>
  others.filter(({ learns }) => learns).map(({ id }) => [teacher!.id, id] as const);
