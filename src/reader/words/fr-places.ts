import type { PlaceWords } from './words.ts';

/** French, of what is no page. Loaded with `view/places.ts`. */
export const words: PlaceWords = {
  checks: {
    trust: 'Les clés sont celles de la rédaction pour laquelle cette application est faite',
    head: 'La rédaction a signé sa liste de ce qui est actuel',
    history: 'Cette copie ne contredit pas les précédentes',
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
  evidence:
    'Ces deux états signés du registre public se contredisent. Enregistrez-les et transmettez-les : ce sont des preuves.',
  saveEvidence: 'Enregistrer les deux dans un fichier texte',
  keepWhat:
    'L’application, les pages que vous ouvrirez désormais et les copies qui ont répondu peuvent être conservées ici, pour lire sans réseau.',
  keepRisk:
    'Quiconque prend cet appareil peut les voir. L’historique et le cache de votre navigateur peuvent de toute façon montrer que vous avez utilisé cette application et ce que vous avez ouvert ; une fenêtre privée l’évite.',
  keepOff: 'Rien n’est conservé sur cet appareil.',
  keepOn: 'Les pages ouvertes sont conservées sur cet appareil.',
  keepBroken:
    'Quelque chose est conservé sur cet appareil, mais ce navigateur ne peut pas l’ouvrir. Rien ne s’y ajoute.',
  turnOn: 'Conserver désormais',
  forget: 'Tout oublier',
  forgetWhat: 'Efface tout, et ne conserve plus rien ensuite.',
  forgotten: 'Tout a été effacé de cet appareil.',
  nothingKept: 'Aucune page pour l’instant.',
  keepFailed: 'Ce navigateur ne l’a pas permis.',
  checkWhat:
    'On vous a envoyé une page ? Choisissez le fichier ou déposez-le ici. Il ne quitte pas cet appareil. Une page enregistrée depuis un navigateur ne peut être vérifiée que si elle l’a été en « HTML uniquement ».',
  choose: 'Choisir un fichier',
  noSignature: 'Ce fichier ne porte pas de signature.',
  foreign:
    'Ce fichier dit venir de {newsroom}. Cette application ne connaît que {ours} et ne peut pas dire s’il est authentique.',
  aboutWhat:
    'Le site de {newsroom} ({home}) est bloqué dans certains pays. Cette application prend ses pages là où se trouvent des copies et vérifie chacune avant de la montrer.',
  aboutSafety:
    'Ces lieux et votre réseau peuvent voir que vous chargez quelque chose, et ces lieux voient aussi quoi. Ni compte, ni cookie, ni comptage.',
  leavesWhat: 'Un lien marqué ↗ quitte l’application : le site visité vous verra.',
};
