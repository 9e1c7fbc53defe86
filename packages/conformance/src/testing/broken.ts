// Plugins with one fault each, and the test that must detect it. They show that the tests can fail.
import type { AnyPlugin } from '@codistill/core';
import { looksAtOthers, missingHead, unusedParameter } from './broken/backbones.ts';
import {
  doubleLabels,
  forgetsTheSeed,
  inPlace,
  onlyForwards,
  ragged,
  strangers,
} from './broken/data.ts';
import {
  changesTheBase,
  clocked,
  forgetful,
  late,
  meddles,
  namesItself,
  uncut,
  unknownStrategy,
  unsynced,
} from './broken/runs.ts';
import {
  bakesNumbers,
  countsInSecret,
  deadOption,
  overflows,
  readsBack,
  readsBackLater,
  reshapesMemory,
  silentOption,
  teachesNobody,
  unlearned,
} from './broken/strategies.ts';
import { byPosition, divides, keeps, remembers } from './broken/training.ts';

/** For each plugin, a part of the name of a test that must fail. */
export const broken: readonly (readonly [AnyPlugin, test: string])[] = [
  [readsBack, 'holds for a group of networks'],
  [readsBackLater, 'is pure'],
  [bakesNumbers, 'is one graph'],
  [overflows, 'is finite at logits of 1e4'],
  [deadOption, 'has no option without an effect'],
  [silentOption, 'describes every option'],
  [unlearned, 'has no option without an effect'],
  [unlearned, 'every parameter of its own, a gradient'],
  [teachesNobody, 'gives every network that learns'],
  [reshapesMemory, 'keeps the memory'],
  [countsInSecret, 'the same for the same random numbers'],
  [unusedParameter, 'gives every parameter a gradient'],
  [looksAtOthers, 'evaluates every image by itself'],
  [missingHead, 'predicts with every head'],
  [inPlace, 'leaves the batch as it was'],
  [doubleLabels, 'like the one it got'],
  [forgetsTheSeed, 'is a function of the batch'],
  [strangers, 'names some of'],
  [remembers, 'is a function of the moment'],
  [divides, 'is a finite number'],
  [ragged, 'gives whole batches'],
  [byPosition, 'keeps slots by name'],
  [keeps, 'leaks no tensor'],
  [onlyForwards, 'reads any examples'],
  [onlyForwards, 'has labels in range'],
  [changesTheBase, 'leaves the base as it was'],
  [unknownStrategy, 'resolves with the registry'],
  [meddles, 'changes no report'],
  [forgetful, 'goes on from what it saved'],
  [unsynced, 'goes on from what it saved'],
  [uncut, 'in files cut back to that'],
  [uncut, 'nothing of an older one'],
  [late, 'writes nothing when superseded'],
  [clocked, 'saves text without a time'],
  [namesItself, 'is called like its plugin'],
];
