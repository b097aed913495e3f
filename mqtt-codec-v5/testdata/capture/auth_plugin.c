/* A mosquitto plugin for enhanced authentication: its one method "echo-twice"
 * sends a challenge and lets in the client that sends the challenge back. */
#include <stdlib.h>
#include <string.h>

#include <mosquitto.h>
#include <mosquitto_broker.h>
#include <mosquitto_plugin.h>

static const char CHALLENGE[] = "\x00\x01 challenge \xfe\xff";
#define CHALLENGE_LEN (sizeof(CHALLENGE) - 1)

static mosquitto_plugin_id_t *self;

static int set_data(struct mosquitto_evt_extended_auth *event, const void *data, size_t len)
{
	event->data_out = malloc(len);
	if (event->data_out == NULL)
		return MOSQ_ERR_NOMEM;
	memcpy(event->data_out, data, len);
	event->data_out_len = (uint16_t)len;
	return MOSQ_ERR_SUCCESS;
}

static int on_start(int type, void *data, void *userdata)
{
	struct mosquitto_evt_extended_auth *event = data;
	(void)type;
	(void)userdata;
	if (strcmp(event->auth_method, "echo-twice") != 0)
		return MOSQ_ERR_NOT_SUPPORTED;
	if (set_data(event, CHALLENGE, CHALLENGE_LEN) != MOSQ_ERR_SUCCESS)
		return MOSQ_ERR_NOMEM;
	return MOSQ_ERR_AUTH_CONTINUE;
}

static int on_continue(int type, void *data, void *userdata)
{
	struct mosquitto_evt_extended_auth *event = data;
	(void)type;
	(void)userdata;
	if (event->data_in_len != CHALLENGE_LEN || memcmp(event->data_in, CHALLENGE, CHALLENGE_LEN) != 0)
		return MOSQ_ERR_AUTH;
	return set_data(event, "welcome", 7);
}

int mosquitto_plugin_version(int count, const int *versions)
{
	for (int i = 0; i < count; i++)
		if (versions[i] == 5)
			return 5;
	return -1;
}

int mosquitto_plugin_init(mosquitto_plugin_id_t *id, void **userdata, struct mosquitto_opt *options, int count)
{
	(void)userdata;
	(void)options;
	(void)count;
	self = id;
	int rc = mosquitto_callback_register(id, MOSQ_EVT_EXT_AUTH_START, on_start, NULL, NULL);
	return rc ? rc : mosquitto_callback_register(id, MOSQ_EVT_EXT_AUTH_CONTINUE, on_continue, NULL, NULL);
}

int mosquitto_plugin_cleanup(void *userdata, struct mosquitto_opt *options, int count)
{
	(void)userdata;
	(void)options;
	(void)count;
	mosquitto_callback_unregister(self, MOSQ_EVT_EXT_AUTH_START, on_start, NULL);
	mosquitto_callback_unregister(self, MOSQ_EVT_EXT_AUTH_CONTINUE, on_continue, NULL);
	return MOSQ_ERR_SUCCESS;
}
