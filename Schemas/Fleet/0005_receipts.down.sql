DROP TABLE fleet_receipt_counters;
DROP TABLE fleet_receipts;
