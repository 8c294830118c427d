#!/usr/bin/env bash
# A cluster on this machine: PostgreSQL, a simulated Keepa, and real nodes that can be killed.
#
#   scripts/cluster.sh up [N]      builds, and starts what does not run yet: N nodes, 3 unless said
#   scripts/cluster.sh kill N      SIGKILL to node N; it stays away until it is started
#   scripts/cluster.sh stop N      asks node N to leave in good order
#   scripts/cluster.sh start N     starts node N again
#   scripts/cluster.sh status      what runs, and what the cluster says of itself
#   scripts/cluster.sh logs N      follows the log of node N
#   scripts/cluster.sh down        stops everything; what is stored stays, and the next up finds it
#   scripts/cluster.sh wipe        down, and removes what is stored
#
# A node that ends by itself with an error is started again after two seconds, as Kubernetes would.
# DEALS_CLUSTER_DIR  where everything is kept (.cluster)     DEALS_POSTGRES  a connection string: no PostgreSQL is started
# DEALS_PORTS        first of the ports (5080): nodes answer at +1, +2, ...; the simulated Keepa at +10, PostgreSQL at +11, the cluster at +21, +22, ...
# Keepa__ApiKey      the real Keepa instead of the simulated one
set -euo pipefail
cd "$(dirname "$0")/.."

dir="$(mkdir -p "${DEALS_CLUSTER_DIR:-.cluster}" && cd "${DEALS_CLUSTER_DIR:-.cluster}" && pwd)"
ports="${DEALS_PORTS:-5080}"
configuration="${DEALS_CONFIGURATION:-Release}"
host="$PWD/Deals.Host/bin/$configuration/net10.0/Deals.Host.dll"
simulator="$PWD/Deals.Simulator/bin/$configuration/net10.0/Deals.Simulator.dll"

fail() { echo "$*" >&2; exit 1; }
runs() { [ -f "$dir/$1.pid" ] && kill -0 "$(cat "$dir/$1.pid")" 2>/dev/null; }
node_numbers() { find "$dir" -maxdepth 1 -name 'node-*.run' -printf '%f\n' | sed -E 's/node-([0-9]+)\.run/\1/' | sort -n; }
size() { cat "$dir/size" 2>/dev/null || echo 3; }
http_of() { echo "http://127.0.0.1:$((ports + $1))"; }

# PostgreSQL refuses to run as root.
as_postgres() {
  if [ "$(id -u)" -ne 0 ]; then "$@"; return; fi
  local user=nobody
  id postgres >/dev/null 2>&1 && user=postgres
  runuser -u "$user" -- "$@"
}

postgres_binary() {
  command -v "$1" 2>/dev/null && return
  find /usr/lib/postgresql /usr/local/opt/postgresql* /opt/homebrew/opt/postgresql* -path "*/bin/$1" 2>/dev/null | sort -V | tail -n 1
}

connection() { echo "${DEALS_POSTGRES:-Host=127.0.0.1;Port=$((ports + 11));Username=deals;Database=postgres}"; }

start_postgres() {
  [ -z "${DEALS_POSTGRES:-}" ] || return 0
  local pg_ctl initdb data="$dir/postgres"
  pg_ctl="$(postgres_binary pg_ctl)"; initdb="$(postgres_binary initdb)"
  [ -n "$pg_ctl" ] && [ -n "$initdb" ] || fail "No PostgreSQL server was found: install one (Debian: postgresql), or name one that runs in DEALS_POSTGRES."
  if [ ! -f "$data/PG_VERSION" ]; then
    mkdir -p "$data"
    [ "$(id -u)" -ne 0 ] || chown "$(as_postgres id -un)" "$data"
    as_postgres "$initdb" -D "$data" -U deals -A trust -E UTF8 --locale=C >"$dir/postgres.log" 2>&1 || fail "initdb failed: see $dir/postgres.log"
  fi
  as_postgres "$pg_ctl" -D "$data" status >/dev/null 2>&1 && return
  as_postgres "$pg_ctl" -D "$data" -w -l "$data/server.log" \
    -o "-p $((ports + 11)) -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200" start >/dev/null \
    || fail "PostgreSQL does not start: see $data/server.log"
  echo "PostgreSQL listens on 127.0.0.1:$((ports + 11))"
}

stop_postgres() {
  [ -f "$dir/postgres/PG_VERSION" ] || return 0
  as_postgres "$(postgres_binary pg_ctl)" -D "$dir/postgres" -m fast -w stop >/dev/null 2>&1 || true
}

start_simulator() {
  [ -z "${Keepa__ApiKey:-}${Keepa__BaseUrl:-}" ] || return 0
  runs simulator && return
  mkdir -p "$dir/simulator"
  (cd "$dir/simulator" && exec setsid dotnet "$simulator" --port "$((ports + 10))" --rate "${DEALS_RATE:-20}" --deals "${DEALS_DEALS:-15000}" >>"$dir/simulator.log" 2>&1) &
  echo $! >"$dir/simulator.pid"
  echo "A simulated Keepa listens on 127.0.0.1:$((ports + 10))"
}

settings() {
  local number="$1" seeds="" i
  for i in $(seq 1 "$(size)"); do seeds+="${seeds:+,}akka.tcp://Deals@127.0.0.1:$((ports + 20 + i))"; done
  echo "--Urls=$(http_of "$number")"
  echo "--Cluster:Port=$((ports + 20 + number))"
  echo "--Cluster:SeedNodes=$seeds"
  echo "--Cluster:MinMembers=$(( $(size) > 1 ? 2 : 1 ))"
  echo "--Persistence:Provider=PostgreSql"
  [ -n "${Keepa__ApiKey:-}${Keepa__BaseUrl:-}" ] || echo "--Keepa:BaseUrl=http://127.0.0.1:$((ports + 10))"
}

migrate() {
  ConnectionStrings__Deals="$(connection)" dotnet "$host" --Persistence:Provider=PostgreSql schema migrate
}

start_node() {
  local number="$1"
  touch "$dir/node-$number.run"
  runs "node-$number" && return
  mapfile -t arguments < <(settings "$number")
  mkdir -p "$dir/node-$number"
  # The loop is what keeps a node running; its own end is seen in node-N.run, which stop and kill remove.
  (
    cd "$dir/node-$number"
    export ConnectionStrings__Deals; ConnectionStrings__Deals="$(connection)"
    exec setsid bash -c '
      run="$1"; pid="$2"; shift 2
      while [ -e "$run" ]; do
        dotnet "$@" & child=$!
        echo "$child" > "$pid"
        wait "$child"; code=$?
        [ "$code" -ne 0 ] || rm -f "$run"
        [ ! -e "$run" ] || { echo "The node ended with $code and is started again."; sleep 2; }
      done' node-loop "$dir/node-$number.run" "$dir/node-$number.pid" "$host" "${arguments[@]}" >>"$dir/node-$number.log" 2>&1
  ) &
  echo "Node $number: $(http_of "$number")/"
}

signal_node() {
  local signal="$1" number="$2"
  runs "node-$number" || fail "Node $number does not run."
  rm -f "$dir/node-$number.run"
  kill "-$signal" "$(cat "$dir/node-$number.pid")"
}

wait_gone() {
  local number="$1" i
  for i in $(seq 1 700); do runs "node-$number" || return 0; sleep 0.1; done
  fail "Node $number did not end within 70 s."
}

number_of() {
  [[ "${1:-}" =~ ^[1-9]$ ]] || fail "A node's number from 1 to 9 was expected."
  echo "$1"
}

case "${1:-}" in
  up)
    number_of "${2:-3}" >/dev/null
    if [ -n "${2:-}" ] || [ ! -f "$dir/size" ]; then echo "${2:-3}" >"$dir/size"; fi
    [ -n "${DEALS_NO_BUILD:-}" ] || dotnet build -c "$configuration" -v q --nologo Deals.Host
    start_postgres
    migrate
    start_simulator
    for n in $(seq 1 "$(size)"); do start_node "$n"; done
    echo "Look: scripts/cluster.sh status, or the page of any node."
    ;;
  start) n="$(number_of "${2:-}")"; start_node "$n" ;;
  kill) n="$(number_of "${2:-}")"; signal_node KILL "$n"; echo "Node $n is killed; scripts/cluster.sh start $n brings it back." ;;
  stop) n="$(number_of "${2:-}")"; signal_node TERM "$n"; wait_gone "$n"; echo "Node $n has left." ;;
  status)
    for n in $(seq 1 "$(size)"); do
      if runs "node-$n"; then echo "Node $n runs as process $(cat "$dir/node-$n.pid"): $(http_of "$n")/"; alive="${alive:-$n}"; else echo "Node $n does not run."; fi
    done
    [ -n "${alive:-}" ] || exit 1
    for n in $(seq "$alive" "$(size)"); do
      runs "node-$n" && dotnet "$host" --node "$(http_of "$n")" cluster show && exit 0
    done
    exit 1
    ;;
  logs) n="$(number_of "${2:-}")"; exec tail -n 100 -F "$dir/node-$n.log" ;;
  down|wipe)
    for n in $(node_numbers); do rm -f "$dir/node-$n.run"; runs "node-$n" && kill -TERM "$(cat "$dir/node-$n.pid")"; done
    for n in $(seq 1 9); do wait_gone "$n"; done
    runs simulator && kill -TERM "$(cat "$dir/simulator.pid")"
    stop_postgres
    [ "$1" = down ] || rm -rf "$dir"
    echo "Everything has ended."
    ;;
  *) sed -n '2,/^set/p' "$0" | sed -e '/^set/d' -e 's/^# \{0,1\}//'; [ -z "${1:-}" ] && exit 0; exit 2 ;;
esac
