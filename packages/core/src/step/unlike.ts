import type { Named } from '../contracts/network.ts';
import type { HostTensor } from '../contracts/state.ts';

/** The differences between given and expected tensors, by name. */
export interface Unlike {
  readonly missing: readonly string[];
  readonly leftOver: readonly string[];
  /** In words: 'conv/kernel is [3,3,16,16], not [3,3,8,8]'. */
  readonly unlike: readonly string[];
}

/** Compares names and shapes, regardless of order. Undefined if both agree. */
export function unlikeTensors(
  found: Named<HostTensor>,
  expected: Named<HostTensor>,
): Unlike | undefined {
  const missing = Object.keys(expected).filter((name) => !Object.hasOwn(found, name));
  const leftOver = Object.keys(found).filter((name) => !Object.hasOwn(expected, name));
  const unlike = Object.entries(expected).flatMap(([name, tensor]) => {
    if (!Object.hasOwn(found, name)) return [];
    const [is, not] = [described(found[name]!), described(tensor)];
    return is === not ? [] : [`${name} is ${is}, not ${not}`];
  });
  return missing.length + leftOver.length + unlike.length > 0
    ? { missing, leftOver, unlike }
    : undefined;
}

function described({ shape, data }: HostTensor): string {
  const kind = data instanceof Int32Array ? ' of whole numbers' : '';
  const size = shape.reduce((a, b) => a * b, 1);
  return `[${shape}]${kind}${data.length === size ? '' : ` with ${data.length} numbers`}`;
}
