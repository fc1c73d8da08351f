DROP TABLE auth_failures;
DROP TABLE auth_signing_keys;
DROP TABLE auth_notices;
DROP TABLE auth_sessions;
DROP TABLE auth_roles;
DROP TABLE auth_users;
