export { branches } from './branches.ts';
export { exits } from './exits.ts';
export { mobilenetV1 } from './mobilenetV1.ts';
export { mobilenetV2 } from './mobilenetV2.ts';
export { resnetCifar } from './resnetCifar.ts';
export { smallConv } from './smallConv.ts';
export { vit } from './vit.ts';
export { wideResnet } from './wideResnet.ts';
