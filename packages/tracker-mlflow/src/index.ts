export { mlflow } from './mlflow.ts';
