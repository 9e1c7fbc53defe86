// docs/methods/index.md: the methods by group, and the notation of their formulae.
import { groups } from './groups.mjs';
import { cell, linked, table } from './markdown.mjs';

const notation = String.raw`## Notation

| symbol | meaning |
|---|---|
| $z_i$ | logits of network $i$ on its view of the batch, [batch, classes] |
| $p_i^T$, $p_i$ | $\operatorname{softmax}(z_i / T)$ at the temperature $T$; $p_i = p_i^1$ |
| $y$ | labels, one row for each example; a row sums to 1 |
| $F_i$ | the features of network $i$ |
| $N$, $K$ | number of networks, number of classes |
| $\mathrm{CE}(z, y)$ | $-\sum_k y_k \log p_k$, mean over the batch |
| $\mathrm{KL}(p \,\Vert\, q)$ | $\sum_k p_k \log (p_k / q_k)$, mean over the batch |
| $\operatorname{sg}$ | no gradient flows through |
| $[A]$ | 1 where $A$ holds, else 0 |

A loss without an index is the sum that is minimized. All networks take their gradients at the same
parameters unless a method updates them in turn.`;

/** The overview; `cards` are { plugin, note } of every page. */
export function overview(cards) {
  const sections = groups.map(({ name, title, about }) => {
    const rows = cards
      .filter(({ note }) => note.group === name)
      .map(({ plugin }) => [
        `[${plugin.id}](${plugin.id}.md)`,
        cell(plugin.about),
        linked(plugin.source ?? 'ours'),
      ]);
    return `## ${title}\n\n${about}\n\n${table(['method', 'what it does', 'source'], rows)}`;
  });
  return [
    '# Methods',
    'Each page gives the idea, the formula, the options, the differences from the source, the cost, and when to use the method. [Which method?](../which-method.md) starts from your situation.',
    ...sections,
    notation,
    '<!-- Written by docs/scripts/cards.mjs from the sources and the card notes beside them. -->',
  ]
    .join('\n\n')
    .concat('\n');
}
