import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Outcome, schedule, type Task } from './schedule.ts';

/** Tasks whose predecessors come before them. */
const tasks = fc
  .array(fc.array(fc.nat(20), { maxLength: 3 }), { maxLength: 12 })
  .map((all): Task[] =>
    all.map((after, i) => ({
      id: String(i),
      after: [...new Set(after.filter((j) => j < i).map(String))],
    })),
  );

describe('schedule', () => {
  it('runs every task once, after those it needs, at most so many at once, and none after a failure that it needs', async () => {
    await fc.assert(
      fc.asyncProperty(
        tasks,
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.nat(12), { maxLength: 2 }),
        async (all, atOnce, failing) => {
          const ended: Record<string, Outcome> = {};
          const skipped: string[] = [];
          let working = 0;
          let most = 0;
          await schedule(all, {
            atOnce,
            stopping: () => false,
            async run({ id, after }) {
              expect(id in ended).toBe(false);
              expect(after.every((other) => ended[other] === 'succeeded')).toBe(true);
              most = Math.max(most, ++working);
              await Promise.resolve();
              working--;
              ended[id] = failing.includes(Number(id)) ? 'failed' : 'succeeded';
              return ended[id];
            },
            skip: ({ id }) => skipped.push(id),
          });
          expect(most).toBeLessThanOrEqual(atOnce);
          expect([...Object.keys(ended), ...skipped].sort()).toEqual(
            all.map(({ id }) => id).sort(),
          );
        },
      ),
    );
  });

  it('leaves out what is known, and begins nothing once it is stopping', async () => {
    const ran: string[] = [];
    let stop = false;
    const all = ['a', 'b', 'c'].map((id) => ({ id, after: [] }));
    await schedule(all, {
      known: { a: 'succeeded' },
      atOnce: 1,
      stopping: () => stop,
      async run({ id }) {
        ran.push(id);
        stop = true;
        return 'stopped';
      },
      skip: () => {},
    });
    expect(ran).toEqual(['b']);
  });
});
