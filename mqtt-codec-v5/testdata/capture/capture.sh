#!/bin/bash
# Record all sessions anew, into the folder above this one. Takes about a minute.
#
# Installs Debian's mosquitto and mosquitto-clients if they are missing (which needs
# root); the other clients go to a temporary folder. Needs python3 (3.11 or newer, with
# venv), node (20 or newer) with npm, and a C compiler. All connections stay on loopback.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
testdata=$(dirname "$here")
export WORK
WORK=$(mktemp -d)
pids=()

cleanup() {
	[ ${#pids[@]} = 0 ] || kill "${pids[@]}" 2>/dev/null || true
	wait
	rm -rf "$WORK"
}
trap cleanup EXIT

packages="mosquitto mosquitto-clients mosquitto-dev libmosquitto-dev"
if ! dpkg -s $packages >/dev/null 2>&1; then
	apt-get -q update
	apt-get -q install -y --no-install-recommends $packages
fi
python3 -m venv "$WORK/venv"
"$WORK/venv/bin/pip" install -q --disable-pip-version-check paho-mqtt
npm install --silent --no-audit --no-fund --prefix "$WORK/npm" mqtt
export NODE_PATH="$WORK/npm/node_modules"
cc -Wall -Wextra -shared -fPIC -o "$WORK/auth_plugin.so" "$here/auth_plugin.c"

# The brokers, each on a port that a variable named like it holds. The ports are below
# those that the system gives to the relay, so that they stay free.
ports=$(python3 -c '
import random, socket
socks = []
while len(socks) < 5:
    try:
        socks.append(socket.create_server(("127.0.0.1", random.randrange(20000, 32000))))
    except OSError:
        pass
print(*(s.getsockname()[1] for s in socks))')
read -r OPEN LIMITS ACCOUNTS AUTH BRIDGE <<<"$ports"
export OPEN LIMITS ACCOUNTS AUTH BRIDGE
lib=$(dirname "$(dpkg -L mosquitto | grep '/mosquitto_dynamic_security\.so$')")
cp "$here/brokers/dynsec.json" "$WORK"
brokers=()
for broker in open limits accounts auth; do
	port=${broker^^}
	sed "s|@PORT@|${!port}|; s|@DIR@|$WORK|; s|@LIB@|$lib|" \
		"$here/brokers/$broker.conf" >"$WORK/$broker.conf"
	timeout 300 mosquitto -c "$WORK/$broker.conf" >"$WORK/$broker.log" 2>&1 &
	brokers+=($!)
	pids+=($!)
done

mkdir "$WORK/out"
timeout 300 python3 "$here/relay.py" "$WORK/out" "$WORK/relay.port" &
pids+=($!)
for _ in {1..50}; do
	[ -s "$WORK/relay.port" ] && break
	sleep 0.1
done
export RELAY
RELAY=$(cat "$WORK/relay.port")
sleep 1

# The three clients at the same time: each has topics of its own.
clients=()
timeout 150 "$WORK/venv/bin/python" "$here/paho_sessions.py" all &
clients+=($!)
timeout 150 node "$here/mqttjs_sessions.js" &
clients+=($!)
timeout 150 bash "$here/mosquitto_sessions.sh" 2>"$WORK/mosquitto.err" &
clients+=($!)
pids+=("${clients[@]}")
for pid in "${clients[@]}"; do
	wait "$pid" || {
		echo "a client's sessions failed" >&2
		cat "$WORK/mosquitto.err" >&2
		exit 1
	}
done

# Last, a client that is connected while the brokers are stopped.
timeout 30 "$WORK/venv/bin/python" "$here/paho_sessions.py" shutdown >"$WORK/shutdown" &
last=$!
pids+=($last)
for _ in {1..50}; do
	[ -s "$WORK/shutdown" ] && break
	sleep 0.1
done
kill "${brokers[@]}"
wait $last

exec 3<>"/dev/tcp/127.0.0.1/$RELAY"
echo quit >&3
unfinished=$(cat <&3)
exec 3>&-
if [ -n "$unfinished" ]; then
	echo "not recorded: $unfinished" >&2
	exit 1
fi

python3 "$here/check.py" --drop "$WORK/out"
python3 "$here/check.py" "$WORK/out" >"$WORK/listing"
rm -f "$testdata"/*.bin
cp "$WORK"/out/*.bin "$testdata"
{
	echo "recorded $(date -u +%F)"
	dpkg-query -W -f '${Package} ${Version}\n' mosquitto mosquitto-clients
	"$WORK/venv/bin/python" -c 'from importlib.metadata import version as v; print("paho-mqtt", v("paho-mqtt"))'
	"$WORK/venv/bin/python" --version | tr P p
	node -p '"mqtt (MQTT.js) " + require("mqtt/package.json").version'
	node -p '"mqtt-packet (in MQTT.js) " + require("mqtt-packet/package.json").version'
	echo "node $(node --version)"
} >"$testdata/VERSIONS"
cat "$testdata/VERSIONS"
