/** The app on a specimen of a session: what the tests of the views load in a browser. `?state` names a view state. */
import { openReader } from '../reader.ts';
import { CARRIERS, EVIDENCE, openSpecimen, type Specimen, type State } from './specimen.ts';

declare global {
  interface Window {
    specimen: Specimen;
    /** Set by markup that must never be read as such. */
    attacked?: number;
  }
}

const asked = new URLSearchParams(location.search);
window.specimen = openSpecimen((asked.get('state') ?? 'current') as State);
if (asked.has('aside')) window.specimen.carriers = CARRIERS;
if (asked.has('evidence')) window.specimen.evidence = EVIDENCE;
if (asked.has('broken')) window.specimen.isBroken = true;
if (asked.has('keeping')) await window.specimen.session.keeping.turnOn();
openReader(window.specimen.session, (reason) => {
  throw reason;
});
