/** The page with three buttons that lets a person see a demonstration react. */
export function controlPage(site: string): string {
  const button = (action: string, label: string) =>
    `<form method="post" action="/control/${action}"><button>${label}</button></form>`;
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>The sample newsroom’s desk</title>
<style>
body { font: 1.1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 40rem; padding: 0 1rem; color-scheme: light dark }
.actions { display: flex; flex-wrap: wrap; gap: .75rem }
button { font: inherit; padding: .6rem 1.2rem }
li { margin: .4rem 0 }
</style></head>
<body>
<h1>The sample newsroom’s desk</h1>
<p>What you do here happens on <a href="${site}/">the paper’s site</a> and in its feeds.</p>
<div class="actions">${button('publish', 'Publish the next article')}${button('correct', 'Correct one')}${button('withdraw', 'Withdraw one')}</div>
<ol id="done" reversed aria-live="polite"></ol>
<script>
document.addEventListener('submit', async (event) => {
  event.preventDefault();
  const answer = await fetch(event.target.action, { method: 'POST' });
  const result = await answer.json();
  const line = document.createElement('li');
  line.textContent = result.done ? result.action + ': ' + result.headline + ' (' + result.languages.join(', ') + ')' : result.reason;
  document.querySelector('#done').prepend(line);
});
</script>
</body>
</html>
`;
}
