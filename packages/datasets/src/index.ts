export { arrays } from './arrays.ts';
export { cifar10 } from './cifar10.ts';
export { cifar100 } from './cifar100.ts';
export { digits } from './digits.ts';
export { fashionMnist } from './fashionMnist.ts';
export { identities } from './orders/identities.ts';
export { pairs } from './orders/pairs.ts';
export { shuffled } from './orders/shuffled.ts';
