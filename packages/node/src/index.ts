export { folderFiles } from './folderFiles.ts';
