import { defineObserver } from '@codistill/core';

const file = 'steps.f32';

/** The metrics of every step as rows of float32, and their names in columns.json. */
export const binary = defineObserver({
  id: 'binary',
  about: 'Writes the metrics of every step to a file of float32.',
  create() {
    let files;
    let columns = [];
    let rows = 0;
    return {
      async begin(given) {
        files = given.files;
        if (given.resumed) {
          const saved = JSON.parse(given.resumed.saved);
          rows = saved.rows;
          columns = saved.columns;
        }
        await files.append(file, new Uint8Array());
        await files.truncate(file, 4 * rows * columns.length);
      },
      async see({ kind, metrics }) {
        if (kind !== 'step') return;
        if (rows === 0) {
          columns = [...metrics.names];
          await files.write('columns.json', new TextEncoder().encode(JSON.stringify(columns)));
        }
        const row = new Float32Array(columns.length).fill(Number.NaN);
        metrics.names.forEach((name, i) => {
          const column = columns.indexOf(name);
          if (column >= 0) row[column] = metrics.values[i];
        });
        await files.append(file, new Uint8Array(row.buffer));
        rows++;
      },
      async save() {
        await files.sync(file);
        return JSON.stringify({ rows, columns });
      },
    };
  },
});
