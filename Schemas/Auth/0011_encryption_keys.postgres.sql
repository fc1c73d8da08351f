-- atrium: no-transaction
-- Under which keys authenticators' secrets are encrypted is asked at every start.
CREATE INDEX CONCURRENTLY auth_totp_sealed_by ON auth_totp (sealed_by);
