-- What new users told a product at their registration, until the product has taken it.

CREATE TABLE auth_pending_profiles (
  user_id    uuid PRIMARY KEY REFERENCES auth_users (id),
  -- The product's context.
  context    text NOT NULL,
  -- JSON, as it came.
  profile    text NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX auth_pending_profiles_age ON auth_pending_profiles (created_at);
