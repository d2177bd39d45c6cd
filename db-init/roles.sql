-- What each service may do. Run after every migration, by the owner of the schema; every line may be repeated.
-- The login roles themselves are made by dm-database-init, with passwords from files.

REVOKE ALL ON SCHEMA public FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM dm_web, dm_webhook, dm_worker, emqx;
GRANT USAGE ON SCHEMA public TO dm_web, dm_webhook, dm_worker, emqx;

-- the broker: one function, no table
GRANT EXECUTE ON FUNCTION mqtt_authenticate(text, text, text) TO emqx;

-- dm-web: people's requests
GRANT SELECT, INSERT, UPDATE, DELETE ON mqtt_user, clientid_profile, dm_category, dm_operation, app_user, refresh_token, api_token TO dm_web;
GRANT SELECT, INSERT ON device_presence, setup_state, audit_log TO dm_web;
GRANT SELECT, INSERT, UPDATE ON dm_command TO dm_web;
GRANT SELECT ON device_report, device_event TO dm_web;
GRANT INSERT ON device_event TO dm_web;

-- dm-webhook: what the broker reports
GRANT SELECT, UPDATE ON clientid_profile, device_presence, dm_command TO dm_webhook;
GRANT SELECT, INSERT, UPDATE ON device_report TO dm_webhook;
GRANT SELECT, INSERT ON device_event TO dm_webhook;

-- dm-worker: sending, expiring, reconciling, tidying
GRANT SELECT ON mqtt_user, clientid_profile, app_user TO dm_worker;
GRANT SELECT, UPDATE ON device_presence TO dm_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON dm_command TO dm_worker;
GRANT SELECT, INSERT ON device_event TO dm_worker;
GRANT SELECT, DELETE ON refresh_token TO dm_worker;
GRANT EXECUTE ON FUNCTION device_event_maintain(integer) TO dm_worker;
