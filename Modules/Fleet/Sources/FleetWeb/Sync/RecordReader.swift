import Fleet
import JSON
import Kernel
import Router

/// Shows the records of a page, as their own routes do.
struct RecordReader: Sendable {
  let store: any FleetStore
  let routes: OwnRoutes
  let clock: any WallClock

  /// The records as they are now; one that its reader may not see is gone.
  func changes(_ entries: [SyncPage.Entry], for caller: Caller) async throws -> [ChangedBody] {
    guard !entries.isEmpty else { return [] }
    let standing = try await store.standing(of: caller.userID, oversight: nil)
    let shown = try await shown(entries.filter { !$0.isDeleted }.map(\.record), standing)
    var bodies: [ChangedBody] = []
    bodies.reserveCapacity(entries.count)
    for entry in entries {
      var found = shown[entry.record]
      if found == nil, !entry.isDeleted, !entry.record.isReadTogether(by: standing) {
        found = try await routes.show(entry.record, to: caller).map {
          ShownRecord(version: $0.recordVersion ?? entry.version, json: $0)
        }
      }
      bodies.append(
        ChangedBody(
          record: entry.record, version: found?.version ?? entry.version, json: found?.json))
    }
    return bodies
  }

  /// The records that are read together, each kind at once.
  private func shown(
    _ records: [SyncRecord], _ standing: Standing
  ) async throws -> [SyncRecord: ShownRecord] {
    let sights = SyncSights(store: store, standing: standing, now: clock.now())
    let together = Dictionary(
      grouping: records.filter { $0.isReadTogether(by: standing) }, by: \.entity)
    func ids<Entity>(_ entity: SyncEntity) -> [Identifier<Entity>] {
      together[entity, default: []].map { Identifier(rawValue: $0.id.rawValue) }
    }
    var shown: [SyncRecord: ShownRecord] = [:]
    for sight in try await sights.drivers(ids(.driver)) {
      let driver = sight.driver
      shown[SyncRecord(.driver, SyncRecordID(rawValue: driver.id.rawValue))] = ShownRecord(
        version: driver.version, json: DriverBody.shape.encode(DriverBody(sight)))
    }
    for view in try await sights.accounts(ids(.account)) {
      let account = view.account
      shown[SyncRecord(.account, SyncRecordID(rawValue: account.id.rawValue))] = ShownRecord(
        version: account.version, json: AccountBody.shape.encode(AccountBody(view)))
    }
    for view in try await sights.transactions(ids(.transaction)) {
      let sale = view.sale
      shown[SyncRecord(.transaction, SyncRecordID(rawValue: sale.id.rawValue))] = ShownRecord(
        version: sale.version, json: TransactionBody.shape.encode(TransactionBody(view)))
    }
    for sight in try await sights.cards(ids(.company)) {
      let company = sight.company
      shown[SyncRecord(.company, SyncRecordID(rawValue: company.id.rawValue))] = ShownRecord(
        version: company.version, json: CompanyBody.shape.encode(CompanyBody(sight)))
    }
    return shown
  }
}

/// A record as its route shows it.
private struct ShownRecord {
  let version: Int64
  let json: [UInt8]
}

extension SyncRecord {
  /// Whether it is read with the others of its kind; of companies only the cards are.
  fileprivate func isReadTogether(by standing: Standing) -> Bool {
    switch entity {
    case .driver, .account, .transaction: true
    case .company: standing.membership(in: Company.ID(rawValue: id.rawValue)) == nil
    }
  }
}
