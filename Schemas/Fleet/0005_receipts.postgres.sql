-- Receipts and credit notes as they were issued. Rows are added, and never changed.

CREATE TABLE fleet_receipts (
  id                    uuid PRIMARY KEY,
  transaction_id        uuid NOT NULL,
  kind                  text NOT NULL CHECK (kind IN ('receipt', 'credit_note')),
  supplier_company_id   uuid NOT NULL,
  year                  integer NOT NULL,
  sequence              bigint NOT NULL CHECK (sequence > 0),
  number                text NOT NULL,
  code                  text NOT NULL CONSTRAINT fleet_receipts_code UNIQUE,
  issued_at             timestamptz NOT NULL,
  supplier_name         text NOT NULL,
  supplier_address      text NOT NULL,
  supplier_tax_id       text,
  consumer_company_id   uuid NOT NULL,
  consumer_name         text NOT NULL,
  consumer_address      text NOT NULL,
  consumer_tax_id       text,
  driver_name           text NOT NULL,
  vehicle_number        text,
  product               text,
  -- Litres in hundredths, dinars in centimes.
  amount_liters         bigint NOT NULL,
  price_per_liter       bigint NOT NULL,
  total_price           bigint NOT NULL,
  amount_dzd            bigint NOT NULL,
  settlement            text NOT NULL CHECK (settlement IN ('money', 'liters')),
  CONSTRAINT fleet_receipts_sequence UNIQUE (supplier_company_id, year, sequence),
  CONSTRAINT fleet_receipts_transaction UNIQUE (transaction_id, kind)
);

CREATE TRIGGER fleet_receipts_immutable BEFORE UPDATE OR DELETE ON fleet_receipts
  FOR EACH ROW EXECUTE FUNCTION atrium_refuse_change();
CREATE TRIGGER fleet_receipts_kept BEFORE TRUNCATE ON fleet_receipts
  FOR EACH STATEMENT EXECUTE FUNCTION atrium_refuse_change();

-- The last number of each supplier and year. Whoever takes the next holds the row until they
-- commit, so that numbers have no gaps.
CREATE TABLE fleet_receipt_counters (
  supplier_company_id uuid NOT NULL,
  year                integer NOT NULL,
  last_sequence       bigint NOT NULL CHECK (last_sequence > 0),
  PRIMARY KEY (supplier_company_id, year)
);
