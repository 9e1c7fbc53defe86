import type { Use } from '@codistill/core';

/** Sides of images in pixels that are offered. */
export const imageSides = [32, 64, 224] as const;

/** The networks for 32 pixels whose plain name is that of the network for 224. */
const stemFor32 = /^(resnet(18|34|50|101|152)|vgg(11|13|16|19)-bn)$/;

/**
 * The backbone of the name `model` for images of `image` pixels: with the stem for small images
 * where it has one, and with patches that make a grid of 8x8 tokens of small images and of 14x14
 * of large ones.
 */
export function useOf(model: string, image: number): Use {
  if (image === 32 && stemFor32.test(model)) return `${model}-32px`;
  if (image === 224 && model === 'mobilenet-v2') return 'mobilenet-v2-224px';
  if (/^(vit|vim)(-|$)/.test(model)) return { use: model, patch: image === 224 ? 16 : image / 8 };
  if (/^ceit(-|$)/.test(model)) return { use: model, patch: image === 224 ? 4 : image / 32 };
  return model;
}

const cifarResnet = /^resnet(8|14|20|32|44|56|110)$/;
const peers = [
  cifarResnet,
  /^resnet(18|34|50|101|152)$/,
  /^vgg(11|13|16|19)-bn$/,
  /^(wrn-\d+-\d+|densenet121|shufflenet-v2-x\d-\d|mobilenet-v2|mobilenet-v3-(small|large))$/,
  /^(efficientnet-b\d|convnext-(tiny|small|base)|googlenet|inception-v3)$/,
  /^(vit-(ti|s|b)|ceit-(t|s|b)|vim-(ti|s))$/,
];

/** Whether an engine has the network `model` in what the peers' scripts can make. */
export function offers(engine: string, model: string): boolean {
  if (engine.startsWith('codistill')) return true;
  if (engine.startsWith('tensorflow')) return cifarResnet.test(model);
  // The recurrence from token to token would be thousands of operations to compile.
  if (engine === 'pytorch-compile' && model.startsWith('vim')) return false;
  return peers.some((pattern) => pattern.test(model));
}
