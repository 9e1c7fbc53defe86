import type { Flow } from '@codistill/core';
import { edgeName } from '@codistill/core/engine';

/** Names of edges, whether they pass gradients to the teacher, virtual peers, memory, holds. */
export const structureOf = ({
  edges,
  virtual = {},
  memory = {},
  hold = {},
}: Flow): readonly string[] => [
  ...edges.map((edge) => {
    const weight =
      typeof edge.weight === 'number' || edge.weight === undefined
        ? `${edge.weight ?? 1}`
        : `[${edge.weight.shape}]`;
    return `${edgeName(edge)} weight ${weight}${edge.through ? ' through' : ''}: ${edge.loss.formula}`;
  }),
  ...Object.entries(virtual).map(([id, { of }]) => `virtual ${id} of ${of}`),
  ...Object.keys(memory).map((name) => `memory ${name}`),
  ...Object.keys(hold).map((name) => `hold ${name}`),
];
