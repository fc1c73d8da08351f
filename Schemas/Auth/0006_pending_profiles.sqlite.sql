-- What new users told a product at their registration, until the product has taken it.

CREATE TABLE auth_pending_profiles (
  user_id    BLOB PRIMARY KEY CHECK (length(user_id) = 16) REFERENCES auth_users (id),
  -- The product's context.
  context    TEXT NOT NULL,
  -- JSON, as it came.
  profile    TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX auth_pending_profiles_age ON auth_pending_profiles (created_at);
