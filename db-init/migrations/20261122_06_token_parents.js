/** A token that was made with another token ends with it: whoever takes a stolen one back takes all that came of it. */
export async function up(knex) {
  await knex.raw(`
    ALTER TABLE api_token ADD COLUMN made_with bigint
      CONSTRAINT api_token_made_with_fkey REFERENCES api_token (id) ON DELETE CASCADE;
    COMMENT ON COLUMN api_token.made_with IS 'The token it was made with; null when a person made it in a session';
    -- what goes when a token is deleted
    CREATE INDEX api_token_made_with_idx ON api_token (made_with) WHERE made_with IS NOT NULL;
  `);
}

export async function down() {
  throw new Error('Migrations go forward only; restore a backup instead');
}
