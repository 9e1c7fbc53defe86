import { fileURLToPath } from 'node:url';
import { InputError } from '@codistill/core';
import { folderFiles } from '@codistill/node';
import { expect, it } from 'vitest';
import { readFooter } from './footer.ts';
import { readColumn } from './readColumn.ts';

const files = folderFiles(fileURLToPath(new URL('./golden/files/snappy', import.meta.url)));
const path = 'train-00000-of-00002.parquet';

it('a column is refused by one sentence if the metadata of its parts is damaged, and nothing else fails', async () => {
  for (const damage of [
    { data_page_offset: undefined, total_compressed_size: undefined },
    { data_page_offset: 1, total_compressed_size: undefined },
    { data_page_offset: 1_000_000n },
    { path_in_schema: ['image', 'nothing'] },
  ]) {
    const { metadata, size } = await readFooter(files, path);
    const [bytes] = metadata.row_groups[0]!.columns;
    Object.assign(bytes!.meta_data!, { dictionary_page_offset: undefined, ...damage });
    const error = await readColumn(files, { path, size, metadata }, 'image', [0, 3]).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(InputError);
    expect(String(error)).toContain(path);
  }
  // An unobserved failure would come by now, and Vitest would report it.
  await new Promise((resolve) => setTimeout(resolve, 20));
});
