-- Who somebody is to those who vouch for them: Google, Apple, Telegram.

CREATE TABLE auth_identities (
  id           uuid PRIMARY KEY,
  user_id      uuid NOT NULL REFERENCES auth_users (id),
  provider     text NOT NULL CHECK (provider IN ('google', 'apple', 'telegram')),
  -- Who it is to the provider, for good. The address may change.
  subject      text NOT NULL,
  email        text,
  created_at   timestamptz NOT NULL,
  last_used_at timestamptz NOT NULL,
  UNIQUE (provider, subject)
);
CREATE INDEX auth_identities_user ON auth_identities (user_id, id);

-- Telegram tells no address: its users have none until they add one.
ALTER TABLE auth_users DROP CONSTRAINT auth_users_check;
