import { createRegistry, defineObserver, type Registry } from '@codistill/core';
import { loadRegistry } from '@codistill/study';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { codistill, temporary } from '../testing/command.ts';
import { backbonesListing, everything, kinds, listingOf } from './list.ts';

const registry = await loadRegistry();
const listings = Object.keys(kinds).map(
  async (name) =>
    [
      name,
      await (name === 'backbones' ? backbonesListing(registry, 10) : listingOf(registry, name)),
    ] as const,
);

describe('codistill list', () => {
  it('lists every plugin of every kind, for people and for machines', async () => {
    const all = JSON.parse(JSON.stringify(everything(registry).data)) as Record<string, object[]>;
    for (const [name, { text, data }] of await Promise.all(listings)) {
      const plugins = registry.list(kinds[name]!);
      // Our own engines are no plugins.
      if (name === 'runtimes') expect(text).toContain('tensorflow, wasm and cpu');
      else expect(plugins.length, name).toBeGreaterThan(0);
      expect(all[name]).toHaveLength(plugins.length);
      for (const { id, about, options } of plugins) {
        expect(text, name).toContain(`${id}: ${about}`);
        expect(everything(registry).text).toContain(about);
        for (const option of Object.keys(options.shape)) expect(text).toContain(`    ${option}: `);
      }
      const ids = (JSON.parse(JSON.stringify(data)) as { readonly id: string }[]).map(
        ({ id }) => id,
      );
      expect(ids).toEqual(expect.arrayContaining(plugins.map(({ id }) => id)));
    }
  });

  it('shows a default that is data, and none that is code', () => {
    const circle: { self?: unknown } = {};
    circle.self = new Map([['circle', circle]]);
    const option = (schema: z.ZodType) => schema.describe('An option.');
    const odd = defineObserver({
      id: 'odd',
      about: 'Options of every kind.',
      options: z.object({
        code: option(z.custom<() => void>().default(() => () => {})),
        holder: option(z.custom<object>().default({ write: () => {} })),
        instance: option(z.instanceof(Date).default(new Date(0))),
        big: option(z.bigint().default(3n)),
        round: option(z.custom<object>().default(circle)),
        endless: option(z.number().default(Number.POSITIVE_INFINITY)),
        absent: option(z.string().optional()),
        bytes: option(z.instanceof(Uint8Array).default(new Uint8Array(2))),
        inside: option(z.object({ list: z.array(z.number()) }).default({ list: [1, 2] })),
        nothing: option(z.string().nullable().default(null)),
        number: z.number().describe('An option.').default(7).optional(),
      }),
      create: () => ({ see: () => {} }),
    });
    const made = createRegistry([{ plugins: [odd] }]) as unknown as Registry;
    const { data, text } = listingOf(made, 'observers');
    const [{ options }] = JSON.parse(JSON.stringify(data)) as [
      { options: Record<string, { default?: unknown; about?: string }> },
    ];
    const defaults = Object.entries(options).flatMap(([name, facts]) =>
      'default' in facts ? [[name, facts.default]] : [],
    );
    expect(Object.fromEntries(defaults)).toEqual({
      inside: { list: [1, 2] },
      nothing: null,
      number: 7,
    });
    for (const [name, { about }] of Object.entries(options)) expect(about, name).toBe('An option.');
    expect(text).toContain('inside: object, default {"list":[1,2]}. An option.');
    expect(text).not.toContain('undefined');
  });

  it('is printed by the built command', async () => {
    const cwd = temporary({});
    const observers = await codistill(cwd, 'list', 'observers');
    expect(observers).toMatchObject({ code: 0, stderr: '' });
    expect(observers.stdout).toContain('progress: ');
    const json = await codistill(cwd, 'list', '--json');
    expect(json).toMatchObject({ code: 0, stderr: '' });
    expect(Object.keys(JSON.parse(json.stdout) as object)).toEqual(Object.keys(kinds));
  });
});
