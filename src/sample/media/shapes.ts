/** Shapes that the sample newsroom's illustrations are put together from: SVG text, in pixels. */

export const INK = '#1c2b3a';
export const SAND = '#e9d8b4';
export const RED = '#c8452f';
export const SEA = '#2f7f93';

/** Numbers between 0 and 1 that are the same on every run, so that a picture drawn again is the same file. */
export function scatter(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

export function rect(x: number, y: number, width: number, height: number, fill: string, more = ''): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${fill}" ${more}/>`;
}

export function path(d: string, fill: string, more = ''): string {
  return `<path d="${d}" fill="${fill}" ${more}/>`;
}

export function line(d: string, stroke: string, width: number, more = ''): string {
  return path(
    d,
    'none',
    `stroke="${stroke}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round" ${more}`,
  );
}

export function circle(x: number, y: number, radius: number, fill: string, more = ''): string {
  return `<circle cx="${x}" cy="${y}" r="${radius}" fill="${fill}" ${more}/>`;
}

/** A sky that fades from one colour to another. */
export function sky(top: string, bottom: string, height = 800): string {
  return `<defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${top}"/><stop offset="1" stop-color="${bottom}"/></linearGradient></defs>${rect(0, 0, 1200, height, 'url(#sky)')}`;
}

/** Water from `y` down, with short strokes of light on it. */
export function water(y: number, colour: string, light: string, seed = 7, height = 800): string {
  const next = scatter(seed);
  const strokes = Array.from({ length: 46 }, () => {
    const depth = next();
    const at = y + 14 + depth * (height - y - 20);
    const x = next() * 1200;
    return line(
      `M${x.toFixed(0)} ${at.toFixed(0)}h${(24 + depth * 80).toFixed(0)}`,
      light,
      3 + depth * 3,
      'opacity=".55"',
    );
  });
  return rect(0, y, 1200, height - y, colour) + strokes.join('');
}

/** A soft cloud with its middle at x, y. */
export function cloud(x: number, y: number, size: number, fill = '#ffffff', opacity = 0.8): string {
  return `<g fill="${fill}" opacity="${opacity}"><ellipse cx="${x}" cy="${y}" rx="${size}" ry="${size * 0.28}"/><ellipse cx="${x - size * 0.35}" cy="${y - size * 0.2}" rx="${size * 0.42}" ry="${size * 0.3}"/><ellipse cx="${x + size * 0.25}" cy="${y - size * 0.26}" rx="${size * 0.5}" ry="${size * 0.36}"/></g>`;
}

/** A brick warehouse or house with a stepped gable; x, y is the lower left corner. */
export function gable(x: number, y: number, width: number, height: number, fill: string, pane: string): string {
  const step = width / 8;
  const top = y - height;
  let outline = `M${x} ${y}V${top}`;
  for (let at = 0; at < 4; at += 1) outline += `v${-step}h${at === 3 ? step * 2 : step}`;
  for (let at = 0; at < 3; at += 1) outline += `v${step}h${step}`;
  outline += `v${step}V${y}Z`;
  const panes: string[] = [];
  for (let row = top + 20; row < y - 70; row += 70) {
    for (let column = 0; column < 3; column += 1) {
      panes.push(rect(x + width * (0.16 + column * 0.26), row, width * 0.15, 40, pane, 'rx="3"'));
    }
  }
  return path(outline, fill) + panes.join('') + rect(x + width / 2 - 18, y - 58, 36, 58, INK, 'rx="3"');
}

/** A fishing cutter; x, y is the middle of its waterline. */
export function cutter(x: number, y: number, size: number, hull: string): string {
  const s = size / 100;
  return `<g transform="translate(${x} ${y}) scale(${s})">
${line('M-30 -40V-150M-30 -145L70 -34M-30 -145L-96 -38M40 -40V-118', INK, 4)}
${rect(-6, -78, 52, 44, '#f4efe4', 'rx="4"')}${rect(2, -70, 15, 16, '#7fb6c4', 'rx="2"')}${rect(23, -70, 15, 16, '#7fb6c4', 'rx="2"')}
${path('M-104 -44Q-20 -28 96 -40L78 6H-82Z', hull)}${path('M-104 -44Q-20 -28 96 -40L94 -32Q-20 -20 -100 -36Z', '#f4efe4')}
${path('M-90 8Q0 20 86 8L78 2H-84Z', '#000', 'opacity=".18"')}</g>`;
}
