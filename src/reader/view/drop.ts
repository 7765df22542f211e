/** Takes files that are dropped anywhere on the app; the browser would open them in its place. */
export function acceptDrops(onFile: (file: File) => void): void {
  window.addEventListener('dragover', (event) => event.preventDefault());
  window.addEventListener('drop', (event) => {
    event.preventDefault();
    const file = event.dataTransfer?.files[0];
    if (file !== undefined) onFile(file);
  });
}
