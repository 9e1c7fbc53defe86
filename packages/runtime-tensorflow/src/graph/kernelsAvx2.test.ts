import { describeBatchNorms } from '../testing/batchNorms.ts';
import { describeConvolutions } from '../testing/convolutions.ts';

process.env['ONEDNN_MAX_CPU_ISA'] = 'AVX2';
describeConvolutions('AVX2');
describeBatchNorms('AVX2');
