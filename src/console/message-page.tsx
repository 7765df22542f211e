/** A page that says why there is no other, with the way back. */
export function drawMessage(title: string, text: string, style: string): string {
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
          <p>
            <a href="/">Back to the console</a>
          </p>
        </main>
      </body>
    </html>
  )}`;
}
