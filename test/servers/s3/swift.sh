#!/bin/sh
# Serves a fresh OpenStack Swift of Debian with its S3 interface on 127.0.0.1 until it is stopped or its standard input
# ends; then nothing is left of it but the installed packages. Prints "ready <address>" when it answers, with one user
# whose key is test:tester, testing. For root on Debian; the temporary folder has to take extended attributes.
#
#   test/servers/s3/swift.sh <port>
set -eu

here=$(cd "$(dirname "$0")" && pwd)
. "$here/server.sh"
install_packages swift-proxy swift-account swift-container swift-object memcached

touch "$folder/attributes"
python3 -c 'import os, sys; os.setxattr(sys.argv[1], "user.swift", b"1")' "$folder/attributes" 2>/dev/null ||
  fail "${TMPDIR:-/tmp} takes no extended attributes" "name a folder of another file system in TMPDIR"

etc=$folder/etc
mkdir -p "$etc" "$folder/devices/d1" "$folder/cache" "$folder/locks"
cat >"$etc/swift.conf" <<CONF
[swift-hash]
swift_hash_path_prefix = tests
swift_hash_path_suffix = tests
[storage-policy:0]
name = default
default = yes
[swift-constraints]
max_header_size = 16384
CONF
memory=$(free_port)
ports=$port
for server in account container object; do
  at=$(free_port)
  ports="$ports $at"
  cat >"$etc/$server.conf" <<CONF
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = $at
user = root
swift_dir = $etc
devices = $folder/devices
mount_check = false
disable_fallocate = true
fallocate_reserve = 0
workers = 1
log_address = $folder/no-log
recon_cache_path = $folder/cache
[pipeline:main]
pipeline = $server-server
[app:$server-server]
use = egg:swift#$server
allow_versions = true
CONF
  (
    cd "$etc"
    swift-ring-builder $server.builder create 4 1 1
    swift-ring-builder $server.builder add "r1z1-127.0.0.1:$at/d1" 1
    swift-ring-builder $server.builder rebalance
  ) >"$folder/ring.log" 2>&1 || fail "no ring: $(tail -n 1 "$folder/ring.log")" "see the line above"
done
cat >"$etc/proxy.conf" <<CONF
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = $port
user = root
swift_dir = $etc
workers = 1
log_address = $folder/no-log
cors_allow_origin = *
[pipeline:main]
pipeline = catch_errors proxy-logging cache listing_formats bulk tempurl s3api tempauth copy container-quotas slo dlo versioned_writes symlink proxy-logging proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
allow_account_management = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:proxy-logging]
use = egg:swift#proxy_logging
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:$memory
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:bulk]
use = egg:swift#bulk
[filter:tempurl]
use = egg:swift#tempurl
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
s3_acl = false
check_bucket_owner = false
cors_preflight_allow_origin = *
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = testing .admin
[filter:copy]
use = egg:swift#copy
[filter:container-quotas]
use = egg:swift#container_quotas
[filter:slo]
use = egg:swift#slo
[filter:dlo]
use = egg:swift#dlo
[filter:versioned_writes]
use = egg:swift#versioned_writes
allow_versioned_writes = true
allow_object_versioning = true
[filter:symlink]
use = egg:swift#symlink
CONF

run memcached -u root -l 127.0.0.1 -p "$memory" -m 32
for server in account container object proxy; do run "swift-$server-server" "$etc/$server.conf"; done
# A proxy that is asked before its servers are there gives them up for a minute.
for each in $ports; do await "a server of Swift" 60 answers "$each"; done
serve "http://127.0.0.1:$port/"
