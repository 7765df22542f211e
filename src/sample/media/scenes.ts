import { circle, cloud, cutter, gable, INK, line, path, RED, rect, SAND, SEA, scatter, sky, water } from './shapes.ts';

/** One illustration: what is inside its `<svg>`, and its height; all are 1200 pixels wide. */
export interface Scene {
  readonly heightPx: number;
  readonly svg: string;
}

function picture(heightPx: number, ...parts: string[]): Scene {
  return {
    heightPx,
    svg: `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="${heightPx}" viewBox="0 0 1200 ${heightPx}" font-family="DejaVu Sans">${parts.join('')}</svg>`,
  };
}

function nordkai(): Scene {
  const stones: string[] = [];
  for (let row = 0; row < 4; row += 1) {
    for (let x = row % 2 === 0 ? 0 : -55; x < 1200; x += 110) {
      stones.push(rect(x + 3, 512 + row * 32, 104, 27, row % 2 === 0 ? '#a9a39a' : '#9b958c', 'rx="4"'));
    }
  }
  return picture(
    800,
    sky('#f7c88f', '#fdeed4'),
    circle(930, 250, 78, '#fff3d2'),
    cloud(260, 150, 150),
    cloud(700, 95, 105, '#ffffff', 0.6),
    gable(90, 490, 210, 220, '#b5573d', '#f6dfae'),
    gable(330, 490, 250, 270, '#96432f', '#f6dfae'),
    gable(610, 490, 210, 200, '#c46a4a', '#f6dfae'),
    rect(0, 486, 1200, 26, '#c9bfae'),
    rect(0, 510, 1200, 140, '#7d776f'),
    ...stones,
    [880, 960, 1040, 1120].map((x) => rect(x, 462, 22, 26, INK, 'rx="6"')).join(''),
    water(640, '#3b8796', '#f8dcae'),
    cutter(330, 668, 150, RED),
    cutter(820, 690, 185, '#2b5c86'),
  );
}

function rathaus(): Scene {
  const next = scatter(3);
  const stars = Array.from({ length: 40 }, () => circle(next() * 1200, next() * 330, 1.5 + next() * 1.5, '#dfe8f5'));
  return picture(
    800,
    sky('#14233c', '#3a5273'),
    ...stars,
    circle(1010, 140, 46, '#f4ecd0'),
    gable(60, 650, 200, 210, '#4b3a4c', '#e8c677'),
    gable(960, 650, 190, 180, '#46384b', '#e8c677'),
    gable(330, 650, 520, 330, '#7b4a45', '#ffd983'),
    circle(590, 240, 40, '#f4ecd0', `stroke="${INK}" stroke-width="6"`),
    line('M590 240V214M590 240L608 250', INK, 6),
    rect(0, 645, 1200, 155, '#2a3448'),
    rect(0, 645, 1200, 10, '#55617a'),
    `<g transform="translate(210 560)">${rect(0, 0, 470, 140, '#f0f3ee', 'rx="20"')}${rect(0, 88, 470, 30, '#2f8f6b')}${rect(18, 18, 92, 58, '#ffe9a6', 'rx="8"')}${rect(122, 18, 92, 58, '#ffe9a6', 'rx="8"')}${rect(226, 18, 60, 100, '#ffe9a6', 'rx="8"')}${rect(298, 18, 92, 58, '#ffe9a6', 'rx="8"')}${path('M402 18H446Q462 18 462 40V76H402Z', '#ffe9a6')}${circle(96, 142, 30, INK)}${circle(96, 142, 13, '#8a94a6')}${circle(374, 142, 30, INK)}${circle(374, 142, 13, '#8a94a6')}${rect(334, -26, 96, 32, INK, 'rx="6"')}<text x="382" y="-2" font-size="24" text-anchor="middle" fill="#ffd983" font-weight="700">N1</text></g>`,
    path('M670 660L1010 730H680Z', '#ffe9a6', 'opacity=".28"'),
  );
}

function lotsenboot(): Scene {
  return picture(
    800,
    sky('#9db9c4', '#dbe5e3'),
    cloud(220, 140, 190, '#f3f6f5', 0.8),
    cloud(560, 80, 130, '#f3f6f5', 0.6),
    water(520, '#3d6f82', '#b5d0d3', 11),
    path('M640 0H1200V640H700Q640 330 600 60Z', '#27425c'),
    path('M692 600Q696 620 700 640H1200V590Z', '#8a3426'),
    rect(640, 120, 560, 10, '#e7ecec', 'opacity=".85"'),
    line('M742 120V560M792 120V560', '#d9b879', 6),
    Array.from({ length: 13 }, (_, step) => line(`M742 ${150 + step * 33}H792`, '#f2ddb0', 9)).join(''),
    `<g transform="translate(420 600) rotate(-6)">${rect(-90, -136, 150, 82, '#f6f4ec', 'rx="10"')}${rect(-78, -124, 52, 38, '#7fb6c4', 'rx="5"')}${rect(-14, -124, 62, 38, '#7fb6c4', 'rx="5"')}${line('M-40 -136V-196M-70 -176H-10', INK, 6)}${path('M-240 -62H292Q270 6 214 46H-196Q-232 10 -240 -62Z', RED)}${rect(-236, -62, 526, 13, '#f6f4ec')}<text x="-40" y="10" font-size="52" font-weight="700" fill="#f6f4ec" letter-spacing="8">LOTSE</text>${circle(196, -112, 17, '#e9b98f')}${path('M172 -92H222L228 -40H168Z', '#f28c28')}${line('M216 -80L262 -108', '#f28c28', 15)}</g>`,
    path('M0 640Q150 596 300 642T620 650T940 640T1200 650V800H0Z', '#2e5b6e'),
    path('M0 706Q180 660 360 706T740 712T1200 700V800H0Z', '#244b5d'),
    line('M60 676q60 -22 120 0M420 668q70 -24 140 0M850 690q70 -22 140 0', '#cfe3e4', 5),
  );
}

function leuchtturm(): Scene {
  const next = scatter(21);
  const lights = Array.from({ length: 60 }, () => {
    const x = 60 + next() * 640;
    const y = 660 + next() * 110;
    return (
      circle(x, y - 10, 11, '#ffd77a', 'opacity=".28"') +
      circle(x, y - 10, 4, '#fff0c0') +
      rect(x - 5, y - 4, 10, 18, '#16212f', 'rx="4"')
    );
  });
  const windows = [250, 340, 430, 520].map((y, at) => rect(874 + (at % 2) * 18, y, 22, 36, '#ffe39a', 'rx="10"'));
  return picture(
    800,
    sky('#2b2f5b', '#e79a78'),
    path('M892 150L0 10V250Z', '#fff2c4', 'opacity=".3"'),
    path('M892 150L1200 60V230Z', '#fff2c4', 'opacity=".3"'),
    water(560, '#3a4a72', '#f0b28f', 5),
    path('M0 640Q300 560 700 600T1200 560V800H0Z', '#2c4a3c'),
    path('M0 700Q400 620 1200 680V800H0Z', '#233d33'),
    path('M832 620L850 200H934L952 620Z', '#f3ece0'),
    path('M845 320L850 200H934L939 320ZM835 545L841 430H943L949 545Z', RED),
    rect(838, 184, 108, 18, INK, 'rx="4"'),
    rect(862, 124, 60, 60, '#ffe9a8'),
    line('M882 124V184M902 124V184', INK, 4),
    path('M852 126L892 80L932 126Z', RED),
    ...windows,
    path('M878 620V580Q892 560 906 580V620Z', INK),
    ...lights,
  );
}

function fischsuppe(): Scene {
  const steam = [500, 590, 680].map((x) => line(`M${x} 250q-30 -40 0 -80t0 -80`, '#ffffff', 12, 'opacity=".55"'));
  const dill = [470, 560, 640, 720].map((x, at) =>
    line(`M${x} ${352 + (at % 2) * 16}l26 -12m-14 6l4 -16m6 10l14 4`, '#4e8a3c', 6),
  );
  const boards = [560, 640, 720].map((y) => line(`M0 ${y}H1200`, '#9d6b3f', 4, 'opacity=".5"'));
  return picture(
    800,
    sky('#f3e3c6', '#f7eedd'),
    Array.from({ length: 12 }, (_, at) => rect(at * 100, 0, 50, 470, '#efd9b4', 'opacity=".5"')).join(''),
    rect(0, 470, 1200, 330, '#c08a55'),
    ...boards,
    '<ellipse cx="600" cy="690" rx="330" ry="40" fill="#000" opacity=".15"/>',
    line('M300 430Q230 430 236 490Q242 530 306 520M900 430Q970 430 964 490Q958 530 894 520', '#22567f', 26),
    path('M290 370H910L880 640Q870 690 800 690H400Q330 690 320 640Z', '#2f6d9c'),
    path('M306 520L318 630Q326 690 400 690H470Q380 640 360 370H290Z', '#22567f', 'opacity=".6"'),
    '<ellipse cx="600" cy="370" rx="312" ry="62" fill="#22567f"/><ellipse cx="600" cy="370" rx="284" ry="48" fill="#f2c879"/>',
    '<ellipse cx="520" cy="372" rx="56" ry="16" fill="#fdf3e3"/><ellipse cx="690" cy="384" rx="62" ry="15" fill="#f6d9c8"/>',
    circle(610, 356, 15, '#e8792f') + circle(430, 378, 13, '#e8792f') + circle(770, 366, 14, '#e8792f'),
    ...dill,
    ...steam,
    circle(1040, 640, 66, '#f4cf3c') +
      circle(1040, 640, 52, '#fdf0a6') +
      [0, 60, 120].map((turn) => line('M990 640H1090', '#f4cf3c', 6, `transform="rotate(${turn} 1040 640)"`)).join(''),
    path('M60 640Q60 560 170 560T280 640V690H60Z', '#7a4a24') +
      path('M84 640Q90 584 170 584T256 640V672H84Z', '#d9a866'),
  );
}

function obstgarten(): Scene {
  const next = scatter(9);
  const leaves = Array.from({ length: 46 }, () => {
    const turn = next() * Math.PI * 2;
    const far = Math.sqrt(next());
    const fill = ['#5f9a47', '#4c8640', '#74ad55'][Math.floor(next() * 3)] ?? '#5f9a47';
    return circle(530 + Math.cos(turn) * far * 230, 300 + Math.sin(turn) * far * 150, 44 + next() * 26, fill);
  });
  const apples = Array.from({ length: 23 }, () => {
    const turn = next() * Math.PI * 2;
    const far = Math.sqrt(next());
    const x = 530 + Math.cos(turn) * far * 240;
    const y = 310 + Math.sin(turn) * far * 155;
    return circle(x, y, 17, RED) + circle(x - 5, y - 6, 5, '#f0a58c') + line(`M${x} ${y - 16}l4 -10`, '#4d3420', 4);
  });
  return picture(
    800,
    sky('#8cc6df', '#e6f3ee'),
    circle(1040, 130, 62, '#fff4cf'),
    cloud(250, 110, 130),
    cloud(840, 190, 110, '#ffffff', 0.7),
    rect(0, 480, 1200, 130, SEA),
    line('M80 504h90M320 520h70M820 500h110M1010 518h90', '#9fd0d6', 5),
    path('M0 560Q420 480 1200 500V800H0Z', '#8dbb62'),
    path('M0 660Q520 560 1200 620V800H0Z', '#7aab52'),
    path('M690 700Q640 560 560 470L520 400L580 380Q650 470 690 540Q730 610 770 690Z', '#6b4a2f'),
    line('M560 450Q470 400 400 330M590 420Q640 360 690 330', '#6b4a2f', 22),
    ...leaves,
    ...apples,
    line('M470 700L600 520', '#b98a55', 18),
    circle(410, 690, 17, RED) + circle(860, 716, 17, RED) + circle(300, 726, 17, RED),
    line('M180 740v-34M200 744v-42M222 740v-30M980 700v-34M1000 704v-42M1022 700v-30', '#5a8a3c', 6),
  );
}

function nachthafen(): Scene {
  const next = scatter(15);
  const colours = ['#b5573d', '#2f7f93', '#d59b3a', '#5b6f8a', '#7a9a5b'];
  const boxes: string[] = [];
  for (let row = 0; row < 3; row += 1) {
    for (let column = 0; column < 6 - row; column += 1) {
      const x = 40 + column * 118 + row * 40;
      const fill = colours[Math.floor(next() * colours.length)] ?? '#5b6f8a';
      boxes.push(
        rect(x, 560 - row * 62, 112, 58, fill) +
          line(`M${x + 18} ${568 - row * 62}v42m19 -42v42m19 -42v42m19 -42v42m19 -42v42`, '#0b1420', 3, 'opacity=".3"'),
      );
    }
  }
  const stars = Array.from({ length: 50 }, () => circle(next() * 1200, next() * 300, 1 + next() * 1.6, '#cfdcf0'));
  const glow = [
    [700, 150],
    [930, 150],
    [1130, 190],
  ].map(([x = 0, y = 0]) => circle(x, y, 34, '#ffe7a0', 'opacity=".25"') + circle(x, y, 9, '#fff3c8'));
  return picture(
    800,
    sky('#0d1830', '#2c4468'),
    ...stars,
    circle(190, 140, 58, '#f1ead2') + circle(214, 126, 50, '#121f39'),
    line('M800 620L860 150L920 620M830 390H890M816 500H904M842 280H878', '#d8a23c', 14),
    line('M640 150H1160M860 150L880 70L1130 150M880 70L660 150', '#d8a23c', 12),
    rect(842, 150, 46, 44, '#ffe7a0', 'rx="6"'),
    line('M700 156V360', '#c9d3e0', 3) + rect(650, 360, 100, 52, RED),
    ...boxes,
    rect(0, 618, 1200, 30, '#3b4457'),
    water(645, '#14233d', '#d9b765', 2),
    path('M940 640H1200V560H1010L990 520H960Z', '#0f1a2b') +
      rect(1060, 500, 90, 60, '#24344c') +
      circle(1085, 530, 8, '#ffe7a0') +
      circle(1120, 530, 8, '#ffe7a0'),
    ...glow,
  );
}

function badewasser(): Scene {
  const places = [
    ['Wehr', 212, 96],
    ['Weidenbucht', 118, 121],
    ['Holzhafen', 340, 287],
    ['Südstrand', 46, 41],
    ['Grasholm', 38, 35],
  ] as const;
  const base = 560;
  const scale = 1.25;
  const bars = places.map(([name, before, now], at) => {
    const x = 130 + at * 212;
    const bar = (value: number, offset: number, fill: string) =>
      rect(x + offset, base - value * scale, 66, value * scale, fill, 'rx="4"') +
      `<text x="${x + offset + 33}" y="${base - value * scale - 12}" font-size="24" text-anchor="middle" fill="${INK}">${value}</text>`;
    return `${bar(before, 0, '#9cc7cf')}${bar(now, 74, '#12506b')}<text x="${x + 70}" y="${base + 42}" font-size="26" text-anchor="middle" fill="${INK}">${name}</text>`;
  });
  const grid = [100, 200, 300].map(
    (value) =>
      line(`M90 ${base - value * scale}H1150`, '#d5dce2', 2) +
      `<text x="76" y="${base - value * scale + 8}" font-size="22" text-anchor="end" fill="#5b6775">${value}</text>`,
  );
  return picture(
    700,
    rect(0, 0, 1200, 700, '#fdfdfb'),
    ...grid,
    line(`M90 ${base}H1150`, INK, 3),
    ...bars,
    `${rect(440, 640, 30, 30, '#9cc7cf', 'rx="4"')}<text x="484" y="664" font-size="26" fill="${INK}">2021</text>`,
    `${rect(620, 640, 30, 30, '#12506b', 'rx="4"')}<text x="664" y="664" font-size="26" fill="${INK}">2026</text>`,
  );
}

/**
 * The drawbridge at one moment of its video, 1200 × 675.
 *
 * @param open 0 closed to 1 fully open
 * @param boat how far the sailing boat has come, 0 to 1
 */
export function drawbridge(open: number, boat: number): Scene {
  const leaf = `<g transform="rotate(${(-68 * open).toFixed(2)} 380 418)">${path('M380 404H832V424H400L380 440Z', '#2f8f6b')}${line('M400 404V372H820V404M470 404V372M540 404V372M610 404V372M680 404V372M750 404V372', '#e8efe9', 5)}</g>`;
  // It comes through the gap towards whoever looks: small on the horizon, then large in front of the bridge.
  const size = 0.24 + boat ** 2 * 1.5;
  const sail = `<g transform="translate(${(640 - boat * 60).toFixed(1)} ${(484 + boat ** 2 * 190).toFixed(1)}) rotate(${(Math.sin(boat * 20) * 2).toFixed(2)}) scale(${size.toFixed(3)})">${line('M0 -10V-250', INK, 7)}${path('M8 -240Q96 -120 110 -30H8Z', '#fbf7ec')}${path('M-8 -220L-84 -30H-8Z', '#f0d9b0')}${path('M-104 -14H124L92 30H-78Z', RED)}</g>`;
  return picture(
    675,
    sky('#a9d6e8', '#f4efdc', 675),
    cloud(250, 110, 120),
    cloud(930, 150, 140, '#ffffff', 0.7),
    gable(30, 440, 170, 130, '#b5573d', '#f6dfae') + gable(1000, 440, 170, 150, '#96432f', '#f6dfae'),
    water(470, SEA, '#a8d8dc', 4, 675),
    rect(0, 410, 400, 90, SAND) + rect(820, 410, 380, 90, SAND),
    rect(0, 404, 384, 16, '#7d776f') + rect(826, 404, 374, 16, '#7d776f'),
    boat < 0.5 ? sail : '',
    rect(330, 420, 84, 150, '#9b958c') + rect(806, 420, 60, 150, '#9b958c'),
    leaf,
    rect(322, 300, 76, 110, '#f4efe4', 'rx="6"') +
      path('M312 302L360 256L408 302Z', RED) +
      rect(340, 324, 40, 34, '#7fb6c4', 'rx="4"'),
    boat >= 0.5 ? sail : '',
    circle(296, 372, 13, open > 0.01 ? '#e23b2e' : '#3fae5a') + line('M296 385V410', INK, 6),
  );
}

/** Every still picture of the sample newsroom by its file name. */
export function scenes(): Readonly<Record<string, Scene>> {
  return {
    'nordkai.jpg': nordkai(),
    'rathaus.jpg': rathaus(),
    'lotsenboot.jpg': lotsenboot(),
    'leuchtturm.jpg': leuchtturm(),
    'fischsuppe.jpg': fischsuppe(),
    'obstgarten.jpg': obstgarten(),
    'nachthafen.jpg': nachthafen(),
    'klappbruecke.jpg': drawbridge(0.95, 0.62),
    'badewasser.png': badewasser(),
  };
}
