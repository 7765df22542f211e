/** The reader app as it is, but for its strategy: built and opened by `first-screen.ts`. */
import { browserPorts, openSession, parseCard, type Strategy } from '../src/reader/index.ts';
import { openReader } from '../src/reader/view/reader.ts';

const { strategy } = globalThis as { strategy?: Partial<Strategy> };
const card = await fetch('newsroom.json');
const session = await openSession(parseCard(new Uint8Array(await card.arrayBuffer())), browserPorts(), strategy);
openReader(session, console.error);
