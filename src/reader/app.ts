/** The entrance of the app: what `index.html` loads. */
import { parseCard } from './card.ts';
import { openSession } from './open-session.ts';
import { browserPorts } from './ports.ts';
import { openReader } from './view/reader.ts';

/** One of the sentences of `index.html`, in a few languages at once: the app's words may be what is missing. */
function sentence(id: string): () => void {
  const told = document.getElementById(id) ?? document.createElement('p');
  return () => {
    document.querySelector('main')?.replaceChildren(told);
    told.hidden = false;
  };
}

const tellTrouble = sentence('trouble');
const tellFramed = sentence('framed');

/** Some file of the app itself did not arrive. */
function onTrouble(reason: unknown): void {
  console.error(reason);
  tellTrouble();
}

async function start(): Promise<void> {
  const ports = browserPorts();
  const response = await fetch('newsroom.json');
  const card = parseCard(new Uint8Array(await response.arrayBuffer()));
  openReader(await openSession(card, ports), onTrouble);
}

// Whoever frames the app could draw over it: a verdict must not be seen through somebody else's page.
if (window.top === window) start().catch(onTrouble);
else tellFramed();
