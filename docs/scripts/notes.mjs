/**
 * What only a person can say of a strategy, or of a method of another name: whose its defaults are,
 * what it costs beside independent training of as many networks, and when to leave it.
 */
export const notes = {
  independent: [
    'None to choose.',
    'Nothing: it is the measure.',
    'Never leave it out of a comparison.',
  ],
  mutual: [
    "KL 1, T 1 and the mean over peers are the paper's (the mean as later papers report it); simultaneous updates are what most code does, the method `mutual-paper` alternates as the paper does. `mutual-official`, `mutual-okddip` and `mutual-mcl-okd` are repositories'.",
    'N (N - 1) small losses; no further pass. Alternating updates take N forward passes of every network in a step.',
    'One network: there is nobody to learn from, and it is independent training.',
  ],
  competitive: [
    "Best only, KL 1, features 1 and one perturbed network in every iteration are the paper's, as third parties report it; T 1 is the released code's. The mean over elements in the feature loss is ours, because the literal sum diverges; so are `competeOn` and `teachOn` where the paper is silent, with the released code's behaviour as the default. `competitive-repo` is the released code's.",
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
  'competitive-by-margin': [
    'Ours.',
    'As `competitive`.',
    'As a method: it is a control for the choice of the score.',
  ],
  kdcl: [
    "The four targets, weight 1, T 2 for CIFAR and own views are the paper's; that minlogit is the default of them is our choice, and so are the ridge of `kdcl-general` and how `kdcl-linear` is solved.",
    'Own views: as many augmentations as networks. `kdcl-linear` solves a small problem in every step, on the engine; `kdcl-general` reads the validation split once an epoch.',
    'Where augmentation is weak: with equal views the networks differ little, and so do their targets.',
  ],
  one: [
    "T 3, weight 1, three branches and the ramp over 80 of 300 epochs are its repository's; the ramp as a part of the run is ours.",
    'Less than three networks: the stem is shared. The gate and the ensemble are small.',
    'If you need separate networks afterwards; the ensemble head is what is deployed.',
  ],
  'cl-ilr': [
    "0.5 and 0.5, T 2, the detached target and four heads are a repository's (MCL-OKD); `cl-ilr-okddip` is OKDDip's. The one split, after the second stage, is ours.",
    'Less than as many networks: the stem is shared.',
    'With two heads, where the mean of the others is one head, and it is mutual learning.',
  ],
  okddip: [
    "T 3, the ramp over 80 of 300 epochs, three peers and a leader, and the width divided by 8 are its repository's; the ramp as a part of the run is ours.",
    'Attention over peers: two small matrices.',
    'With fewer than three networks or heads: attention over two peers has little to choose from.',
  ],
  switokd: [
    "T 1 and the threshold are the paper's and its repository's; what more than two networks do is the repository's.",
    'As mutual learning.',
    'With one network, which is an error; with networks of the same size, where the paper has no claim.',
  ],
  self: [
    "The default (a 0.3, T 3 without T^2, 0.03, the second deepest exit spared) is the official code of the journal version; `self-unofficial` is a re-implementation's. Of `self-conference` the squared distance without adapter is the authors', said in a comment; that its other numbers are the journal's is ours, and so are the plain bottlenecks of `exits`.",
    'The exits: some tenths of a network.',
    'With a backbone that has no stages, which is an error.',
  ],
  'cs-kd': [
    "T 4 and weight 1 are its repository's. That image and partner share a batch, and that a partner is never the image itself, are ours.",
    'Half of each batch are partners, which teach and do not learn.',
    'With many classes and few examples of each, where partners repeat.',
  ],
  'ps-kd': [
    "0.8, linear, is the paper's and its repository's.",
    'A memory of [examples, classes] for every network, on the engine and in every checkpoint.',
    'In runs of one epoch: there is no previous prediction.',
  ],
  'teacher-free': [
    "u 0.99, T 20, CE 0.9 and KL 0.1 are its repository's for ResNet-18 at 100 classes, its factor 100 turned into our KL, which sums over classes.",
    'Nothing.',
    'Where label smoothing is at hand: it is nearly that.',
  ],
  'label-smoothing': [
    "0.1 is the paper's.",
    'Nothing.',
    'As a method: it is a control that many methods do not beat.',
  ],
  'mean-teacher': [
    "The weight 100 at ten classes, the ramp over 5 epochs and the decay 0.999 are its repository's. That all examples are labelled is ours.",
    'A forward pass of the follower in every step.',
    'With all examples labelled it has less to give than in its paper, which is about few labels.',
  ],
  codistillation: [
    'Copies every 50 steps, a burn-in of 0.4 of the epochs and weight 1 are those of the SC20 code; the paper finds 50 steps harmless, and has shards of the data (`shards: own`; we leave it to the base experiment, whose default is shared). KL(other || own) and T 1 are our choice; `reverse` is that code.',
    'A forward pass of every stale copy.',
    'In very short runs: copies are then as old as the run.',
  ],
  distill: [
    "T 4, CE 0.1 and KL 0.9 are those of the CRD and mdistiller benchmarks, and so are the weights of `distill-hints`. The mean of several teachers is ours; `born-again` is recalled from its paper; `teacher-free-self` is its repository's for ResNet-18 at 100 classes.",
    "The teacher's training, once, and its forward passes.",
    'Where no good teacher exists: that is what the online methods are for.',
  ],
  pcl: [
    "T 3, EMA 0.999, three peers and the ramp over 80 of 300 epochs are the paper's; the ramp as a part of the run, and the decay that begins at 0, are ours.",
    'As many forward passes of the network, and of its average, as there are peers, for each has a view of its own.',
    'If memory is short: parameters are held twice.',
  ],
  graph: [
    "Gates and T 1 are the paper's; the default matrix, all through, is ours: mutual learning with the sum over peers.",
    'As mutual learning.',
    'Without a search: the paper searches the gates, which this tool does not.',
  ],
  'random-teacher': [
    'Ours.',
    'As `competitive`, without a reason for the choice.',
    'As a method: it is the control that tells whether winning matters.',
  ],
  'worst-teacher': [
    'Ours.',
    'As `competitive`.',
    'As a method: it is the control that should lose.',
  ],
  'fixed-teacher': [
    'Ours.',
    'As `competitive`.',
    'As a method: it is the control that tells whether changing the teacher matters.',
  ],
  'born-again': [
    'Three generations, each from a new initialisation, CE 1, KL 1 and T 1 are recalled from its paper.',
    'As many trainings as generations, and that of the first teacher; forward passes of a teacher in each.',
    'Where a run must cost no more than one training.',
  ],
  'competitive-repo': [
    "All are the released code's: better networks teach, averaged, no feature loss, every 10th batch, and its pool in its order and space. Its normalization by ImageNet's statistics, its optimizer and its schedule are not: those are the base's.",
    'As mutual learning.',
    "As the paper's method: for three networks or more the two choose other teachers, and the perturbations differ.",
  ],
  'cutmix-alone': [
    'Beta(1, 1) and half of the batches are the usual setting on CIFAR.',
    'Nothing: the mixing is made on the host.',
    'As a method: it is the control that asks whether splicing alone does it.',
  ],
  'deep-ensemble': [
    "None to choose; the mean of probabilities is the paper's.",
    'Nothing in training. To use the ensemble, all networks must run.',
    'Where one network has to answer alone: then read `independent`.',
  ],
  'independent-long': [
    'Ours: N times the epochs, N the number of networks.',
    'The first network alone: as much as the group. All of them: N times as much.',
    'With a schedule of another package whose lengths have names of their own: it is not stretched.',
  ],
  'independent-perturbed': [
    "The perturbation is that of `competitive` by its default; `when` and `pool` give another, such as the released code's.",
    'Nothing: the perturbed views are made on the host.',
    'Never leave it out of a comparison in which other methods perturb. As a method it is a control.',
  ],
  'mixup-alone': [
    'Beta(1, 1) is the usual setting on CIFAR.',
    'Nothing: the mixing is made on the host.',
    'As a method: it is the control that asks whether mixing alone does it.',
  ],
  'mutual-perturbed': [
    "The losses are those of `mutual`, the perturbation is that of `competitive`; the released code's mutual arm has its own pool, which `when` and `pool` give.",
    'As mutual learning.',
    'As a method: it is the control that asks whether the selection, and not the perturbation, helps.',
  ],
};
