/**
 * The broker's only door: PostgreSQL itself verifies a device's login, by the algorithm of its row, since EMQX takes one
 * authenticator with one algorithm. The function gives the password back when it is right; the broker compares it as plain text.
 */
export async function up(knex) {
  await knex.raw(`
    CREATE FUNCTION mqtt_authenticate(given_clientid text, given_username text, given_password text)
      RETURNS TABLE (password_hash text, is_superuser boolean)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
      SELECT given_password, false
      FROM mqtt_user AS login
      WHERE login.clientid = given_clientid
        AND login.username = given_username
        AND login.enabled
        AND given_password <> ''
        AND CASE login.algorithm
              WHEN 'sha256' THEN lower(login.password_hash)
                                 = encode(sha256(convert_to(given_password || login.salt, 'UTF8')), 'hex')
              WHEN 'bcrypt' THEN login.password_hash = crypt(given_password, login.password_hash)
            END
    $$;
    COMMENT ON FUNCTION mqtt_authenticate IS 'One row when the login is right, none otherwise; EXECUTE is all that the broker may do';
    REVOKE ALL ON FUNCTION mqtt_authenticate FROM PUBLIC;
  `);
}

export async function down() {
  throw new Error('Migrations go forward only; restore a backup instead');
}
