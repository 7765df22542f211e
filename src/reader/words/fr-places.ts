import type { PlaceWords } from './words.ts';

/** French, of what is no page. Loaded with `view/places.ts`. */
export const words: PlaceWords = {
  checks: {
    trust: 'Les clés sont celles de la rédaction pour laquelle cette application est faite',
    head: 'La rédaction a signé sa liste de ce qui est actuel',
    history: 'Cette copie dit la même chose que les précédentes',
    form: 'La page est entière',
    bytes: 'Pas une lettre n’a été changée',
    desk: 'Signé par la rédaction de cette langue',
    log: 'Inscrit au registre public de la rédaction',
    place: 'C’est la page demandée',
    body: 'Le texte est ce que dit sa signature',
    current: 'Comparé à la liste la plus récente',
  },
  passed: 'oui',
  failed: 'non',
  unknown: 'inconnu',
  fromCarrier: 'Copie de {address}',
  fromKept: 'Conservé sur cet appareil : {time}',
  fromFile: 'Du fichier {name}',
  edition: 'Édition {number}',
  fingerprint: 'Empreinte de la rédaction. Comparez-la à celle que vous connaissez par ailleurs :',
  witnesses:
    'Un « témoin indépendant » serait quelqu’un d’autre qui a vu le registre. Sans lui, c’est l’horloge de la rédaction qui garantit l’heure.',
  keepWhat:
    'L’application, les pages que vous ouvrirez désormais et les copies qui ont répondu peuvent être conservées ici, pour lire sans réseau.',
  keepRisk:
    'Quiconque prend cet appareil peut les voir. L’historique de votre navigateur peut de toute façon montrer ce que vous ouvrez ; une fenêtre privée l’évite.',
  keepOff: 'Rien n’est conservé sur cet appareil.',
  keepOn: 'Les pages ouvertes sont conservées sur cet appareil.',
  turnOn: 'Conserver désormais',
  forget: 'Tout oublier',
  forgotten: 'Tout a été effacé de cet appareil.',
  nothingKept: 'Aucune page pour l’instant.',
  keepFailed: 'Ce navigateur ne l’a pas permis.',
  checkWhat: 'On vous a envoyé une page ? Choisissez le fichier ou déposez-le ici. Il ne quitte pas cet appareil.',
  choose: 'Choisir un fichier',
  foreign:
    'Ce fichier dit venir de {newsroom}. Cette application ne connaît que {ours} et ne peut pas dire s’il est authentique.',
  aboutWhat:
    'Le site de {newsroom} ({home}) est bloqué dans certains pays. Cette application prend ses pages là où se trouvent des copies et vérifie chacune avant de la montrer.',
  aboutSafety:
    'Ces lieux et votre réseau peuvent voir que vous chargez quelque chose, et ces lieux voient aussi quoi. Ni compte, ni cookie, ni comptage.',
};
