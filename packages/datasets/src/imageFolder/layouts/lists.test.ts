import { folderFiles, sharpDecoder } from '@codistill/node';
import { beforeAll, describe, expect, it } from 'vitest';
import { folderOf, picture } from '../../testing/pictures.ts';
import { imageFolder } from '../imageFolder.ts';

const decoder = sharpDecoder();
const open = (root: string, options: Parameters<typeof imageFolder>[0] = {}) =>
  imageFolder(options).open(folderFiles(root), { decoder });
const bytes = (text: string) => new TextEncoder().encode(text);
let png: Uint8Array;
beforeAll(async () => {
  png = new Uint8Array(await picture([50, 90, 120]).png().toBuffer());
});
/** Pictures at these paths. */
const pictures = (...paths: readonly string[]) =>
  Object.fromEntries(paths.map((name) => [name, png]));
const labelsOf = ({ splits }: Awaited<ReturnType<typeof open>>) =>
  Object.fromEntries(
    Object.entries(splits).map(([name, { targets }]) => [name, [...targets.values]]),
  );

describe('Tiny-ImageNet', () => {
  it('has its validation images in a list', async () => {
    const root = await folderOf({
      ...pictures('train/n2/images/a.JPEG', 'train/n1/images/b.JPEG', 'train/n1/images/c.JPEG'),
      ...pictures('val/images/v0.JPEG', 'val/images/v1.JPEG', 'test/images/t0.JPEG'),
      'train/n1/n1_boxes.txt': bytes('b.JPEG\t0\t0\t3\t3\n'),
      'val/val_annotations.txt': bytes('v1.JPEG\tn1\t0\t0\t9\t9\nv0.JPEG\tn2\t0\t0\t9\t9\n'),
    });
    const found = await open(root);
    expect(found.facts.names).toEqual(['n1', 'n2']);
    expect(labelsOf(found)).toEqual({ train: [0, 0, 1], test: [0, 1] });
  });
  it('that lists no file, or not every file, is refused', async () => {
    const root = await folderOf({
      ...pictures('train/n2/images/a.JPEG', 'train/n1/images/b.JPEG'),
      ...pictures('val/images/v0.JPEG', 'val/images/v1.JPEG'),
      'val/val_annotations.txt': bytes('v0.JPEG\tn3\nv2.JPEG\tn1\n'),
    });
    await expect(open(root)).rejects.toThrow(
      /v0\.JPEG has the class n3 .*v1\.JPEG is not listed .*v2\.JPEG leads to no file/,
    );
  });
});

describe('ImageNet', () => {
  const tree = () =>
    pictures(
      ...['train/n20/a.JPEG', 'train/n10/b.JPEG', 'train/n30/c.JPEG'],
      ...['val/ILSVRC2012_val_1.JPEG', 'val/ILSVRC2012_val_2.JPEG', 'val/ILSVRC2012_val_3.JPEG'],
    );
  it.each([
    ['imagenet_2012_validation_synset_labels.txt', 'n30\nn10\nn20\n', {}],
    ['val.txt', 'ILSVRC2012_val_1.JPEG 2\nILSVRC2012_val_2.JPEG 0\nILSVRC2012_val_3.JPEG 1\n', {}],
    [
      'LOC_val_solution.csv',
      'ImageId,PredictionString\nILSVRC2012_val_2,n10 1 2 3 4 n10 5 6 7 8 \nILSVRC2012_val_3,n20 1 1 2 2 \nILSVRC2012_val_1,n30 1 1 2 2 \n',
      {},
    ],
    [
      'ILSVRC2012_validation_ground_truth.txt',
      '7\n8\n9\n',
      { 'map_clsloc.txt': bytes('n10 8 cat\nn20 9 dog\nn30 7 ox\n') },
    ],
    ['my.list', 'n30\nn10\nn20\n', {}],
  ])('has the classes of its validation images in %s', async (name, text, more) => {
    const root = await folderOf({ ...tree(), [name]: bytes(text), ...more });
    const found = await open(root, name === 'my.list' ? { list: name } : {});
    expect(found.facts.names).toEqual(['n10', 'n20', 'n30']);
    const { train, test } = labelsOf(found);
    expect(train).toEqual([0, 1, 2]);
    expect([...test!].sort()).toEqual([0, 1, 2]);
    expect(test).toEqual(name.startsWith('LOC') ? [0, 1, 2] : [2, 0, 1]);
  });
  it.each<[Record<string, Uint8Array>, RegExp]>([
    [{}, /images in val without a folder for each class/],
    [{ 'val.txt': bytes('n10\nn20\n') }, /has 2 lines, and val has 3 images/],
    [
      { 'ILSVRC2012_validation_ground_truth.txt': bytes('1\n2\n3\n') },
      /map_clsloc\.txt, which gives their names, was not found/,
    ],
  ])('is refused where it is not clear (%#)', async (lists, message) => {
    await expect(open(await folderOf({ ...tree(), ...lists }))).rejects.toThrow(message);
  });
});

it('CUB-200 has paths, classes and splits in lists', async () => {
  const lists = {
    'images.txt': '1 001.B/b1.jpg\n2 001.B/b2.jpg\n3 002.A/a1.jpg\n4 002.A/a2.jpg\n',
    'image_class_labels.txt': '1 1\n2 1\n3 2\n4 2\n',
    'train_test_split.txt': '1 1\n2 0\n3 1\n4 0\n',
    'classes.txt': '1 001.B\n2 002.A\n',
  };
  const files = Object.fromEntries(
    Object.entries(lists).map(([name, text]) => [`CUB_200_2011/${name}`, bytes(text)]),
  );
  const images = ['001.B/b1.jpg', '001.B/b2.jpg', '002.A/a1.jpg', '002.A/a2.jpg'];
  const paths = images.map((name) => `CUB_200_2011/images/${name}`);
  const found = await open(await folderOf({ ...files, ...pictures(...paths) }));
  expect(found.facts.names).toEqual(['001.B', '002.A']);
  expect(labelsOf(found)).toEqual({ train: [0, 1], test: [0, 1] });
  const cut = { ...files, 'CUB_200_2011/train_test_split.txt': bytes('1 1\n2 0\n3 1\n') };
  await expect(open(await folderOf({ ...cut, ...pictures(...paths) }))).rejects.toThrow(
    'The image 4 of CUB_200_2011/images.txt has no class or no split',
  );
});

describe('a list of images', () => {
  const images = () => pictures('i/0.png', 'i/1.png', 'i/2.png', 'i/3.png', 'i/4, 5.png');
  const csv = (text: string) => folderOf({ ...images(), 'labels.csv': bytes(text) });
  it('gives classes and splits', async () => {
    const found = await open(
      await csv(
        '\ufeffpath,label,split\r\ni/0.png,dog,train\r\ni/1.png,cat,train\r\ni/2.png,cat,val\r\n"i/4, 5.png",dog,val\r\n',
      ),
    );
    expect(found.facts).toMatchObject({ classes: 2, names: ['cat', 'dog'] });
    expect(labelsOf(found)).toEqual({ train: [1, 0], test: [0, 1] });
  });
  it('orders classes that are numbers as numbers, and splits by the seed', async () => {
    const found = await open(
      await csv('file_name,label\ni/0.png,10\ni/1.png,9\ni/2.png,10\ni/3.png,9\n'),
    );
    expect(found.facts.names).toEqual(['9', '10']);
    const { train, test } = labelsOf(found);
    expect([train!.sort(), test!.sort()]).toEqual([
      [0, 1],
      [0, 1],
    ]);
  });
  it('gives several labels, columns of bits, and numbers', async () => {
    const several = await open(await csv('path,labels\ni/0.png,a;b\ni/1.png,\ni/2.png,b;c\n'), {
      testShare: 0,
    });
    expect(several.facts).toMatchObject({ names: ['a', 'b', 'c'] });
    expect(several.splits['train']!.targets).toEqual({
      kind: 'bits',
      values: Uint8Array.of(1, 1, 0, 0, 0, 0, 0, 1, 1),
      width: 3,
    });
    const columns = await open(await csv('path,old,wet\ni/0.png,1,0\ni/1.png,0,1\n'), {
      testShare: 0,
      columns: ['wet', 'old'],
    });
    expect(columns.splits['train']!.targets).toEqual({
      kind: 'bits',
      values: Uint8Array.of(0, 1, 1, 0),
      width: 2,
    });
    const lines = '{"file":"i/0.png","target":[1.5,2]}\n{"file":"i/1.png","target":[-1,0]}\n';
    const numbers = await open(await folderOf({ ...images(), 'metadata.jsonl': bytes(lines) }), {
      testShare: 0,
    });
    expect(numbers.facts.classes).toBeUndefined();
    expect(numbers.splits['train']!.targets).toEqual({
      kind: 'numbers',
      values: Float32Array.of(1.5, 2, -1, 0),
      width: 2,
    });
    const one = await open(await csv('path,age\ni/0.png,3\ni/1.png,4.5\n'), {
      testShare: 0,
      columns: ['age'],
      targets: 'numbers',
    });
    expect(one.splits['train']!.targets).toMatchObject({ kind: 'numbers', width: 1 });
  });
  it.each<[string, Parameters<typeof imageFolder>[0], RegExp]>([
    ['', {}, /labels\.csv has no rows/],
    ['path,label\ni/0.png,"a\n', {}, /cannot be read as CSV: Quote Not Closed/],
    ['name,label\ni/0.png,a\n', {}, /Line 2 .* its columns are "name", "label"/],
    ['path,kind\ni/0.png,a\n', {}, /has the columns "path", "kind", and "label", "class"/],
    ['path,label\ni/0.png,\n', {}, /Line 2 of labels\.csv has "label" = ""/],
    ['path,label\ni/0.png,a\ni/9.png,b\ni/1.png,a\n', {}, /i\/9\.png leads to no file/],
    ['path,label\ni/0.png,a\ni/0.png,b\n', { testShare: 0 }, /i\/0\.png is listed again in line 3/],
    ['path,label,split\ni/0.png,a,tset\n', {}, /has the split "tset"/],
    ['path,label,split\ni/0.png,a,test\n', {}, /no row with the split "train"/],
    [
      'path,label,split\ni/0.png,a,train\ni/1.png,b,train\ni/2.png,c,test\n',
      {},
      /c is a class without training images/,
    ],
    ['path,target\ni/0.png,low\n', {}, /"target" = "low", and a number was expected/],
    ['path,a,b\ni/0.png,1,2\n', { columns: ['a', 'b'] }, /"b" = "2", and 0 or 1 was expected/],
    ['path,label\ni/0.png,a\n', { columns: ['lable'] }, /and "lable" with the labels was expected/],
    ['path,label\ni/0.png,a\n', { list: 'other.csv' }, /list names "other\.csv", which/],
  ])('that is wrong is refused in a sentence (%#)', async (text, options, message) => {
    await expect(open(await csv(text), options)).rejects.toThrow(message);
  });
  it('of which nothing is left is refused, also with skipBad', async () => {
    for (const column of ['label', 'labels', 'target']) {
      const root = await csv(`path,${column}\ni/7.png,1\ni/8.png,2\n`);
      await expect(open(root, { skipBad: true, testShare: 0 }), column).rejects.toThrow(
        'too little is left to train on',
      );
    }
  });
  it('beside folders of classes is not taken for either', async () => {
    const root = await folderOf({
      ...pictures('a/0.png', 'b/1.png', 'a/2.png', 'b/3.png'),
      'labels.csv': bytes('path,label\na/0.png,x\nb/1.png,y\n'),
    });
    await expect(open(root)).rejects.toThrow(/has the list "labels\.csv" and also folders/);
    expect((await open(root, { layout: 'classes' })).facts.names).toEqual(['a', 'b']);
    expect((await open(root, { layout: 'list', testShare: 0 })).facts.names).toEqual(['x', 'y']);
  });
});
