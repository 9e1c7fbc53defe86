import cases from './convnext.golden.json' with { type: 'json' };
import { convnext } from './convnext.ts';
import { atFullWidth, describeGolden } from './testing/golden.ts';

describeGolden(cases, convnext, (name) => !atFullWidth(name));
