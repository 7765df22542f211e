<?php
/** Reads files of carriers. Whoever names an address may be wrong or hostile, and so may whatever answers there. */
declare(strict_types=1);

namespace Tamizdat;

/** Longest time for one file. */
const FETCH_SECONDS = 10;

/** A file could not be had; the message is a sentence for the people of the site. */
final class FetchError extends \Exception
{
}

/**
 * The bytes of an address, at most `$most`: no redirect is followed, no cookie sent, nothing said about this site. Throws
 * FetchError.
 */
function fetch_bytes(string $address, int $most): string
{
    $pin = pin_host($address, $most);
    add_action('http_api_curl', $pin, 10, 1);
    try {
        $answer = wp_safe_remote_get($address, [
            'timeout' => FETCH_SECONDS,
            'redirection' => 0,
            'limit_response_size' => $most + 1,
            // What is inflated here has no limit; see below.
            'decompress' => false,
            'user-agent' => 'tamizdat-companion',
            'headers' => ['Accept-Encoding' => 'identity'],
        ]);
    } finally {
        remove_action('http_api_curl', $pin, 10);
    }
    /* translators: %s: a size such as 64 KB */
    $tooLarge = sprintf(__('What it gave is empty or larger than %s.', 'tamizdat-companion'), size_format($most));
    if (is_wp_error($answer)) {
        // So curl says that it was told to stop.
        if (strpos($answer->get_error_message(), 'cURL error 42:') === 0) {
            throw new FetchError($tooLarge);
        }
        /* translators: %s: what the HTTP client says */
        throw new FetchError(sprintf(__('It did not answer: %s', 'tamizdat-companion'), $answer->get_error_message()));
    }
    $code = (int) wp_remote_retrieve_response_code($answer);
    if ($code !== 200) {
        /* translators: %d: status of an HTTP answer */
        throw new FetchError(sprintf(__('It answered with status %d.', 'tamizdat-companion'), $code));
    }
    $bytes = (string) wp_remote_retrieve_body($answer);
    // Some hosts compress whatever they are asked.
    if (strncmp($bytes, "\x1f\x8b", 2) === 0 && strlen($bytes) <= $most) {
        $bytes = (string) @gzdecode($bytes, $most + 1);
    }
    if ($bytes === '' || strlen($bytes) > $most) {
        throw new FetchError($tooLarge);
    }
    return $bytes;
}

/**
 * Looks a host up once, refuses it unless all its addresses are public, and gives an action that makes curl use these and
 * no others (a name could answer differently the second time), and hang up after `$most` bytes (WordPress's own limit keeps no
 * more, but reads on). Throws FetchError.
 */
function pin_host(string $address, int $most): callable
{
    $host = (string) wp_parse_url($address, PHP_URL_HOST);
    $scheme = (string) wp_parse_url($address, PHP_URL_SCHEME);
    $port = (int) (wp_parse_url($address, PHP_URL_PORT) ?: ($scheme === 'http' ? 80 : 443));
    $found = gethostbynamel($host) ?: [];
    if ($found === []) {
        /* translators: %s: name of a host */
        throw new FetchError(sprintf(__('There is no host %s.', 'tamizdat-companion'), $host));
    }
    // WordPress's own word for a host in a private network that may be asked all the same.
    $isAllowed = apply_filters('http_request_host_is_external', false, $host, $address);
    foreach ($isAllowed ? [] : $found as $each) {
        if (!is_public($each)) {
            /* translators: %s: name of a host */
            throw new FetchError(sprintf(__('The host %s is in a private network; it is not asked.', 'tamizdat-companion'), $host));
        }
    }
    return function ($handle) use ($host, $port, $found, $most): void {
        curl_setopt($handle, CURLOPT_RESOLVE, ["$host:$port:" . implode(',', $found)]);
        curl_setopt($handle, CURLOPT_NOPROGRESS, false);
        curl_setopt($handle, CURLOPT_PROGRESSFUNCTION, fn ($same, $total, $read): int => $read > $most ? 1 : 0);
    };
}

/** Whether an IPv4 address is one of the public network. */
function is_public(string $ip): bool
{
    $isPublic = filter_var($ip, FILTER_VALIDATE_IP, FILTER_FLAG_IPV4 | FILTER_FLAG_NO_PRIV_RANGE | FILTER_FLAG_NO_RES_RANGE) !== false;
    // Carrier-grade NAT, protocol assignments, benchmarks, multicast: PHP does not count them as reserved.
    foreach (['100.64.0.0/10', '192.0.0.0/24', '198.18.0.0/15', '224.0.0.0/4'] as $range) {
        [$from, $bits] = explode('/', $range);
        $isPublic = $isPublic && (ip2long($ip) >> (32 - (int) $bits)) !== (ip2long($from) >> (32 - (int) $bits));
    }
    return $isPublic;
}
