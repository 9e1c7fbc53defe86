import { createRegistry } from '@codistill/core';
import { expectTypeOf } from 'vitest';
import { competitive, mutual } from './index.ts';

const registry = createRegistry([{ plugins: [competitive, mutual] }]);

// Names, variants and options of strategies are types. A weight is a number or a schedule, given by
// name or built.
registry.create('strategy', 'competitive-repo');
registry.create('strategy', { use: 'competitive', teachers: 'better', features: 0 });
registry.create('strategy', { use: 'mutual', weight: { use: 'sigmoid-ramp' } });
registry.create('strategy', { use: 'mutual', weight: ({ progress }) => progress });
// @ts-expect-error: no such rule.
registry.create('strategy', { use: 'competitive', teachers: 'worst' });
// @ts-expect-error: no such strategy.
registry.create('strategy', 'competitve');
// @ts-expect-error: an option of another strategy.
registry.create('strategy', { use: 'mutual', teachers: 'best' });

expectTypeOf(competitive.id).toEqualTypeOf<'competitive'>();
