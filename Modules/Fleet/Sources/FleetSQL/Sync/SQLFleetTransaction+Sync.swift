import Fleet
import Kernel
import PlatformSQL
import Storage

extension SQLFleetTransaction {
  func noteChange(_ change: SyncChange) throws { notes.add(change) }

  func noteBearers(of company: Company.ID) throws {
    let accounts = try sql.query(
      """
      SELECT id, version, supplier_company_id, consumer_company_id FROM fleet_accounts
      WHERE supplier_company_id = \(company) OR consumer_company_id = \(company)
      """)
    for row in accounts {
      let id: FuelAccount.ID = try row["id"]
      notes.add(
        SyncChange(
          .account, id, version: try row["version"],
          for: [
            .company(try row["supplier_company_id"]), .company(try row["consumer_company_id"]),
          ]))
    }
    let drivers = try sql.query(
      """
      SELECT id, version FROM fleet_drivers
      WHERE consumer_company_id = \(company) AND deleted_at IS NULL
      """)
    for row in drivers { try noteDriver(row, of: company) }
  }

  /// Notes a live driver by a row of their id and version.
  func noteDriver(_ row: Row, of company: Company.ID) throws {
    let id: Driver.ID = try row["id"]
    notes.add(
      SyncChange(
        .driver, id, version: try row["version"], for: [.company(company), .driver(id)]))
  }

  func noteIntroduction(of one: Company.ID, and other: Company.ID) throws {
    notes.introduce([one, other])
  }

  /// Takes a pushed change up, so that another unit of work which makes the same one waits until
  /// this one is over. It is called before anything else is locked.
  /// - Throws: `UserLeaving`, `ChangeRefusal.known`, or the store's error.
  func begin(_ claim: ChangeClaim) throws {
    try unit.requirePresent([claim.user])
    let isNew = try sql.execute(
      """
      INSERT INTO fleet_sync_changes (user_id, change_id, entity, record_id, pushed_at)
      VALUES (\(claim.user), \(claim.id), \(claim.record.entity.rawValue), \(claim.record.id),
        \(unit.now))
      ON CONFLICT DO NOTHING
      """)
    guard isNew == 1 else { throw ChangeRefusal.known }
  }

  /// Leaves what this unit of work noted to be written at its end. Nothing of Fleet's is locked
  /// after it.
  /// - Throws: `ChangeRefusal.versionConflict`, or the store's error.
  func finish(_ claim: ChangeClaim?) throws {
    unit.leave(notes)
    guard let claim else { return }
    if let version = notes.versions[claim.record] {
      // The row is locked, and had the version before.
      if let base = claim.baseVersion, base != version - 1 {
        throw ChangeRefusal.versionConflict
      }
      try sql.deferred([
        """
        UPDATE fleet_sync_changes SET version = \(version)
        WHERE user_id = \(claim.user) AND change_id = \(claim.id)
        """
      ])
    } else {
      // It did something else.
      try sql.deferred([
        """
        DELETE FROM fleet_sync_changes
        WHERE user_id = \(claim.user) AND change_id = \(claim.id)
        """
      ])
    }
  }
}
