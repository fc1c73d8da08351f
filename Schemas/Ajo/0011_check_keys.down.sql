DROP INDEX ajo_identity_checks_key;
