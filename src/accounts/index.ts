export { PERMISSIONS, type Permission, parseRole, ROLES, type Role, roleMay } from './permissions.ts';
