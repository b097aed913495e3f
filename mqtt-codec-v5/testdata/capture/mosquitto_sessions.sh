#!/bin/bash
# Sessions of mosquitto_pub, mosquitto_sub and of a mosquitto bridge; see capture.sh
# for the ports.
set -eu

relay() { # COMMAND: tell the relay, print its answer
	exec 3<>"/dev/tcp/127.0.0.1/$RELAY"
	echo "$*" >&3
	cat <&3
	exec 3>&-
}

via() { # NAME PORT PROGRAM ARGS...: run a client through the relay
	local name=$1 port
	port=$(relay open "$name" "$2")
	timeout 10 "$3" -h 127.0.0.1 -p "$port" "${@:4}" || true # refused sessions fail
	[ "$(relay wait "$name")" = ok ]
}

listen() { # ID NAME ARGS...: a subscriber in the background, once it is connected
	local id=$1
	via "$2" "$OPEN" mosquitto_sub -i "$id" -W 8 "${@:3}" >"$WORK/$id.txt" 2>&1 &
	sleep 0.5
}

for v in 31 311 5; do
	case $v in
	31) p=3.1-mosquitto ;;
	311) p=3.1.1-mosquitto ;;
	5) p=5.0-mosquitto ;;
	esac
	V="-V mqttv$v"

	# Two subscribers and publishers of every QoS to them.
	listen "sub-$v" $p-subscribe $V -C 4 -q 2 -t "mosq/$v/+" -t '$SYS/broker/clients/+' -t "другое/#" \
		-T '$SYS/#' -U "mosq/never" -k 5
	for qos in 0 1 2; do
		via $p-publish-qos$qos "$OPEN" mosquitto_pub $V -i "pub-$v" -q $qos -t "mosq/$v/$qos" -m "qos $qos"
	done
	via $p-publish-non-ascii "$OPEN" mosquitto_pub $V -i "pub-é" -q 1 -t "другое/тема" -m "Привет"
	wait
	[ $v = 31 ] && continue

	# Many messages on one connection, and a large one.
	seq 3 | via $p-publish-lines "$OPEN" mosquitto_pub $V -i "pub-$v" -q 2 -t "mosq/$v" -l
	head -c 16384 /dev/zero | tr '\0' . | via $p-publish-large "$OPEN" mosquitto_pub $V -i "pub-$v" -q 1 -t "mosq/$v" -s

	# A retained message set, delivered and cleared.
	via $p-retain-set "$OPEN" mosquitto_pub $V -i "pub-$v" -q 1 -r -t "mosq/kept" -m "kept"
	via $p-retain-delivered "$OPEN" mosquitto_sub $V -i "sub-$v" -C 1 -t "mosq/kept" >/dev/null
	via $p-retain-clear "$OPEN" mosquitto_pub $V -i "pub-$v" -q 1 -r -t "mosq/kept" -n

	# A will: mosquitto_sub is killed, another one receives it.
	listen "watcher-$v" $p-will-watcher $V -C 1 -q 1 -t "mosq/will"
	port=$(relay open $p-will "$OPEN")
	mosquitto_sub -h 127.0.0.1 -p "$port" $V -i "will-$v" -t nothing -u someone -P secret \
		--will-topic mosq/will --will-payload "killed" --will-qos 1 --will-retain &
	sleep 0.5
	kill -KILL $!
	wait
	relay wait $p-will >/dev/null
	via $p-will-cleared "$OPEN" mosquitto_pub $V -i "pub-$v" -r -t "mosq/will" -n

	# A session that is resumed, with messages queued for it.
	via $p-resumed-1 "$OPEN" mosquitto_sub $V -i "keep-$v" -c -q 2 -t mosq/queue -E
	for qos in 1 2; do
		timeout 10 mosquitto_pub -h 127.0.0.1 -p "$OPEN" -q $qos -t mosq/queue -m "queued, qos $qos"
	done
	via $p-resumed-2 "$OPEN" mosquitto_sub $V -i "keep-$v" -c -q 2 -t mosq/queue -C 2 >/dev/null

	# Keep alive: pings while nothing else happens.
	via $p-keep-alive "$OPEN" mosquitto_sub $V -i "ping-$v" -k 5 -t nothing -W 7

	# Accounts.
	via $p-refused-anonymous "$ACCOUNTS" mosquitto_pub $V -i "pub-$v" -t public/a -m no
	via $p-refused-password "$ACCOUNTS" mosquitto_pub $V -i "pub-$v" -u alice -P wrong -t public/a -m no
	via $p-accounts "$ACCOUNTS" mosquitto_pub $V -i "pub-$v" -u alice -P secret -q 1 -t public/a -m yes
	via $p-accounts-publish-refused "$ACCOUNTS" mosquitto_pub $V -i "pub-$v" -u alice -P secret -q 1 -t private/a -m no
	via $p-subscribe-refused "$ACCOUNTS" mosquitto_sub $V -i "sub-$v" -u alice -P secret -q 1 -t private/a -t private/b
done

# Properties of every packet that these programs can give some.
D() { for each in "$@"; do opts+=(-D $each); done; }
V="-V mqttv5"
opts=()
D "connect receive-maximum 9" "connect maximum-packet-size 4096" "connect session-expiry-interval 30" \
	"connect request-problem-information 0" "connect request-response-information 1" \
	"connect topic-alias-maximum 2" "connect user-property a 1" "connect user-property a 2" \
	"subscribe subscription-identifier 127" "subscribe user-property b 3" \
	"unsubscribe user-property c 4" "disconnect session-expiry-interval 1" "disconnect user-property d 5"
listen properties 5.0-mosquitto-properties-subscribe $V -C 2 -q 2 -t 'mosq/properties/#' -U mosq/other \
	--retain-as-published "${opts[@]}"
opts=()
D "connect user-property a 1" "disconnect user-property d 5" "publish content-type text/plain" \
	"publish payload-format-indicator 1" "publish message-expiry-interval 99" \
	"publish response-topic mosq/answer" "publish correlation-data c0rr" "publish topic-alias 1" \
	"publish user-property é ü" "publish user-property é ü" \
	"will content-type text/plain" "will will-delay-interval 2" "will message-expiry-interval 7" \
	"will payload-format-indicator 1" "will response-topic mosq/answer" \
	"will correlation-data xyz" "will user-property w 6"
via 5.0-mosquitto-properties-publish "$OPEN" mosquitto_pub $V -i pub-properties -q 2 -t mosq/properties/x \
	-m "with properties" --repeat 2 --will-topic mosq/will --will-payload bye "${opts[@]}"
wait

# Ended by a signal, mosquitto_sub asks for its will to be sent (reason 0x04).
listen watcher 5.0-mosquitto-disconnect-with-will-watcher $V -C 1 -t mosq/will
via 5.0-mosquitto-disconnect-with-will "$OPEN" mosquitto_sub $V -i parting -t nothing -W 1 \
	--will-topic mosq/will --will-payload "timed out"
wait

# A shared subscription, and limits.
listen shared 5.0-mosquitto-shared-subscription $V -C 1 -q 1 -t '$share/group/mosq/shared'
timeout 10 mosquitto_pub -h 127.0.0.1 -p "$OPEN" -q 1 -t mosq/shared -m shared
wait
via 5.0-mosquitto-limits-qos "$LIMITS" mosquitto_pub $V -i limits -q 2 -t mosq/limits -m "qos 2"
via 5.0-mosquitto-server-keep-alive "$OPEN" mosquitto_pub $V -i slow -k 1200 -t mosq/x -m x

# Bridges: a broker that is a client of another one.
bridge() { # NAME MQTT-VERSION TRY-PRIVATE
	local port pid
	port=$(relay open "$1" "$OPEN")
	sed "s/@PORT@/$BRIDGE/;s/@REMOTE@/$port/;s/@VERSION@/$2/;s/@TRY_PRIVATE@/$3/" \
		"$(dirname "$0")/brokers/bridge.conf" >"$WORK/bridge.conf"
	timeout 20 mosquitto -c "$WORK/bridge.conf" >"$WORK/$1.log" 2>&1 &
	pid=$!
	sleep 1
	timeout 10 mosquitto_pub -h 127.0.0.1 -p "$BRIDGE" -q 2 -t bridged/out/a -m "from the bridge"
	timeout 10 mosquitto_pub -h 127.0.0.1 -p "$OPEN" -q 2 -t bridged/in/a -m "to the bridge"
	sleep 0.5
	kill $pid
	wait $pid || true
	[ "$(relay wait "$1")" = ok ]
}
bridge 3.1.1-mosquitto-bridge mqttv311 false
bridge 3.1.1-mosquitto-bridge-level-0x84 mqttv311 true
bridge 5.0-mosquitto-bridge mqttv50 false
