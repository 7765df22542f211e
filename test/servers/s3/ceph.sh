#!/bin/sh
# Serves a fresh Ceph object store of Debian (radosgw on one OSD in memory) on 127.0.0.1 until it is stopped or its standard
# input ends; then nothing is left of it but the installed packages. Prints "ready <address>" when it answers, with one
# user whose key is KEYID, secret/key+of=tests. For root on Debian; takes about 800 MB of memory.
#
#   test/servers/s3/ceph.sh <port>
set -eu

here=$(cd "$(dirname "$0")" && pwd)
. "$here/server.sh"
install_packages ceph-mon ceph-mgr ceph-osd radosgw

fsid=$(cat /proc/sys/kernel/random/uuid)
monitor=$(free_port)
cat >"$folder/ceph.conf" <<CONF
[global]
fsid = $fsid
mon host = [v1:127.0.0.1:$monitor/0]
keyring = $folder/keyring
run dir = $folder/run
admin socket = $folder/run/\$name.asok
log file = $folder/\$name.log
pid file =
crash dir = $folder/crash
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
osd crush chooseleaf type = 0
osd pool default pg autoscale mode = off
mon allow pool size one = true
mon max pg per osd = 2000
mon warn on pool no redundancy = false
mon data = $folder/mon
mgr data = $folder/mgr
osd data = $folder/osd
osd objectstore = memstore
memstore device bytes = 2147483648
mon data avail crit = 1
mon pg warn min per osd = 0
mgr initial modules =
rgw frontends = beast endpoint=127.0.0.1:$port
rgw enable usage log = false
rgw bucket quota ttl = 0
rgw dns name = s3.localhost
[mgr]
public addr = 127.0.0.1
[osd]
public addr = 127.0.0.1
cluster addr = 127.0.0.1
[client.rgw]
rgw data = $folder/rgw
CONF
mkdir "$folder/run" "$folder/crash" "$folder/mon" "$folder/mgr" "$folder/osd" "$folder/rgw"
export CEPH_CONF="$folder/ceph.conf"
# key <entity> [--cap <service> <what>]…
key() {
  ceph-authtool "$folder/keyring" --gen-key -n "$@" >>"$folder/start.log" 2>&1 || fail "no key for $1" "see $folder/start.log"
}
ceph() { timeout 60 /usr/bin/ceph -c "$CEPH_CONF" --connect-timeout 20 "$@"; }

monmaptool --create --addv a "[v1:127.0.0.1:$monitor]" --fsid "$fsid" "$folder/monmap" >"$folder/start.log" 2>&1 ||
  fail "no map of monitors: $(tail -n 1 "$folder/start.log")" "see the line above"
: >"$folder/keyring"
key mon. --cap mon 'allow *'
key client.admin --cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *'
key mgr.a --cap mon 'allow profile mgr' --cap osd 'allow *'
key osd.0 --cap mon 'allow profile osd' --cap osd 'allow *' --cap mgr 'allow profile osd'
key client.rgw --cap mon 'allow rw' --cap osd 'allow rwx'
ceph-mon --mkfs -i a --monmap "$folder/monmap" --keyring "$folder/keyring" >>"$folder/start.log" 2>&1 ||
  fail "no monitor: $(tail -n 1 "$folder/start.log")" "look for free space in ${TMPDIR:-/tmp}"
run ceph-mon -f -i a
await "the monitor" 60 ceph -s
run ceph-mgr -f -i a
ceph osd new "$fsid" 0 >>"$folder/start.log" 2>&1 || fail "no OSD: $(tail -n 1 "$folder/start.log")" "see the line above"
ceph-osd --mkfs -i 0 --osd-uuid "$fsid" >>"$folder/start.log" 2>&1 ||
  fail "no OSD: $(tail -n 1 "$folder/start.log")" "see the line above"
run ceph-osd -f -i 0
await "the OSD" 60 sh -c "/usr/bin/ceph -c '$CEPH_CONF' osd stat | grep -q '1 up'"
radosgw-admin -c "$CEPH_CONF" user create --uid=tests --display-name=tests --access-key=KEYID \
  --secret='secret/key+of=tests' >>"$folder/start.log" 2>&1 ||
  fail "no user: $(tail -n 1 "$folder/start.log")" "see the line above"
run radosgw -f -n client.rgw
await "the gateway" 90 answers "$port"
serve "http://127.0.0.1:$port/"
