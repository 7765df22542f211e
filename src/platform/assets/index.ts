export { type AssetFile, type Assets, AssetsError, type AssetsErrorCode, openAssets } from './assets.ts';
