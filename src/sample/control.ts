import { html } from 'hono/html';
import { articlePath } from './address.ts';
import type { Markup } from './layout.ts';
import type { Published } from './newsdesk.ts';

/** Articles in the list. */
const LATEST = 10;

const STATES: Readonly<Record<Published['state'], string>> = {
  current: 'published',
  corrected: 'corrected',
  withdrawn: 'withdrawn',
};

/**
 * The page with three buttons that lets a person see a demonstration react, and what changed last. Has no script.
 *
 * @param refusal why the button that was pressed did nothing
 */
export async function controlPage(entries: readonly Published[], refusal: string | null = null): Promise<string> {
  const latest = entries.toSorted((a, b) => b.modifiedAt.getTime() - a.modifiedAt.getTime()).slice(0, LATEST);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The sample newsroom’s desk</title>
<link rel="icon" href="/media/icon.svg" type="image/svg+xml">
<style>
:root { color-scheme: light dark }
body { font: 1.1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 40rem; padding: 0 1rem }
.actions { display: flex; flex-wrap: wrap; gap: .75rem }
button { font: inherit; padding: .6rem 1.2rem }
ol { list-style: none; padding: 0 }
li { margin: .6rem 0 }
a { color: inherit }
small { display: block }
</style>
</head>
<body>
<main>
<h1>The sample newsroom’s desk</h1>
<p>What you do here happens on <a href="/">the paper’s site</a> and in its feeds.</p>
<div class="actions">${button('publish', 'Publish the next article')}${button('correct', 'Correct one')}${button('withdraw', 'Withdraw one')}</div>
${refusal === null ? '' : html`<p role="status">Nothing was done: ${refusal}.</p>`}
<h2>What changed last</h2>
<ol>${latest.map(lineOf)}</ol>
</main>
</body>
</html>
`;
  return String(await page);
}

const button = (action: string, label: string): Markup =>
  html`<form method="post" action="/control/${action}"><button>${label}</button></form>`;

function lineOf({ article, state, modifiedAt }: Published): Markup {
  // In English where it is: whoever runs a demonstration need not read German.
  const language = article.languages.en === undefined ? 'de' : 'en';
  const { headline } = article.languages[language] ?? article.languages.de;
  const time = modifiedAt.toISOString();
  return html`
<li><a href="${articlePath(language, article)}" lang="${language}">${headline}</a> <small>${STATES[state]}, <time datetime="${time}">${time.slice(0, 16).replace('T', ' ')} UTC</time></small></li>`;
}
