// All errors of this package. Each says what was found, what was expected and what to do.
import { InputError } from '@codistill/core';

const listed = (names: readonly string[]) => (names.length === 0 ? 'none' : names.join(', '));

export const noTeacher = (strategy: string, peers: readonly string[]) =>
  new InputError(
    `The strategy "${strategy}" needs a teacher that does not learn, but all networks learn: ${listed(peers)}. Add a network with \`frozen: true\` and \`weights\`, or compare the method "${strategy}", which does.`,
  );
export const noFollower = (
  strategy: string,
  learners: readonly string[],
  followers: readonly string[],
) =>
  new InputError(
    `The strategy "${strategy}" needs one following network for each network that learns, in the same order. Learning: ${listed(learners)}; following: ${listed(followers)}. Add networks with \`follows\`, or compare the method "${strategy}", which does.`,
  );
export const oneHead = (strategy: string, peers: readonly string[]) =>
  new InputError(
    `The strategy "${strategy}" needs a network with several heads, but each has one: ${listed(peers)}. Use the backbone "exits" around it, or "branches"; or compare the method "${strategy}", which does.`,
  );
export const noEnsembleHead = (strategy: string, heads: readonly string[]) =>
  new InputError(
    `The strategy "${strategy}" needs a head named "ensemble" in addition to the branches. Heads found: ${listed(heads)}. Use the backbone "branches" with its gate, or compare the method "${strategy}", which does.`,
  );
export const tooFewPeers = (strategy: string, found: number, needed: number) =>
  new InputError(
    `The strategy "${strategy}" needs at least ${needed} peers that learn, but ${found} were found. Add networks, or use "independent".`,
  );
export const wrongGates = (rows: readonly number[], peers: readonly string[]) =>
  new InputError(
    `The option "gates" of "graph" has rows of the lengths [${rows.join(', ')}]; ${peers.length} rows of ${peers.length} were expected, one row for each teacher and one column for each student of ${listed(peers)}.`,
  );
export const unlikeWidths = (strategy: string, widths: readonly number[]) =>
  new InputError(
    `The strategy "${strategy}" compares features of its peers, which have ${widths.join(', ')} channels. Use networks of equal width.`,
  );
export const noFeaturesHere = (strategy: string, peer: string) =>
  new InputError(
    `The strategy "${strategy}" needs features, and "${peer}" has none. Use a backbone that returns \`features\`.`,
  );
export const oddBatch = (size: number) =>
  new InputError(
    `The strategy "cs-kd" splits a batch into pairs, but this one has ${size} examples. Use the order "pairs" and an even \`batchSize\`.`,
  );
export const kWithoutTop = (k: number, teachers: string) =>
  new InputError(
    `k is ${k}, but teachers is "${teachers}", which has no number of teachers. Set teachers to "top", or leave out k.`,
  );
export const noStudents = (top: number, networks: number) =>
  new InputError(
    `The best ${top} networks teach the others, but there are ${networks}. Give a smaller k, or more networks.`,
  );
export const noFeaturesToLearn = (lesson: string, peer: string) =>
  new InputError(
    `The lesson "${lesson}" compares features, and "${peer}" has none. Use a backbone that returns \`features\`, or leave the lesson out.`,
  );
export const noStagesToLearn = (lesson: string, peer: string) =>
  new InputError(
    `The lesson "${lesson}" compares the maps after stages, and "${peer}" has none. Set its \`stage\` to "features", or use a backbone that returns \`stages\`.`,
  );
export const noSuchStage = (lesson: string, stage: number, peer: string, count: number) =>
  new InputError(
    `The lesson "${lesson}" compares stage ${stage}, but "${peer}" has ${count} stages, counted from 0. Give a \`stage\` that both networks have.`,
  );
export const unlikeStages = (
  lesson: string,
  teacher: string,
  teacherCount: number,
  student: string,
  studentCount: number,
) =>
  new InputError(
    `The lesson "${lesson}" compares all stages in pairs, but "${teacher}" has ${teacherCount} and "${student}" has ${studentCount}. Set its \`stage\` to one stage, such as "features".`,
  );
export const noPositions = (lesson: string, shape: readonly number[]) =>
  new InputError(
    `The lesson "${lesson}" compares maps, [batch, height, width, channels], or tokens, [batch, tokens, channels], but the features have the shape [${shape}]. Choose another \`stage\`, or a lesson that compares vectors, such as "rkd" or "crd".`,
  );
export const unlikePositions = (
  lesson: string,
  teacher: readonly number[],
  student: readonly number[],
) =>
  new InputError(
    `The lesson "${lesson}" cannot compare features of the shapes [${teacher}] (teacher) and [${student}] (student) position by position. Choose another \`stage\`, networks of one kind, or a lesson that compares vectors, such as "rkd" or "crd".`,
  );
export const noMaps = (lesson: string, peer: string, shape: readonly number[]) =>
  new InputError(
    `The lesson "${lesson}" needs maps, [batch, height, width, channels], but the features of "${peer}" have the shape [${shape}]. Use a convolutional network, or another lesson.`,
  );
