export {
  CARRIER_KINDS,
  type CarrierCommon,
  type CarrierKind,
  type CarrierSettings,
  type DirectorySettings,
  type GitSettings,
  placeOf,
  type S3Settings,
  type SftpSettings,
  type WebdavSettings,
} from './carrier.ts';
export { formatDuration, parseDuration } from './duration.ts';
export {
  addCarrier,
  addLanguage,
  type CarrierValues,
  directoryValue,
  editSettings,
  removeCarrier,
  setDatabase,
} from './edit.ts';
export { ConfigError, type ConfigErrorCode, type SettingsFault } from './error.ts';
export type { SettingsValues } from './schema.ts';
export type { PartnerSettings } from './schema-partner.ts';
export { isSecretReference, readSecret, type SecretReference } from './secret.ts';
export {
  parseSettings,
  readSettings,
  readSettingsText,
  SETTINGS_FILE,
  type Settings,
  type SourceSettings,
} from './settings.ts';
export { settingsTemplate } from './template.ts';
export type {
  EngineSettings,
  ObjectStoreSettings,
  TranslationSettings,
  WebhookSettings,
  WorkSettings,
} from './work.ts';
