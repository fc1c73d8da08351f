DROP INDEX ledger_entries_lines;
