import { directionOf } from '../article/index.ts';
import type { Words } from './words/words.ts';

/**
 * The style sheet of every page, inline because a page is one response, and cut to what the page holds: a table's
 * rules cost bytes only where there is a table. Colours reach 4.5:1 on their grounds (WCAG 2.2 AA) in both schemes;
 * sides are logical, so that one sheet serves both directions. Written here in lines, sent without them.
 */
const BASE = `
:root{--p:#fffdf8;--s:#f5f0e6;--i:#1c1a18;--m:#615b54;--l:#0a4a90;--r:#d8d0c3;--a:#a3171f}
@media(prefers-color-scheme:dark){:root{--p:#151413;--s:#22201e;--i:#e8e4de;--m:#aaa39a;--l:#92bff5;--r:#423d38;--a:#ff8d83}}
html{background:var(--p);-webkit-text-size-adjust:100%}
body{max-width:38em;margin:auto;padding:0 1rem;color:var(--i);overflow-wrap:break-word}
a{color:var(--l);text-underline-offset:.15em}
:focus-visible{outline:3px solid;outline-offset:2px}
header,footer,nav,.meta{font-size:.875rem;line-height:1.5;color:var(--m)}
.notice{margin:.9em 0;font-style:italic}
h1,.by{color:var(--i)}
h1,h2,h3{line-height:1.2;margin:1.6em 0 .4em;text-wrap:balance}
h1{font-size:1.8rem;margin:.3em 0}
h2{font-size:1.3rem}
p,ul,ol{margin:.8em 0}
footer{margin:2.5em 0 2em;padding-top:.5em;border-top:1px solid var(--r)}
summary{padding:.3em 0;cursor:pointer}
@media print{:root{--p:#fff;--s:#fff;--i:#000;--m:#333;--l:#000;--r:#999;--a:#000}body{max-width:none}nav,summary{display:none}h1,h2,h3{break-after:avoid}}
`;

/** Rules for what only some pages hold: the markup they are for, and the rules. */
const PARTS: readonly (readonly [string, string])[] = [
  [
    'class="name"',
    '.name{margin:0;padding:.4em 0;border-block:1px solid var(--r);font-weight:700;font-size:1.125rem}.name a{color:var(--i);text-decoration:none}',
  ],
  ['<nav', 'nav>*{display:inline-block;padding:.4em 0;margin-inline-end:1em}nav b{color:var(--i)}'],
  ['<article', 'article header{margin:1.4em 0}article header p{margin:.2em 0}ul,ol{padding-inline-start:1.4em}'],
  ['<h3', 'h3{font-size:1.1rem}'],
  ['class="state"', '.state{margin:1.4em 0 0;color:var(--a);font-weight:700}'],
  ['class="kicker"', '.kicker{color:var(--a);font-weight:700}'],
  ['class="lead"', '.lead{font-size:1.15em}'],
  [
    'class="point"',
    '.point{padding-inline-start:1.4em}.point::before{content:"▶\uFE0E";display:inline-block;width:1.4em;margin-inline-start:-1.4em;color:var(--a)}',
  ],
  [
    '<blockquote',
    'blockquote,.quote{margin:1.2em 0;padding-inline-start:1em;border-inline-start:3px solid var(--a)}.quote blockquote{margin:0;padding:0;border:0}',
  ],
  [
    'data-bytes="',
    '.picture,.video{margin:1.2em 0;padding:.3em .8em;background:var(--s);border:1px solid var(--r)}.picture a,.video a{display:block;padding:.4em 0}figure bdi{white-space:nowrap}figcaption p{margin:.2em 0}',
  ],
  ['<figcaption', 'figcaption{font-size:.875rem;line-height:1.5;color:var(--m)}'],
  [
    '<table',
    'table{display:block;overflow-x:auto;margin:1.2em 0;border-collapse:collapse;font-size:.9em;line-height:1.4}caption{text-align:start;font-weight:700}th,td{padding:.35em .6em .35em 0;text-align:start;vertical-align:top;border-bottom:1px solid var(--r);hyphens:auto}',
  ],
  ['<hr', 'hr{width:4em;margin:2em auto;border:0;border-top:1px solid var(--m)}'],
  [
    '<section',
    'section ul{padding:0;list-style:none}section li{margin:0 0 1.3em}section ul h2,section ul h3{margin:.2em 0;font-size:1.15rem}section li a{color:inherit;text-decoration:none}section>h2{padding-bottom:.2em;border-bottom:1px solid var(--r);color:var(--a)}section li p{margin:.2em 0}.at,.kicker{font-size:.875rem;color:var(--m)}',
  ],
  [
    'class="days"',
    '.days{margin-top:2em;padding-top:.5em;border-top:1px solid var(--r)}.days a{display:inline-block;padding:.3em 0;margin-inline-end:1em}',
  ],
  ['class="parts"', '.parts{margin-top:2em;border-top:1px solid var(--r)}'],
  [
    'rel="external ',
    '[rel~=external]::after{content:"\\00a0↗\uFE0E"}@media print{[rel~=external]::after{content:" (" attr(href) ")"}}',
  ],
];

const SERIF = 'body{font:1.0625rem/1.55 Georgia,"Noto Serif",serif}';
/** Tall scripts with marks above and below need air; none of them slants, so emphasis is weight. */
const UPRIGHT = '.notice,em{font-style:normal}em{font-weight:600}';

/** Arabic letters are small for their size and deep: larger type, open lines. Signs that point, point the other way. */
const ARABIC = `body{font:1.1875rem/1.9 "Noto Naskh Arabic","Geeza Pro",Tahoma,serif}header,footer,nav,.meta,figcaption{font-size:1rem;line-height:1.75}h1,h2,h3{line-height:1.5}h1{font-size:1.65rem}${UPRIGHT}`;
const HEBREW = `body{font:1.125rem/1.65 "Noto Serif Hebrew","Times New Roman",serif}${UPRIGHT}`;
const HAN = 'body{font:1.0625rem/1.8 system-ui,sans-serif}.notice,em{font-style:normal}em{text-emphasis:dot}';
const TALL = `body{font:1.0625rem/1.8 system-ui,sans-serif}${UPRIGHT}`;

const SCRIPTS: Readonly<Record<string, string>> = {
  he: HEBREW,
  yi: HEBREW,
  zh: HAN,
  ja: HAN,
  ko: HAN,
  bn: TALL,
  hi: TALL,
  my: TALL,
  th: TALL,
};

function scriptStyle(language: string): string {
  const own = SCRIPTS[language.split('-')[0] ?? ''];
  return own ?? (directionOf(language) === 'rtl' ? ARABIC : SERIF);
}

/** A text as a CSS string; inside `<style>` no `<` may stand either. */
function cssString(text: string): string {
  return `"${text.replace(/["\\<\n]/g, (character) => `\\${character.charCodeAt(0).toString(16)} `)}"`;
}

/** The words that a body only marks, because they differ from language to language. */
function labels(words: Words, html: string): string {
  let css = '';
  if (html.includes('class="correction"')) {
    css += `.correction{padding:.6em .8em;font-size:.9375em;background:var(--s)}.correction time::after{content:"\\a";white-space:pre}.correction::before{content:${cssString(`${words.correction} · `)};font-weight:700}`;
  }
  if (html.includes('class="days"')) {
    css += `.days::before{content:${cssString(words.byDay)};display:block;font-weight:700}`;
  }
  for (const state of ['corrected', 'withdrawn'] as const) {
    if (html.includes(`<li data-state="${state}"`)) {
      css += `[data-state=${state}] .at::before{content:${cssString(`${words[state]} · `)};color:var(--a);font-weight:700}`;
    }
  }
  return css;
}

const minify = (css: string): string => css.replaceAll('\n', '');

/** The style sheet for one page. `html` is the page's body: it decides which rules are there. */
export function styleFor(language: string, words: Words, html: string): string {
  const parts = PARTS.filter(([needed]) => html.includes(needed)).map(([, css]) => css);
  const sheet = minify(BASE) + scriptStyle(language) + parts.join('') + labels(words, html);
  const numbered = language === 'fa' && html.includes('<ol') ? 'ol{list-style:persian}' : '';
  return directionOf(language) === 'rtl' ? (sheet + numbered).replaceAll('▶', '◀').replaceAll('↗', '↖') : sheet;
}

/** The style of the choice of languages: a few links and nothing else. */
export const CHOICE_STYLE =
  ':root{--p:#fffdf8;--i:#1c1a18;--r:#d8d0c3}@media(prefers-color-scheme:dark){:root{--p:#151413;--i:#e8e4de;--r:#423d38}}body{max-width:24em;margin:auto;padding:1rem;background:var(--p);color:var(--i);font:1.0625rem/1.6 Georgia,"Noto Serif",serif}ul{padding:0;list-style:none}b{margin-inline-end:.5em}a{display:block;padding:.7em 0;border-top:1px solid var(--r);color:inherit;text-decoration:none}:focus-visible{outline:3px solid}';
