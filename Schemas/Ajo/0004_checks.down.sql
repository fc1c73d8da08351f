DROP TABLE ajo_differences;
DROP TABLE ajo_reconciled_days;
DROP TABLE ajo_identity_checks;
