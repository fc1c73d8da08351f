DROP INDEX auth_totp_sealed_by;
