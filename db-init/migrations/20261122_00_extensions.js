/** pgcrypto verifies bcrypt; pg_trgm makes the search box fast. Both are trusted: the owner of the database may create them. */
export async function up(knex) {
  await knex.raw('CREATE EXTENSION IF NOT EXISTS pgcrypto; CREATE EXTENSION IF NOT EXISTS pg_trgm;');
}

export async function down() {
  throw new Error('Migrations go forward only; restore a backup instead');
}
