/** What only a person can say of a strategy: whose its defaults are, what it costs beside independent training of as many networks, and when to leave it. */
export const notes = {
  independent: ['None to choose.', 'Nothing: it is the measure.', 'Never leave it out of a comparison.'],
  mutual: [
    "KL 1, T 1 and the mean over peers are the paper's; simultaneous updates are what most code does, the method `mutual-paper` alternates as the paper does. `mutual-official`, `mutual-okddip` and `mutual-mcl-okd` are repositories'.",
    'N (N - 1) small losses; no further pass. Alternating updates take N forward passes of every network in a step.',
    'One network: there is nobody to learn from, and it is independent training.',
  ],
  competitive: [
    "Best only, KL 1 and features 1 are the paper's; the mean over elements in the feature loss is ours, because the literal sum diverges; `competitive-repo` is the released code's.",
    'As mutual learning, and a feature loss; perturbed views are made on the host, ahead of the step.',
    'Where networks differ so much that the same one always wins: it is then a slow fixed teacher. Look at the share of wins in the report.',
  ],
  'competitive-smoothed': [
    'The decay 0.9 is ours.',
    'As `competitive`, and one number a network of memory.',
    'As a method: it is a control for the noise of a single batch.',
  ],
  'competitive-by-accuracy': [
    'Ours.',
    'As `competitive`.',
    'With many classes and small batches, where accuracies of a batch tie: tied networks do not teach each other.',
  ],
  'competitive-by-margin': ['Ours.', 'As `competitive`.', 'As a method: it is a control for the choice of the score.'],
  kdcl: [
    "minlogit, weight 1 and T 2 are the paper's for CIFAR; own views too. The ridge of `kdcl-general` is ours.",
    'Own views: as many augmentations as networks. `kdcl-linear` solves a small problem in every step, on the engine; `kdcl-general` reads the validation split once an epoch.',
    'Where augmentation is weak: with equal views the networks differ little, and so do their targets.',
  ],
  one: [
    "T 3, weight 1 and the ramp over 80 of 300 epochs are the paper's; as part of the run, ours.",
    'Less than three networks: the stem is shared. The gate and the ensemble are small.',
    'If you need separate networks afterwards; the ensemble head is what is deployed.',
  ],
  'cl-ilr': [
    "0.5 and 0.5, T 2 are a repository's (MCL-OKD); `cl-ilr-okddip` is OKDDip's.",
    'Less than as many networks: the stem is shared.',
    'With two heads, where the mean of the others is one head, and it is mutual learning.',
  ],
  okddip: [
    "T 3, the ramp, three peers and a leader are the paper's and its repository's.",
    'Attention over peers: two small matrices.',
    'With fewer than three networks or heads: attention over two peers has little to choose from.',
  ],
  switokd: [
    "T 1 and the threshold are the paper's.",
    'As mutual learning.',
    'With one network, which is an error; with networks of the same size, where the paper has no claim.',
  ],
  self: [
    "The default is the journal version's code; `self-conference` and `self-unofficial` are others'.",
    'The exits: some tenths of a network.',
    'With a backbone that has no stages, which is an error.',
  ],
  'cs-kd': [
    "T 4 and weight 1 are the paper's.",
    'Half of each batch are partners, which teach and do not learn.',
    'With many classes and few examples of each, where partners repeat.',
  ],
  'ps-kd': [
    "0.8, linear, is the paper's.",
    'A memory of [examples, classes] for every network.',
    'In runs of one epoch: there is no previous prediction.',
  ],
  'teacher-free': [
    "u 0.99, T 20 are a repository's for ResNet-18; the weight of KL is summed over classes, as everywhere here.",
    'Nothing.',
    'Where label smoothing is at hand: it is nearly that.',
  ],
  'label-smoothing': ['0.1 is the usual value.', 'Nothing.', 'As a method: it is a control that many methods do not beat.'],
  'mean-teacher': [
    "The weight is the paper's for ten classes, the ramp in epochs of the run is ours.",
    'A forward pass of the follower in every step.',
    'With all examples labelled it has less to give than in its paper, which is about few labels.',
  ],
  codistillation: [
    '50 steps, burn-in 0.4 of the epochs and weight 1 follow the paper and later code.',
    'A forward pass of every stale copy.',
    'In very short runs: copies are then as old as the run.',
  ],
  distill: [
    'T 4, CE 0.1 and KL 0.9 are those of common repositories; `distill-hints` follows FitNets.',
    "The teacher's training, once, and its forward passes.",
    'Where no good teacher exists: that is what the online methods are for.',
  ],
  pcl: [
    "T 3, EMA 0.999 and the ramp are the paper's.",
    'A following copy of the network, and own views.',
    'If memory is short: parameters are held twice.',
  ],
  graph: [
    "Gates and T 1 are the paper's; the default matrix, all through, is mutual learning with a gate of its own.",
    'As mutual learning.',
    'Without a search: the paper searches the gates, which this tool does not.',
  ],
  'random-teacher': [
    'Ours.',
    'As `competitive`, without a reason for the choice.',
    'As a method: it is the control that tells whether winning matters.',
  ],
  'worst-teacher': ['Ours.', 'As `competitive`.', 'As a method: it is the control that should lose.'],
  'fixed-teacher': ['Ours.', 'As `competitive`.', 'As a method: it is the control that tells whether changing the teacher matters.'],
};
