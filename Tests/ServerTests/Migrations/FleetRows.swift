/// Rows of Fleet's tables, made of rows that are there.
enum FleetRows {
  static let statements = """
    INSERT INTO fleet_companies (id, user_id, name, type, address, phone_number, tax_id, time_zone,
        is_active, version, created_at, updated_at, deleted_at)
      SELECT auth_identities.id, user_id, 'n', 'supplier', 'a', 'p', 't', 'Africa/Algiers',
        may_overdraw, 1, created_at, created_at, created_at
      FROM auth_identities CROSS JOIN ledger_accounts WHERE code = 'ajo.house';
    INSERT INTO fleet_members (company_id, user_id, role, joined_at)
      SELECT id, user_id, 'owner', created_at FROM auth_identities;
    INSERT INTO fleet_invitations (id, company_id, email, role, code_hash, state, accepted_by,
        created_at, expires_at, ended_at)
      SELECT auth_identities.id, auth_identities.id, 'a@example.com', 'viewer', last_hash,
        'accepted', user_id, created_at, created_at, created_at
      FROM auth_identities CROSS JOIN ledger_accounts WHERE code = 'ajo.house';
    INSERT INTO fleet_waiting_drivers (user_id, license_number, vehicle_number, truck_model,
        license_plate, created_at)
      SELECT user_id, 'l', 'v', 'm', 'p', created_at FROM auth_identities;
    INSERT INTO fleet_drivers (id, user_id, consumer_company_id, name, email, phone_number,
        license_number, vehicle_number, truck_model, license_plate, monthly_limit, is_active,
        version, created_at, updated_at, deleted_at)
      SELECT auth_identities.id, user_id, auth_identities.id, 'n', 'a@example.com', 'p', 'l', 'v',
        'm', 'p', 100, may_overdraw, 1, created_at, created_at, created_at
      FROM auth_identities CROSS JOIN ledger_accounts WHERE code = 'ajo.house';
    INSERT INTO fleet_letters (id, code, code_key, ends_at)
      SELECT auth_identities.id, last_hash, 'k', created_at
      FROM auth_identities CROSS JOIN ledger_accounts WHERE code = 'ajo.house';
    INSERT INTO fleet_driver_invitations (driver_id, code_hash, created_at, expires_at,
        accepted_at)
      SELECT auth_identities.id, last_hash, created_at, created_at, created_at
      FROM auth_identities CROSS JOIN ledger_accounts WHERE code = 'ajo.house';
    INSERT INTO fleet_accounts (id, supplier_company_id, consumer_company_id, is_active,
        low_balance, version, created_at, updated_at)
      SELECT auth_identities.id, auth_identities.id, auth_identities.id, may_overdraw, 1, 1,
        created_at, created_at
      FROM auth_identities CROSS JOIN ledger_accounts WHERE code = 'ajo.house';
    INSERT INTO fleet_transactions (id, account_id, initiator_id, initiator_name, initiator_side,
        receiver_id, receiver_name, supplier_company_id, supplier_company_name,
        consumer_company_id, consumer_company_name, driver_id, driver_name, vehicle_number,
        vehicle_key, requested_liters, amount_liters, price_per_liter, total_price, amount_dzd,
        settlement, product, odometer, notes, status, decided_by, reason, flags, occurred_at,
        expires_at, completed_at, reversed_at, receipt_number, receipt_code, version, created_at,
        updated_at)
      SELECT id, id, user_id, 'i', 'consumer', user_id, 'r', id, 's', id, 'c', id, 'd', 'v', 'v',
        100, 100, 1, 1, 1, 'money', 'diesel', 1, 'n', 'approved', user_id, 'r', 'f', created_at,
        created_at, created_at, created_at, '2026-000001', 'c', 1, created_at, created_at
      FROM auth_identities;
    INSERT INTO fleet_topups (id, account_id, supplier_company_id, kind, unit, amount,
        balance_after, reference, note, created_by, created_at, reversed_at, reversal_reason)
      SELECT id, id, id, 'payment', 'DZD', 1, 1, 'r', 'n', user_id, created_at, created_at, 'r'
      FROM auth_identities;
    INSERT INTO fleet_odometers (consumer_company_id, vehicle_key, occurred_at, id, reading,
        is_start)
      SELECT auth_identities.id, 'v', created_at, auth_identities.id, 1, may_overdraw
      FROM auth_identities CROSS JOIN ledger_accounts WHERE code = 'ajo.house';
    INSERT INTO fleet_receipts (id, transaction_id, kind, supplier_company_id, year, sequence,
        number, code, issued_at, supplier_name, supplier_address, supplier_tax_id,
        consumer_company_id, consumer_name, consumer_address, consumer_tax_id, driver_name,
        vehicle_number, product, amount_liters, price_per_liter, total_price, amount_dzd,
        settlement)
      SELECT id, id, 'receipt', id, 2026, 1, '2026-000001', 'code', created_at, 's', 'a', 't', id,
        'c', 'a', 't', 'd', 'v', 'diesel', 1, 1, 1, 1, 'money'
      FROM auth_identities;
    INSERT INTO fleet_receipt_counters (supplier_company_id, year, last_sequence)
      SELECT id, 2026, 1 FROM auth_identities;
    INSERT INTO fleet_sync_log (scope_kind, scope_id, entity, record_id, unit, place, version,
        is_deleted, changed_at)
      SELECT 1, auth_identities.id, 1, user_id, 1, 1, 1, may_overdraw, created_at
      FROM auth_identities CROSS JOIN ledger_accounts WHERE code = 'ajo.house';
    INSERT INTO fleet_sync_changes (user_id, change_id, entity, record_id, version, status, code,
        errors, pushed_at)
      SELECT user_id, id, 'driver', id, 1, 409, 'c', '[]', created_at FROM auth_identities;
    """
}
