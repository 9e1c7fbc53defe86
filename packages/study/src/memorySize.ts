/** An amount of memory for people, in powers of 1024: '12 MB' or '1.5 GB'. */
export const memorySize = (bytes: number): string =>
  bytes < 2 ** 30 ? `${Math.ceil(bytes / 2 ** 20)} MB` : `${(bytes / 2 ** 30).toFixed(1)} GB`;
