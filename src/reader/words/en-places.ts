import type { PlaceWords } from './words.ts';

/** English, of what is no page. Loaded with `view/places.ts`. */
export const words: PlaceWords = {
  checks: {
    trust: 'The keys are those of the newsroom this app was made for',
    head: 'The newsroom signed its list of what is current',
    history: 'This copy does not contradict earlier copies',
    form: 'The page is whole',
    bytes: 'Not a letter was changed',
    desk: 'Signed by the editors for this language',
    log: 'Entered in the newsroom’s public log',
    place: 'It is the page that was asked for',
    body: 'The text is what its signature says',
    current: 'Compared with the newest list',
  },
  passed: 'yes',
  failed: 'no',
  unknown: 'not known',
  fromCarrier: 'Copy from {address}',
  fromKept: 'Kept on this device since {time}',
  fromFile: 'From the file {name}',
  edition: 'Edition {number}',
  fingerprint: 'Fingerprint of the newsroom. Compare it with one you know from somewhere else:',
  witnesses:
    '“Independently witnessed” would mean that others, too, have seen the log. Without it, the newsroom’s own clock vouches for the time.',
  evidence:
    'These two signed states of the public log contradict each other. Save them and pass them on: they are evidence.',
  saveEvidence: 'Save both as a text file',
  keepWhat:
    'The app, the pages you open from now on, and which copies worked can be kept here, to read without a network.',
  keepRisk:
    'Whoever takes this device can see them. In any case your browser’s own history and cache may show that you used this app and what you opened; a private window avoids that.',
  keepOff: 'Nothing is kept on this device.',
  keepOn: 'Pages you open are kept on this device.',
  keepBroken: 'Something was kept on this device, and this browser cannot open it now. Nothing is added to it.',
  turnOn: 'Keep pages from now on',
  forget: 'Forget everything',
  forgetWhat: 'Removes all of it, and keeps nothing from then on.',
  forgotten: 'Everything has been removed from this device.',
  nothingKept: 'No page yet.',
  keepFailed: 'That did not work in this browser.',
  checkWhat:
    'Was a page sent to you? Choose the file, or drop it anywhere here. It does not leave this device. A page saved from a browser can only be checked when it was saved as “HTML only”.',
  choose: 'Choose a file',
  noSignature: 'The file carries no signature.',
  foreign: 'This file says it is from {newsroom}. This app knows {ours} only, so it cannot tell whether it is genuine.',
  aboutWhat:
    'The site of {newsroom} ({home}) is blocked in some countries. This app fetches its pages from places that hold copies, and checks each one before it shows it.',
  aboutSafety:
    'Those places and your network can see that you fetch something, and the places also what. There are no accounts, no cookies and no counting.',
  leavesWhat: 'A link marked ↗ leaves this app: the site behind it will see you.',
};
