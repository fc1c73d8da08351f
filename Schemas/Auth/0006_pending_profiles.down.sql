DROP TABLE auth_pending_profiles;
