DROP TABLE ajo_reversals;
DROP TABLE ajo_withdrawals;
DROP TABLE ajo_bank_accounts;
