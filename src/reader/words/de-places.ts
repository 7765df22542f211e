import type { PlaceWords } from './words.ts';

/** German, of what is no page. Loaded with `view/places.ts`. */
export const words: PlaceWords = {
  checks: {
    trust: 'Die Schlüssel gehören der Redaktion, für die diese App gemacht ist',
    head: 'Die Redaktion hat die Liste des aktuellen Stands signiert',
    history: 'Diese Kopie erzählt dasselbe wie die früheren',
    form: 'Die Seite ist vollständig',
    bytes: 'Kein Buchstabe wurde verändert',
    desk: 'Signiert von der Redaktion dieser Sprache',
    log: 'Eingetragen im öffentlichen Verzeichnis der Redaktion',
    place: 'Es ist die gewünschte Seite',
    body: 'Der Text ist, was seine Signatur sagt',
    current: 'Mit der neuesten Liste verglichen',
  },
  passed: 'ja',
  failed: 'nein',
  unknown: 'unbekannt',
  fromCarrier: 'Kopie von {address}',
  fromKept: 'Auf diesem Gerät aufbewahrt seit {time}',
  fromFile: 'Aus der Datei {name}',
  edition: 'Ausgabe {number}',
  fingerprint: 'Fingerabdruck der Redaktion. Vergleichen Sie ihn mit einem, den Sie von anderswo kennen:',
  witnesses:
    '„Unabhängig bezeugt“ hieße, dass auch andere das Verzeichnis gesehen haben. Ohne das bürgt die Uhr der Redaktion für die Zeit.',
  keepWhat:
    'Die App, die Seiten, die Sie ab jetzt öffnen, und welche Kopien erreichbar waren, können hier bleiben, um ohne Netz zu lesen.',
  keepRisk:
    'Wer dieses Gerät in die Hand bekommt, kann sie sehen. Der Verlauf Ihres Browsers kann ohnehin zeigen, was Sie öffnen; ein privates Fenster vermeidet das.',
  keepOff: 'Auf diesem Gerät wird nichts aufbewahrt.',
  keepOn: 'Seiten, die Sie öffnen, werden auf diesem Gerät aufbewahrt.',
  turnOn: 'Ab jetzt aufbewahren',
  forget: 'Alles vergessen',
  forgotten: 'Alles wurde von diesem Gerät entfernt.',
  nothingKept: 'Noch keine Seite.',
  keepFailed: 'Das ging in diesem Browser nicht.',
  checkWhat:
    'Hat man Ihnen eine Seite geschickt? Wählen Sie die Datei oder ziehen Sie sie irgendwo hierher. Sie verlässt dieses Gerät nicht.',
  choose: 'Datei wählen',
  foreign:
    'Diese Datei gibt an, von {newsroom} zu sein. Diese App kennt nur {ours} und kann nicht sagen, ob sie echt ist.',
  aboutWhat:
    'Die Website von {newsroom} ({home}) ist in einigen Ländern gesperrt. Diese App holt ihre Seiten von Orten, an denen Kopien liegen, und prüft jede, bevor sie sie zeigt.',
  aboutSafety:
    'Diese Orte und Ihr Netz können sehen, dass Sie etwas abrufen, die Orte auch, was. Es gibt keine Konten, keine Cookies und keine Zählung.',
};
