// What networks, peers and views are called.

export type NetworkId = string;

/**
 * One head in one step: 'a', 'a/exit2' where a network has several heads, 'a@b' where network a
 * looks at view b.
 */
export type PeerId = string;

/**
 * One look at a batch. A network's id: its own view. 'clean': the augmentation all share,
 * unperturbed. Any other name: the same examples, augmented from stream `view/<name>/...`,
 * unperturbed. A strategy asks for the latter two by `looks`.
 */
export type ViewId = string;
