# Read by the scripts beside it: a temporary folder, programs that end with the script, packages of Debian.
# shellcheck shell=sh

fail() {
  echo "error: $1" >&2
  echo "hint: $2" >&2
  exit 1
}

port=${1:-}
case $port in
'' | *[!0-9]*) fail "the port is missing" "write for example: $0 8098" ;;
esac
[ "$(id -u)" = 0 ] || fail "only root can install packages" "run it as root on a Debian machine, best in a container"
command -v apt-get >/dev/null || fail "there is no apt-get here" "run it on Debian, best in a container"

folder=$(mktemp -d "${TMPDIR:-/tmp}/tamizdat-s3-XXXXXX")
running=
reader=
policy=
stop() {
  trap - EXIT INT TERM HUP
  [ -z "$policy" ] || rm -f "$policy"
  # Each leads a group of its own, with its workers. Nothing of theirs is kept, so nothing need be said.
  for each in $running; do kill -KILL "-$each" 2>/dev/null || true; done
  [ -z "$reader" ] || kill "$reader" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$folder"
}
trap stop EXIT
trap 'exit 143' INT TERM HUP

# install_packages <name>…
install_packages() {
  missing=
  for package in "$@"; do
    dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing="$missing $package"
  done
  [ -n "$missing" ] || return 0
  # Packages start their services when they are installed, on all addresses; this forbids it.
  if [ ! -e /usr/sbin/policy-rc.d ]; then
    policy=/usr/sbin/policy-rc.d
    printf '#!/bin/sh\nexit 101\n' >$policy
    chmod 755 $policy
  fi
  {
    apt-get update -qq &&
      # shellcheck disable=SC2086 # a list of names
      DEBIAN_FRONTEND=noninteractive apt-get install -o DPkg::Lock::Timeout=300 -qq -y --no-install-recommends $missing </dev/null
  } >&2 || fail "could not install$missing" "read the lines of apt-get above"
  [ -z "$policy" ] || rm -f "$policy"
  policy=
}

# run <program> [<argument>…]: in the background, until the script ends
run() {
  setsid "$@" >>"$folder/${1##*/}.out" 2>&1 </dev/null &
  running="$running $!"
}

# await <what> <seconds> <command> [<argument>…]
await() {
  what=$1
  left=$(($2 * 2))
  shift 2
  until "$@" >"$folder/await.log" 2>&1; do
    left=$((left - 1))
    [ $left -gt 0 ] || fail "$what does not start: $(cat "$folder"/*.out "$folder/await.log" | tail -n 3)" "see the lines above"
    sleep 0.5
  done
}

# answers <port>: whether something answers HTTP there
answers() {
  python3 -c 'import http.client, sys
connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=5)
connection.request("GET", "/")
connection.getresponse()' "$1"
}

free_port() {
  python3 -c 'import socket
probe = socket.socket()
probe.bind(("127.0.0.1", 0))
print(probe.getsockname()[1])'
}

# serve <address>: until the script is stopped or its standard input ends
serve() {
  echo "$folder"
  echo "ready $1"
  # Ends with whoever started it, however that one ends. In the background, because a shell hears signals only in `wait`.
  exec 3<&0
  cat <&3 >/dev/null &
  reader=$!
  wait $reader
}
