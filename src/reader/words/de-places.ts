import type { PlaceWords } from './words.ts';

/** German, of what is no page. Loaded with `view/places.ts`. */
export const words: PlaceWords = {
  checks: {
    trust: 'Die Schlüssel gehören der Redaktion, für die diese App gemacht ist',
    head: 'Die Redaktion hat die Liste des aktuellen Stands signiert',
    history: 'Diese Kopie widerspricht den früheren nicht',
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
  evidence:
    'Diese zwei signierten Stände des öffentlichen Verzeichnisses widersprechen sich. Speichern Sie sie und geben Sie sie weiter: Sie sind ein Beweis.',
  saveEvidence: 'Beide als Textdatei speichern',
  keepWhat:
    'Die App, die Seiten, die Sie ab jetzt öffnen, und welche Kopien erreichbar waren, können hier bleiben, um ohne Netz zu lesen.',
  keepRisk:
    'Wer dieses Gerät in die Hand bekommt, kann sie sehen. Verlauf und Zwischenspeicher Ihres Browsers können ohnehin zeigen, dass Sie diese App benutzt und was Sie geöffnet haben; ein privates Fenster vermeidet das.',
  keepOff: 'Auf diesem Gerät wird nichts aufbewahrt.',
  keepOn: 'Seiten, die Sie öffnen, werden auf diesem Gerät aufbewahrt.',
  keepBroken:
    'Auf diesem Gerät wurde etwas aufbewahrt, das dieser Browser jetzt nicht öffnen kann. Es kommt nichts hinzu.',
  turnOn: 'Ab jetzt aufbewahren',
  forget: 'Alles vergessen',
  forgetWhat: 'Entfernt alles und bewahrt danach nichts mehr auf.',
  forgotten: 'Alles wurde von diesem Gerät entfernt.',
  nothingKept: 'Noch keine Seite.',
  keepFailed: 'Das ging in diesem Browser nicht.',
  checkWhat:
    'Hat man Ihnen eine Seite geschickt? Wählen Sie die Datei oder ziehen Sie sie irgendwo hierher. Sie verlässt dieses Gerät nicht. Eine Seite, die aus einem Browser gespeichert wurde, lässt sich nur prüfen, wenn sie als „nur HTML“ gespeichert ist.',
  choose: 'Datei wählen',
  noSignature: 'Die Datei trägt keine Signatur.',
  foreign:
    'Diese Datei gibt an, von {newsroom} zu sein. Diese App kennt nur {ours} und kann nicht sagen, ob sie echt ist.',
  aboutWhat:
    'Die Website von {newsroom} ({home}) ist in einigen Ländern gesperrt. Diese App holt ihre Seiten von Orten, an denen Kopien liegen, und prüft jede, bevor sie sie zeigt.',
  aboutSafety:
    'Diese Orte und Ihr Netz können sehen, dass Sie etwas abrufen, die Orte auch, was. Es gibt keine Konten, keine Cookies und keine Zählung.',
  leavesWhat: 'Ein Link mit ↗ führt aus der App hinaus: Die Website dort sieht Sie.',
};
