/**
 * The groups of methods, in the order of the sidebar and of the overview: the name that a card note
 * gives, what it is called, and what its methods have in common.
 */
export const groups = [
  {
    name: 'competitive',
    title: 'Competitive',
    about: 'The network that did best on the batch teaches the others.',
  },
  {
    name: 'peers',
    title: 'Peers',
    about: 'Several networks train together and teach each other.',
  },
  {
    name: 'one network',
    title: 'One network',
    about:
      'A network learns from itself: from its branches, exits, average or earlier predictions.',
  },
  {
    name: 'a teacher',
    title: 'A teacher',
    about: 'A network that was trained before, and stays fixed, teaches.',
  },
  {
    name: 'controls',
    title: 'Controls',
    about: 'Methods that show which part of another method has an effect.',
  },
];
