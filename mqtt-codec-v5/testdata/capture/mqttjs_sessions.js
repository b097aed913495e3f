// Sessions of the JavaScript client MQTT.js; see capture.sh for the ports.
"use strict";

const { once } = require("node:events");
const net = require("node:net");
const { text } = require("node:stream/consumers");
const { setTimeout: sleep } = require("node:timers/promises");
const mqtt = require("mqtt");

const { OPEN, LIMITS, ACCOUNTS, AUTH, RELAY } = process.env;
const NAMES = { 3: "3.1", 4: "3.1.1", 5: "5.0" };

async function relay(...words) {
  const conn = net.connect(Number(RELAY), "127.0.0.1");
  conn.write(words.join(" ") + "\n");
  const answer = (await text(conn)).trim();
  if (answer !== "ok" && !/^\d+$/.test(answer)) {
    throw new Error(`${words.join(" ")}: ${answer}`);
  }
  return answer;
}

// Connects through the relay; resolves once accepted or, if so, refused.
async function connect(version, name, broker, options, methods) {
  const recording = `${NAMES[version]}-mqttjs-${name}`;
  const client = mqtt.connect({
    host: "127.0.0.1",
    port: Number(await relay("open", recording, broker)),
    protocolVersion: version,
    protocolId: version === 3 ? "MQIsdp" : "MQTT",
    clientId: `mqttjs-${name}`,
    reconnectPeriod: 0,
    resubscribe: false,
    ...options,
  });
  Object.assign(client, methods);
  client.errors = [];
  client.received = 0;
  client.on("error", (error) => client.errors.push(error));
  client.on("message", () => client.received++);
  const closed = new Promise((resolve) => client.once("close", resolve));
  client.recorded = async () => {
    await closed;
    await relay("wait", recording);
  };
  client.messages = async (count) => {
    for (let tries = 0; client.received < count; tries++) {
      if (tries === 100) throw new Error(`${recording}: ${client.received} messages`);
      await sleep(50);
    }
  };
  client.finish = async (options) => {
    await sleep(200); // let the last acknowledgements out
    await client.endAsync(false, options);
    await client.recorded();
  };
  client.drop = async () => {
    client.stream.destroy();
    await client.recorded();
  };
  await Promise.race([once(client, "connect").catch(() => {}), closed]);
  return client;
}

async function publishAndSubscribe(v) {
  for (const qos of [0, 1, 2]) {
    const c = await connect(v, `publish-qos${qos}`, OPEN);
    await c.subscribeAsync([`mqttjs/qos/${qos}`], { qos });
    await c.publishAsync(`mqttjs/qos/${qos}`, "hello", { qos });
    await c.publishAsync(`mqttjs/qos/${qos}`, "", { qos });
    await c.publishAsync(`mqttjs/qos/${qos}`, Buffer.from([0, 255, 1, 254]), { qos });
    await c.messages(3);
    await c.unsubscribeAsync(`mqttjs/qos/${qos}`);
    await c.finish();
  }

  // Remaining lengths of 16,383 and 16,384: two and three bytes.
  const large = await connect(v, "large", OPEN);
  const header = 2 + "large".length + 2 + (v === 5 ? 1 : 0);
  for (const size of [16383, 16384]) {
    await large.publishAsync("large", Buffer.alloc(size - header, "0123456789abcdef"), { qos: 1 });
  }
  await large.finish();

  const text = await connect(v, "non-ascii", OPEN, { clientId: "clé-🔑" });
  await text.subscribeAsync({ "straße/+": { qos: 1 }, "صباح/#": { qos: 2 } });
  await text.publishAsync("straße/größe", "Grüße", { qos: 2 });
  await text.publishAsync("صباح/الخير", "مرحبا 🚀", { qos: 2 });
  await text.messages(2);
  await text.finish();
}

async function filtersAndRetained(v) {
  const c = await connect(v, "filters-retained", OPEN);
  for (const qos of [0, 1, 2]) {
    await c.publishAsync(`mqttjs/kept/${qos}`, "kept", { qos, retain: true });
  }
  await c.subscribeAsync({
    "mqttjs/kept/+": { qos: 2 },
    "+/kept/1": { qos: 0 },
    "$SYS/broker/version": { qos: 1 },
    "mqttjs/#": { qos: 0 },
  });
  await c.messages(4);
  for (const qos of [0, 1, 2]) {
    await c.publishAsync(`mqttjs/kept/${qos}`, "", { qos, retain: true });
  }
  await c.unsubscribeAsync(["mqttjs/kept/+", "+/kept/1", "$SYS/broker/version", "mqttjs/#"]);
  await c.finish();
}

async function willsAndAccounts(v) {
  const watcher = await connect(v, "will-watcher", OPEN);
  await watcher.subscribeAsync("mqttjs/will/#", { qos: 2 });
  const text = { topic: "mqttjs/will/text", payload: "gone", qos: 1, retain: true };
  await (await connect(v, "will-text", OPEN, { will: text })).drop();
  await watcher.messages(1);
  const binary = { topic: "mqttjs/will/binary", payload: Buffer.from([0, 128, 255]), qos: 2 };
  const options = { will: binary, username: "someone", password: Buffer.from([0, 159, 146, 150]) };
  await (await connect(v, "will-binary-password-binary", OPEN, options)).drop();
  await watcher.messages(2);
  await watcher.publishAsync("mqttjs/will/text", "", { qos: 1, retain: true });
  await watcher.finish();

  await (await connect(v, "username-only", OPEN, { username: "someone" })).finish();

  const alice = { username: "alice", password: "secret" };
  const c = await connect(v, "accounts-subscribe-refused", ACCOUNTS, alice);
  const filters = { "public/a": { qos: 1 }, "private/a": { qos: 1 } };
  await c.subscribeAsync(filters).catch((error) => c.errors.push(error));
  await c.publishAsync("private/a", "not allowed", { qos: 1 }).catch((e) => c.errors.push(e));
  await c.publishAsync("public/a", "allowed", { qos: 1 });
  await c.finish();

  const wrong = { username: "alice", password: "wrong" };
  await (await connect(v, "refused-password", ACCOUNTS, wrong)).recorded();
}

async function keepAlive(v) {
  const c = await connect(v, "keep-alive", OPEN, { keepalive: 1 });
  await sleep(2500);
  await c.finish();
}

async function resumed(v) {
  const keep = { clean: false, clientId: `mqttjs-resumed-${v}` };
  if (v === 5) keep.properties = { sessionExpiryInterval: 300 };
  const first = await connect(v, "resumed-1", OPEN, keep);
  await first.subscribeAsync("mqttjs/resumed", { qos: 2 });
  await first.finish();
  const other = await connect(v, "resumed-other", OPEN);
  for (const qos of [0, 1, 2]) {
    await other.publishAsync("mqttjs/resumed", `queued, qos ${qos}`, { qos });
  }
  await other.finish();

  // Drop the connection without acknowledging, and have it all sent again.
  const silent = { handleMessage: () => {} };
  const second = await connect(v, "resumed-2-no-acks", OPEN, keep, silent);
  await sleep(300);
  await second.drop();
  const third = await connect(v, "resumed-3-dup-from-server", OPEN, keep);
  await third.messages(2);
  await third.finish();

  // What was not acknowledged to it, the client keeps and sends again
  // (without the DUP flag, unlike paho).
  const store = { outgoingStore: new mqtt.Store({ clean: false }) };
  const fourth = await connect(v, "sent-again-1", OPEN, { ...keep, ...store });
  await relay("mute", `${NAMES[v]}-mqttjs-sent-again-1`);
  for (const qos of [1, 2]) fourth.publish("mqttjs/again", `qos ${qos}`, { qos });
  await sleep(200);
  await fourth.drop();
  const fifth = await connect(v, "sent-again-2", OPEN, { ...keep, ...store });
  await fifth.finish();
}

async function takenOver(v) {
  const twin = { clientId: "mqttjs-twin" };
  const older = await connect(v, "taken-over-older", OPEN, twin);
  const newer = await connect(v, "taken-over-newer", OPEN, twin);
  await older.recorded();
  await newer.finish();
}

async function only31() {
  const c = await connect(3, "publish-qos-0-1-2", OPEN, { keepalive: 1 });
  await c.subscribeAsync("mqttjs/31", { qos: 2 });
  for (const qos of [0, 1, 2]) await c.publishAsync("mqttjs/31", `qos ${qos}`, { qos });
  await c.messages(3);
  await sleep(1500);
  await c.unsubscribeAsync("mqttjs/31");
  await c.finish();
}

async function only50() {
  const userProperties = { name: ["one", "two"], größe: "42", empty: "" };
  const will = {
    topic: "mqttjs/properties/will",
    payload: Buffer.from("gone for good"),
    qos: 1,
    retain: false,
    properties: {
      willDelayInterval: 1,
      payloadFormatIndicator: true,
      messageExpiryInterval: 120,
      contentType: "text/plain",
      responseTopic: "mqttjs/answer",
      correlationData: Buffer.from([1, 0, 255]),
      userProperties,
    },
  };
  const watcher = await connect(5, "properties-will-watcher", OPEN);
  await watcher.subscribeAsync("mqttjs/properties/will", { qos: 1 });
  const c = await connect(5, "properties", OPEN, {
    will,
    properties: {
      sessionExpiryInterval: 100,
      receiveMaximum: 20,
      maximumPacketSize: 65536,
      topicAliasMaximum: 3,
      requestResponseInformation: true,
      requestProblemInformation: true,
      userProperties,
    },
  });
  await c.subscribeAsync(
    { "mqttjs/properties/+": { qos: 2, rap: true, rh: 1 }, "$share/g/mqttjs/#": { qos: 1 } },
    { properties: { subscriptionIdentifier: 16384, userProperties } },
  );
  for (const qos of [0, 1, 2]) {
    await c.publishAsync("mqttjs/properties/all", "{}", {
      qos,
      properties: {
        payloadFormatIndicator: qos !== 1,
        messageExpiryInterval: 4294967295,
        topicAlias: 1,
        responseTopic: "mqttjs/answer",
        correlationData: Buffer.from("correlation"),
        userProperties,
        contentType: "application/json",
      },
    });
  }
  await c.messages(6);
  await c.unsubscribeAsync(["mqttjs/properties/+", "not/subscribed"], {
    properties: { userProperties },
  });
  await c.finish({
    reasonCode: 4,
    properties: { sessionExpiryInterval: 5, reasonString: "with the will", userProperties },
  });
  await watcher.messages(1);
  await watcher.finish();

  const alias = await connect(5, "topic-alias", OPEN, { autoAssignTopicAlias: true });
  await alias.subscribeAsync({ "mqttjs/alias": { qos: 2, nl: true }, "mqttjs/alias/2": { qos: 0 } });
  for (const qos of [0, 1, 2]) {
    await alias.publishAsync("mqttjs/alias", "first topic", { qos });
    await alias.publishAsync("mqttjs/alias/2", "second topic", { qos });
  }
  await alias.finish();

  const acks = await connect(5, "no-matching-subscribers", OPEN);
  await acks.publishAsync("nobody/there", "qos 1", { qos: 1 });
  await acks.publishAsync("nobody/there", "qos 2", { qos: 2 });
  await acks.unsubscribeAsync(["never/subscribed"]);
  await acks.finish();

  // Acknowledges with reason codes of its own.
  const codes = { 1: 0x83, 2: 0x99 };
  const refusing = await connect(5, "refusing-messages", OPEN, {
    customHandleAcks: (topic, message, packet, done) => done(codes[packet.qos]),
  });
  await refusing.subscribeAsync("mqttjs/refused", { qos: 2 });
  for (const qos of [1, 2]) refusing.publish("mqttjs/refused", `qos ${qos}`, { qos });
  await sleep(300);
  await refusing.finish({ reasonCode: 0x82 });

  await (await connect(5, "assigned-identifier", OPEN, { clientId: "", keepalive: 1200 })).finish();
  await (await connect(5, "limits-announced", LIMITS)).finish();

  // Enhanced authentication: refused by a broker that has no method for it, accepted
  // by one that has (with a second exchange later on), and failed there.
  const properties = { authenticationMethod: "echo-twice", authenticationData: Buffer.from("hello") };
  await (await connect(5, "auth-unknown-method", OPEN, { properties })).recorded();
  for (const [name, answer] of [["auth", undefined], ["auth-failed", Buffer.from("no idea")]]) {
    const handleAuth = (packet, callback) => {
      const authenticationData = answer ?? packet.properties.authenticationData;
      callback(null, {
        cmd: "auth",
        reasonCode: 0x18,
        properties: { ...properties, authenticationData },
      });
    };
    const client = await connect(5, name, AUTH, { properties }, { handleAuth });
    if (client.connected) {
      client._sendPacket({ cmd: "auth", reasonCode: 0x19, properties });
      await sleep(300);
      await client.finish();
    }
    await client.recorded();
  }
}

async function main() {
  await only31();
  await only50();
  for (const version of [4, 5]) {
    await publishAndSubscribe(version);
    await filtersAndRetained(version);
    await willsAndAccounts(version);
    await keepAlive(version);
    await resumed(version);
    await takenOver(version);
  }
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
