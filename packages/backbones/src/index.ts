export { branches } from './branches.ts';
export { exits } from './exits.ts';
export { resnetCifar } from './resnetCifar.ts';
export { smallConv } from './smallConv.ts';
export { wideResnet } from './wideResnet.ts';
