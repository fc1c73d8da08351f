-- Under which keys authenticators' secrets are encrypted is asked at every start.
CREATE INDEX auth_totp_sealed_by ON auth_totp (sealed_by);
