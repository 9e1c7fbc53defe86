import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import { picture } from './pictures.ts';

/** A tar file with these files in this order. */
export async function tarOf(
  files: readonly (readonly [name: string, content: string | Uint8Array])[],
): Promise<Uint8Array> {
  const archive = pack();
  for (const [name, content] of files) archive.entry({ name }, Buffer.from(content));
  archive.finalize();
  return buffer(archive);
}

/** Tar shards in two folders, `one` and `two`, from which the options of webdataset choose. */
export async function tarShards(): Promise<Record<string, Uint8Array>> {
  const shard = async (first: number, count: number) => {
    const files: (readonly [string, string | Uint8Array])[] = [];
    for (let i = first; i < first + count; i++) {
      const png = (shift: number) =>
        picture([(70 * i) % 200, (90 * i + shift) % 200, (40 * i) % 200])
          .png()
          .toBuffer();
      files.push([`${i}.png`, await png(0)], [`${i}.other.png`, await png(100)]);
      files.push([`${i}.json`, JSON.stringify({ label: i % 3, odd: i % 2 })]);
    }
    return tarOf(files);
  };
  return {
    'one/train-0.tar': await shard(0, 6),
    'one/train-1.tar': await shard(6, 4),
    'one/validation-0.tar': await shard(10, 3),
    'one/test-0.tar': await shard(13, 2),
    'two/train-0.tar': await shard(20, 4),
    'two/validation-0.tar': await shard(24, 2),
    'two/test-0.tar': await shard(27, 2),
  };
}
