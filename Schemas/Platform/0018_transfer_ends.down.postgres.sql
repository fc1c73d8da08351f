DROP INDEX ledger_transfers_ends;
