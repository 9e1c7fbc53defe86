export { slurm } from './slurm.ts';
