/** The entrance of the app: what `index.html` loads. */
import { parseCard } from './card.ts';
import { openSession } from './open-session.ts';
import { browserPorts } from './ports.ts';
import { openReader } from './view/reader.ts';

/** Says, in a few languages at once, that the app itself did not arrive: its words may be what is missing. */
function onTrouble(reason: unknown): void {
  console.error(reason);
  document.body.replaceChildren(trouble);
  trouble.hidden = false;
}

const trouble = document.getElementById('trouble') ?? document.createElement('p');

async function start(): Promise<void> {
  const ports = browserPorts();
  const response = await fetch('newsroom.json');
  const card = parseCard(new Uint8Array(await response.arrayBuffer()));
  openReader(await openSession(card, ports), onTrouble);
}

start().catch(onTrouble);
