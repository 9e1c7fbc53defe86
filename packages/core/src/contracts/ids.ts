// The names of networks, peers and views.

/** The name of a network in the experiment, such as 'a'. */
export type NetworkId = string;

/**
 * One head of one network in one step: 'a', 'a/exit2' if the network has several heads, 'a@b' if
 * network a looks at view b.
 */
export type PeerId = string;

/**
 * A batch as a network sees it. A network's id means that network's own view. 'clean' means the
 * shared augmentation without perturbation. Any other name means the same examples, augmented with
 * the random stream `view/<name>/...`, without perturbation. A strategy requests the latter two in
 * `looks`.
 */
export type ViewId = string;
