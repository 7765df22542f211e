<?php
/** The page of a withdrawal, which gives the reason (docs/spec/page.md, record.md). */
declare(strict_types=1);

namespace Tamizdat\Proof;

/** A reason is told in a few sentences; more is cut. */
const MAX_PARAGRAPHS = 20;

/** Path of an article's first page. */
function article_path(array $notice): string
{
    return $notice['language'] . '/' . str_replace('-', '/', $notice['day']) . '/' . $notice['article'] . '.html';
}

/**
 * What a withdrawal's page says, as plain text: ['headline', 'paragraphs' => [string, …]].
 *
 * The notice names the record by its leaf hash, the record the page by length and hash, and one of `$desks` (as
 * `parse_verifier_key` gives them) must have signed the record: the log's key alone can take a text away, but puts no word
 * into anybody's mouth. The range of the log in which a desk's key holds is not looked at; it is in the trust data, which is
 * not read here. Fails with `too-large`, `not-utf8`, `markers`, `record-format`, `hash-mismatch`, `desk-signature`,
 * `body-format`.
 */
function read_withdrawal(string $bytes, array $notice, array $desks): array
{
    cap_bytes($bytes, MAX_PAGE_BYTES, 'page');
    if (!is_utf8($bytes)) {
        throw new ProofError('not-utf8', 'page: not UTF-8');
    }
    $form = '/^(.*\n<!--tamizdat:body-->\n(.*)\n<!--\/tamizdat:body-->\n.*\n)<!--tamizdat:proof\n(.*)-->\n$/Ds';
    $isMarked = substr_count($bytes, '<!--tamizdat:') === 2 && substr_count($bytes, '<!--/tamizdat:') === 1;
    if (!$isMarked || !preg_match($form, $bytes, $found)) {
        throw new ProofError('markers', 'page: its markers are not where they belong');
    }
    [, $content, $body, $proven] = $found;
    [$note] = split_proven($proven, 'record-format', 'page');
    if (bin2hex(leaf_hash($note)) !== $notice['leaf']) {
        throw new ProofError('hash-mismatch', 'page: its record is not the one that the notice names');
    }
    $record = parse_note($note, 'record');
    good_signatures($record, $desks, 'desk-signature', 'record');
    $lines = explode("\n", $record['text']);
    $page = strlen($content) . ' sha256:' . hash('sha256', $content);
    $says = [
        'tamizdat.record/v1',
        'kind withdrawal',
        "article {$notice['article']}",
        "day {$notice['day']}",
        "language {$notice['language']}",
        "revision {$notice['revision']}",
    ];
    if ($lines[0] !== $says[0] || array_diff($says, $lines) !== []) {
        throw new ProofError('record-format', 'record: not that of the withdrawal');
    }
    if (!preg_grep('/^page \d+\/\d+ ' . preg_quote($page, '/') . '$/D', $lines)) {
        throw new ProofError('hash-mismatch', 'page: not the bytes that its record names');
    }
    return read_reason($body);
}

/** Headline and paragraphs of a body, without markup. Fails with `body-format`. */
function read_reason(string $body): array
{
    if (!preg_match('/^<article [^>]*>\n<header>\n.*?<h1>([^<]*)<\/h1>\n.*?<\/header>\n(.*)<\/article>$/Ds', $body, $found)) {
        throw new ProofError('body-format', 'page: its body is not an article');
    }
    $plain = fn (string $html): string => trim(html_entity_decode(strip_tags($html), ENT_QUOTES | ENT_HTML5, 'UTF-8'));
    $pieces = array_filter(array_map($plain, preg_split('/<\/(?:p|h2|h3|li|blockquote|figure|tr)>/', $found[2])), 'strlen');
    return ['headline' => $plain($found[1]), 'paragraphs' => array_slice(array_values($pieces), 0, MAX_PARAGRAPHS)];
}
