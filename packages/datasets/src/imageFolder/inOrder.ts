/** What `act` gives for each item, in their order, with up to `atOnce` in progress. */
export async function* inOrder<T, R>(
  items: readonly T[],
  atOnce: number,
  act: (item: T) => Promise<R>,
): AsyncGenerator<R, void> {
  const going: Promise<R>[] = [];
  let next = 0;
  const start = () => {
    const one = act(items[next++]!);
    // An error is thrown when its turn comes, which may be long after.
    one.catch(() => {});
    going.push(one);
  };
  while (next < items.length && going.length < atOnce) start();
  for (let one = going.shift(); one; one = going.shift()) {
    yield await one;
    if (next < items.length) start();
  }
}
