import type { Child } from 'hono/jsx';

/** A page that says why there is no other, with what is to be done about it and the way back. */
export function drawMessage(title: string, text: string, style: string, what: Child = null): string {
  return `<!doctype html>\n${(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{title}</title>
        <link rel="stylesheet" href={style} />
      </head>
      <body class="message">
        <main>
          <h1>{title}</h1>
          <p>{text}</p>
          {what}
          <p>
            <a href="/">Back to the console</a>
          </p>
        </main>
      </body>
    </html>
  )}`;
}
