-- What each service may do. Run after every migration, by the owner of the schema; every line may be repeated.
-- The login roles themselves are made by dm-database-init, with passwords from files.

REVOKE ALL ON SCHEMA public FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM dm_web, dm_webhook, dm_worker, emqx;
GRANT USAGE ON SCHEMA public TO dm_web, dm_webhook, dm_worker, emqx;

-- the broker: one function, no table
GRANT EXECUTE ON FUNCTION mqtt_authenticate(text, text, text) TO emqx;

-- dm-web: people's requests. It writes the hashes of devices' passwords and never reads one.
GRANT SELECT (id, clientid, username, enabled, created_at, updated_at), INSERT, UPDATE, DELETE ON mqtt_user TO dm_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON clientid_profile, dm_category, dm_operation, app_user, refresh_token, api_token TO dm_web;
GRANT SELECT, INSERT ON device_presence, setup_state, audit_log, device_event TO dm_web;
GRANT SELECT, INSERT, UPDATE (state, finished_at) ON dm_command TO dm_web;
GRANT SELECT ON device_report TO dm_web;

-- dm-webhook: what the broker reports. It ends commands and cannot change what they ask for.
GRANT SELECT ON clientid_profile TO dm_webhook;
GRANT UPDATE (model_name, serial_number, host_name, firmware_version, bios_version, thingspro_version, profile_updated_at)
  ON clientid_profile TO dm_webhook;
GRANT SELECT, UPDATE ON device_presence TO dm_webhook;
GRANT SELECT, UPDATE (state, status_code, response, error, sent_at, finished_at, claimed_until, late_response)
  ON dm_command TO dm_webhook;
GRANT SELECT, INSERT, UPDATE ON device_report TO dm_webhook;
GRANT SELECT, INSERT ON device_event TO dm_webhook;

-- dm-worker: sending, expiring, reconciling, tidying
GRANT SELECT (clientid, enabled) ON mqtt_user TO dm_worker;
GRANT SELECT ON clientid_profile TO dm_worker;
GRANT SELECT, UPDATE ON device_presence TO dm_worker;
GRANT SELECT, INSERT, UPDATE (state, error, sent_at, finished_at, claimed_until, attempts), DELETE ON dm_command TO dm_worker;
GRANT SELECT, INSERT ON device_event TO dm_worker;
GRANT SELECT, DELETE ON refresh_token TO dm_worker;
GRANT EXECUTE ON FUNCTION device_event_maintain(integer), outbox_note_sent(bigint[]),
  outbox_claim(bigint[], integer, integer, bigint) TO dm_worker;
