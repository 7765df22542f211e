export { migrations, type Tables } from './tables.ts';
