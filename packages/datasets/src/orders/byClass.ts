/** The positions of the examples of each class. */
export function byClass(labels: Int32Array): ReadonlyMap<number, number[]> {
  const members = new Map<number, number[]>();
  labels.forEach((label, position) => {
    const known = members.get(label);
    if (known) known.push(position);
    else members.set(label, [position]);
  });
  return members;
}
