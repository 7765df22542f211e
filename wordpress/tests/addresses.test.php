<?php
// Which hosts are asked at all.
declare(strict_types=1);

use function Tamizdat\is_public;

require_once __DIR__ . '/../tamizdat-companion/site/fetch.php';

test('only addresses of the public network are asked', function (): void {
    foreach (['8.8.8.8', '93.184.216.34', '100.63.255.255', '100.128.0.0', '172.15.0.1', '172.32.0.1', '198.17.0.1', '198.20.0.1', '223.255.255.255'] as $ip) {
        same(is_public($ip), true, $ip);
    }
    $closed = [
        '0.0.0.0', '10.0.0.1', '100.64.0.1', '100.127.255.255', '127.0.0.1', '127.1.2.3', '169.254.169.254', '172.16.0.1', '172.31.255.255',
        '192.0.0.1', '192.168.1.1', '198.18.0.1', '198.19.255.255', '224.0.0.1', '239.1.1.1', '240.0.0.1', '255.255.255.255', '::1', 'x', '',
    ];
    foreach ($closed as $ip) {
        same(is_public($ip), false, $ip);
    }
});
