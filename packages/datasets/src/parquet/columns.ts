import { type FileMetaData, parquetSchema, type SchemaTree } from 'hyparquet';
import { noColumn, noImageColumn, whichColumn } from './errors.ts';
import type { Features } from './features.ts';

/** The columns of images and labels. */
export interface Columns {
  readonly image: string;
  readonly label: string;
}

/**
 * The columns that options name, or those that the file states to hold images and classes, or the
 * usual names.
 * @throws InputError if a column is missing, several are possible, or the images are no bytes.
 */
export function columnsOf(
  path: string,
  metadata: FileMetaData,
  features: Features,
  given: { readonly image?: string | undefined; readonly label?: string | undefined },
): Columns {
  const { children } = parquetSchema(metadata);
  const known = children.map(({ element }) => element.name);
  const choose = (
    what: keyof Columns,
    stated: readonly string[],
    usual: readonly string[],
  ): string => {
    const name =
      given[what] ?? (stated.length === 1 ? stated[0] : usual.find((one) => known.includes(one)));
    if (name === undefined) throw whichColumn(path, what, known);
    if (!known.includes(name)) throw noColumn(path, what, name, known);
    return name;
  };
  const image = choose('image', features.images, ['image', 'img', 'jpg', 'png']);
  const labels = Object.keys(features.classes);
  const label = choose('label', labels, ['label', 'labels', 'fine_label', 'cls']);
  checkImages(path, children.find(({ element }) => element.name === image)!);
  return { image, label };
}

const isBytes = ({ element, children }: SchemaTree) =>
  children.length === 0 && element.type === 'BYTE_ARRAY' && element.repetition_type !== 'REPEATED';

function checkImages(path: string, column: SchemaTree): void {
  const inner = column.children.find(({ element }) => element.name === 'bytes');
  if (isBytes(column) || (inner && isBytes(inner))) return;
  const { type, name } = column.element;
  const fields = column.children.map(({ element }) => element.name);
  throw noImageColumn(path, name, type ?? `a struct with ${fields.join(', ')}`);
}
