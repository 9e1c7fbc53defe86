import { atFullSize, describeGolden } from './testing/golden.ts';
import cases from './vgg.golden.json' with { type: 'json' };
import { vgg } from './vgg.ts';

describeGolden(cases, vgg, (name) => !atFullSize(name));
