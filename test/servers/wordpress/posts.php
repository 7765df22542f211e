<?php
// Makes one change to the posts of a running test WordPress, through WordPress's own functions:
//   php posts.php <folder> first      the first posts, pictures and a draft
//   php posts.php <folder> publish    the draft comes out
//   php posts.php <folder> edit       a post gets another headline and paragraph, a note of correction
//   php posts.php <folder> trash      a post goes to the trash
//   php posts.php <folder> restore    and comes back
//   php posts.php <folder> protect    a post gets a password
//   php posts.php <folder> summaries  feeds hold summaries only; `full` undoes it
declare(strict_types=1);

$_SERVER['HTTP_HOST'] = '127.0.0.1';
require $argv[1] . '/site/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/image.php';
// An administrator may write any HTML; nobody else's would reach a post unfiltered.
wp_set_current_user(1);

/** A picture of hills under a sky, so that each has other bytes; returns its attachment. */
function picture(string $name, string $title, string $alternative, string $caption, int $hue): int
{
    [$width, $height] = [1600, 1000];
    $image = imagecreatetruecolor($width, $height);
    for ($y = 0; $y < $height; $y++) {
        $shade = intdiv(180 * $y, $height);
        imageline($image, 0, $y, $width, $y, imagecolorallocate($image, (40 + $hue + $shade) % 256, 90 + intdiv($shade, 2), 200 - $shade));
    }
    for ($hill = 0; $hill < 4; $hill++) {
        $colour = imagecolorallocate($image, 20 + 12 * $hill, 70 + $hue % 60 - 10 * $hill, 50);
        for ($x = 0; $x < $width; $x++) {
            $top = (int) (520 + 90 * $hill + 60 * sin(($x + 170 * $hill + $hue) / (90 + 40 * $hill)));
            imageline($image, $x, $top, $x, $height, $colour);
        }
    }
    ob_start();
    imagejpeg($image, null, 85);
    $file = wp_upload_bits("$name.jpg", null, ob_get_clean());
    if ($file['error']) throw new RuntimeException($file['error']);
    $id = wp_insert_attachment(
        ['post_mime_type' => 'image/jpeg', 'post_title' => $title, 'post_excerpt' => $caption, 'post_status' => 'inherit'],
        $file['file'],
        0,
        true,
    );
    wp_update_attachment_metadata($id, wp_generate_attachment_metadata($id, $file['file']));
    update_post_meta($id, '_wp_attachment_image_alt', $alternative);
    return $id;
}

/** The block markup of a post; `{{id:name}}` and `{{url:name}}` stand for a picture's. */
function content(string $file, array $pictures): string
{
    $text = file_get_contents(__DIR__ . "/posts/$file.html");
    return preg_replace_callback('/\{\{(id|url):(\w+)\}\}/', function ($match) use ($pictures) {
        $id = $pictures[$match[2]];
        return $match[1] === 'id' ? (string) $id : wp_get_attachment_image_url($id, 'large');
    }, $text);
}

/** An invented name for a number: prose full of names does not shrink to nothing when it is compressed. */
function shipName(int $number): string
{
    $syllables = ['ba', 'ler', 'no', 'wick', 'tam', 'so', 'ril', 'ge', 'hun', 'da', 'vor', 'ki', 'mel', 'ta', 'shu', 'fen'];
    $name = '';
    foreach (str_split(substr(md5("ship $number"), 0, 4)) as $digit) $name .= $syllables[hexdec($digit)];
    return ucfirst($name);
}

/** More than 2,500 words in the order that some arithmetic gives, under a heading every eight paragraphs. */
function longRead(): string
{
    $who = ['The harbour master', 'A fisherman of the old quay', 'The committee', 'Nobody in the hall', 'The engineer from Tarnow Bay', 'Her predecessor', 'The mayor of Lanmünde', 'One of the pilots'];
    $did = ['had read the report twice before the hearing', 'remembered the flood of the year before', 'kept a list of every ship that was turned away', 'asked for the minutes and got an empty folder', 'paid for the soundings out of a private purse', 'wrote to the ministry and waited for an answer'];
    $how = ['without saying so to anyone', 'because the tide tables could not be trusted', 'as the log of the lock shows', 'although the bill had never been sent', 'on the morning when the dredger was sold', 'and signed it with initials only', 'long before the first crack was seen'];
    $blocks = [];
    $count = 0;
    for ($paragraph = 0; $paragraph < 72; $paragraph++) {
        if ($paragraph % 8 === 4) {
            $blocks[] = sprintf("<!-- wp:heading -->\n<h2>Chapter %d</h2>\n<!-- /wp:heading -->", intdiv($paragraph, 8) + 1);
        }
        $sentences = [];
        for ($sentence = 0; $sentence < 4; $sentence++, $count++) {
            $sentences[] = $who[$count * 5 % 8] . ' ' . $did[$count * 7 % 6] . ', ' . $how[$count * 3 % 7] . ', when the ' . shipName($count) . ' and the ' . shipName(-1 - $count) . ' lay there.';
        }
        $blocks[] = "<!-- wp:paragraph -->\n<p>" . ($paragraph + 1) . '. ' . implode(' ', $sentences) . "</p>\n<!-- /wp:paragraph -->";
    }
    return implode("\n\n", $blocks);
}

/** Posts lie this many hours back, so that their order is certain. */
function post(string $slug, string $title, string $content, int $hoursAgo, array $more = []): int
{
    $date = gmdate('Y-m-d H:i:s', time() - 3600 * $hoursAgo);
    $id = wp_insert_post(wp_slash([
        'post_name' => $slug,
        'post_title' => $title,
        'post_content' => $content,
        'post_status' => 'publish',
        'post_author' => 1,
        'post_date_gmt' => $date,
        'post_date' => get_date_from_gmt($date),
        ...$more,
    ]), true);
    if (is_wp_error($id)) throw new RuntimeException($id->get_error_message());
    return $id;
}

function slugged(string $slug): int
{
    $found = get_posts(['name' => $slug, 'post_status' => ['publish', 'draft', 'trash'], 'numberposts' => 1]);
    if ($found === []) throw new RuntimeException("no post $slug");
    return $found[0]->ID;
}

function update(string $slug, array $change): void
{
    $done = wp_update_post(wp_slash(['ID' => slugged($slug), ...$change]), true);
    if (is_wp_error($done)) throw new RuntimeException($done->get_error_message());
}

switch ($argv[2]) {
    case 'first':
        $pictures = [
            'boat' => picture('pilot-boat', 'Pilot boat', 'A pilot boat under low cloud', 'The pilot boat at first light. Photo: Ida Quist', 0),
            'quay' => picture('old-quay', 'Old quay', 'The old quay at low water', 'Low water at the old quay', 60),
            'lock' => picture('sea-lock', 'Sea lock', 'The sea lock, gates open', 'The sea lock', 120),
            'head' => picture('city-hall', 'City hall', 'The city hall', '', 30),
        ];
        $section = fn(string $name): int => wp_create_category($name);
        require_once ABSPATH . 'wp-admin/includes/taxonomy.php';
        [$harbour, $city, $world] = [$section('Harbour'), $section('City'), $section('World')];
        post('every-block', 'Every block: the harbour’s “last” winter & what follows', content('every-block', $pictures), 2, ['post_category' => [$harbour, $city], 'tags_input' => ['ships', 'winter']]);
        post('long-read', 'The long read: seventy-two answers', longRead(), 3, ['post_category' => [$harbour]]);
        post('russian', 'Порт закрыт на неделю', content('russian', $pictures), 4, ['post_category' => [$world]]);
        post('persian', 'بندر یک هفته بسته است', content('persian', $pictures), 5, ['post_category' => [$world]]);
        post('hostile', 'A post with <em>everything</em> pasted in', content('hostile', $pictures), 6, ['post_category' => [$city]]);
        post('classic', 'Written in the old editor', content('classic', $pictures), 7, ['post_category' => [$city]]);
        post('protected', 'For members only', content('short', $pictures), 8, ['post_password' => 'only-members-know']);
        post('no-text', 'A headline and nothing else', '', 9);
        $featured = post('featured', 'Council votes on the sea lock', content('short', $pictures), 10, ['post_category' => [$city]]);
        set_post_thumbnail($featured, $pictures['head']);
        post('later', 'Published later', content('short', $pictures), 11, ['post_status' => 'draft']);
        break;
    case 'publish':
        // As the editor does it; wp_publish_post alone would leave the date of the last change.
        update('later', ['post_status' => 'publish']);
        break;
    case 'edit':
        update('featured', [
            'post_title' => 'Council votes for the sea lock',
            'post_content' => str_replace('nine votes to four', 'nine votes to five', get_post(slugged('featured'))->post_content)
                . "\n\n<!-- wp:paragraph -->\n<p><strong>Correction:</strong> An earlier version gave four votes against; there were five.</p>\n<!-- /wp:paragraph -->",
        ]);
        break;
    case 'trash':
        wp_trash_post(slugged('classic'));
        break;
    case 'restore':
        // In the trash a post has another name, and comes back as a draft.
        wp_untrash_post(slugged('classic__trashed'));
        wp_publish_post(slugged('classic'));
        break;
    case 'protect':
        update('long-read', ['post_password' => 'only-members-know']);
        break;
    case 'summaries':
        update_option('rss_use_excerpt', 1);
        break;
    case 'full':
        update_option('rss_use_excerpt', 0);
        break;
    default:
        fwrite(STDERR, "error: no such change: {$argv[2]}\n");
        exit(2);
}
