import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Plan } from '@codistill/core';
import type { PeerSpec } from './peers.ts';

/** A strategy with its options and peers, and the values that PyTorch gives for it. */
export interface GoldenCase {
  readonly name: string;
  readonly strategy: string;
  readonly options: object;
  readonly peers: readonly PeerSpec[];
  readonly moment?: { readonly step: number };
  readonly plan?: Plan;
  readonly memory?: Readonly<Record<string, { readonly shape: number[]; readonly data: number[] }>>;
  readonly expected: {
    readonly loss: number;
    readonly terms: Readonly<Record<string, number>>;
    readonly grads: Readonly<Record<string, readonly number[]>>;
    readonly weights?: Readonly<Record<string, number>>;
    readonly memory?: Readonly<Record<string, readonly number[]>>;
    readonly hold?: Readonly<Record<string, number>>;
  };
}

const source = path.resolve(import.meta.dirname, '..');

const casesIn = (folder: string): readonly GoldenCase[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.golden.json'))
    .sort()
    .flatMap((file) => {
      const { cases } = JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
      return cases as readonly GoldenCase[];
    });

/** The cases of all files of golden values beside the strategies. */
export const goldenCases = casesIn(source);

/** The cases of the files beside the lessons, each of a strategy that takes them. */
export const lessonCases = casesIn(path.join(source, 'lessons'));
