import type { PlaceWords } from './words.ts';

/** Spanish, of what is no page. Loaded with `view/places.ts`. */
export const words: PlaceWords = {
  checks: {
    trust: 'Las claves son de la redacción para la que se hizo esta aplicación',
    head: 'La redacción firmó su lista de lo actual',
    history: 'Esta copia no contradice a las anteriores',
    form: 'La página está completa',
    bytes: 'No se cambió ni una letra',
    desk: 'Firmado por la redacción de este idioma',
    log: 'Inscrito en el registro público de la redacción',
    place: 'Es la página que se pidió',
    body: 'El texto es lo que dice su firma',
    current: 'Comparado con la lista más reciente',
  },
  passed: 'sí',
  failed: 'no',
  unknown: 'no se sabe',
  fromCarrier: 'Copia de {address}',
  fromKept: 'Guardado en este aparato: {time}',
  fromFile: 'Del archivo {name}',
  edition: 'Edición {number}',
  fingerprint: 'Huella de la redacción. Compárela con la que conozca por otra vía:',
  witnesses:
    'Un «testigo independiente» sería alguien más que ha visto el registro. Sin él, responde de la hora el reloj de la propia redacción.',
  evidence: 'Estos dos estados firmados del registro público se contradicen. Guárdelos y páselos: son una prueba.',
  saveEvidence: 'Guardar ambos en un archivo de texto',
  keepWhat:
    'La aplicación, las páginas que abra desde ahora y qué copias funcionaron pueden guardarse aquí, para leer sin red.',
  keepRisk:
    'Quien tome este aparato puede verlas. El historial y la caché del navegador pueden mostrar de todos modos que usó esta aplicación y qué abrió; una ventana privada lo evita.',
  keepOff: 'En este aparato no se guarda nada.',
  keepOn: 'Las páginas que abre se guardan en este aparato.',
  keepBroken: 'Hay algo guardado en este aparato, pero este navegador no puede abrirlo ahora. No se añade nada.',
  turnOn: 'Guardar desde ahora',
  forget: 'Olvidarlo todo',
  forgetWhat: 'Lo borra todo y después no guarda nada más.',
  forgotten: 'Se ha borrado todo de este aparato.',
  nothingKept: 'Aún ninguna página.',
  keepFailed: 'No fue posible en este navegador.',
  checkWhat:
    '¿Le enviaron una página? Elija el archivo o suéltelo aquí. No sale de este aparato. Una página guardada desde un navegador solo puede comprobarse si se guardó como «solo HTML».',
  choose: 'Elegir archivo',
  noSignature: 'El archivo no lleva firma.',
  foreign: 'Este archivo dice ser de {newsroom}. Esta aplicación solo conoce {ours} y no puede decir si es auténtico.',
  aboutWhat:
    'El sitio de {newsroom} ({home}) está bloqueado en algunos países. Esta aplicación toma sus páginas de lugares donde hay copias y comprueba cada una antes de mostrarla.',
  aboutSafety:
    'Esos lugares y su red pueden ver que usted carga algo, y los lugares también qué. No hay cuentas, ni cookies, ni recuento.',
  leavesWhat: 'Un enlace con ↗ sale de la aplicación: ese sitio le verá.',
};
