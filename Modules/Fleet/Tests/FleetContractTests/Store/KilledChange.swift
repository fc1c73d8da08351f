import Fleet
import FleetTesting
import Kernel
import KernelTesting
import Storage
import StorageTesting

/// A change of Fleet in the middle of which a process is killed. Each can be made many times, every
/// time for another record: its number says which.
enum KilledChange: String, CaseIterable {
  case request, topUp, topUpReversal, expiry, push, driverDeletion

  /// Where each leaves a row, whole or not at all.
  var traces: [SQL] {
    switch self {
    case .request:
      [
        "fleet_transactions WHERE status = 'pending'", "ledger_transfers WHERE step = 'hold'",
        "platform_outbox WHERE type = 'fleet.transaction.requested'",
        "platform_notifications WHERE event = 'fleet.transaction.requested'",
        "fleet_sync_log WHERE entity = 4 AND scope_kind = 2",
      ]
    case .topUp:
      [
        "fleet_topups", "ledger_transfers WHERE kind = 'fuel_payment'",
        "platform_outbox WHERE type = 'fleet.account.topped_up'",
        "platform_audit WHERE action = 'fleet.account.top_up'",
      ]
    case .topUpReversal:
      [
        "fleet_topups WHERE reversed_at IS NOT NULL",
        "ledger_transfers WHERE kind = 'fuel_payment_reversal'",
        "platform_outbox WHERE type = 'fleet.account.topup_reversed'",
        "platform_audit WHERE action = 'fleet.account.topup_reverse'",
      ]
    case .expiry:
      [
        "fleet_transactions WHERE status = 'expired'", "ledger_transfers WHERE step = 'expire'",
        "platform_outbox WHERE type = 'fleet.transaction.expired'",
      ]
    case .push:
      [
        "fleet_sync_changes WHERE version = 2", "fleet_drivers WHERE version = 2",
        "platform_outbox WHERE type = 'fleet.driver.updated'",
        "platform_audit WHERE action = 'fleet.driver.update'",
      ]
    case .driverDeletion:
      [
        "fleet_drivers WHERE deleted_at IS NOT NULL",
        "platform_outbox WHERE type = 'fleet.driver.deleted'",
        "platform_audit WHERE action = 'fleet.driver.delete'",
        "fleet_sync_log WHERE is_deleted AND scope_kind = 2",
      ]
    }
  }

  /// Makes it for the record of a number.
  func make(_ number: Int, on stage: KilledStage, in database: any Database) async throws {
    let fleet = FleetFixture(over: database, seed: UInt64(number + 300))
    let supplier = FleetCaller(userID: stage.supplierManager)
    let consumer = FleetCaller(userID: stage.consumerManager)
    switch self {
    case .request:
      let amount = try FuelAmount(
        .liters(hundredths: 100), at: .dinars(centimes: 100), settlement: .money)
      _ = try await fleet.sales.request(
        FuelRequest(
          id: stage.id(number), receiverID: supplier.userID, driverID: stage.driver,
          supplierID: stage.supplier, consumerID: stage.consumer, amount: amount,
          settlement: .money), by: consumer)
    case .topUp:
      _ = try await fleet.topUps.topUp(
        stage.account,
        .init(id: stage.id(number), kind: .payment, amount: .dinars(centimes: 100)), by: supplier)
    case .topUpReversal:
      do {
        _ = try await fleet.topUps.reverse(
          stage.id(number), of: stage.account, because: "killed", by: supplier)
      } catch AccountRefusal.alreadyReversed {
        // It is there already.
      }
    case .expiry:
      fleet.clock.advance(seconds: 86_400)
      try await fleet.sales.expire(stage.id(number))
    case .push:
      let driver: Driver.ID = stage.id(number)
      let record = SyncRecord(.driver, SyncRecordID(rawValue: driver.rawValue))
      let claim = ChangeClaim(
        id: .init(rawValue: driver.rawValue), user: consumer.userID, record: record,
        baseVersion: 1)
      do {
        _ = try await claim.making {
          try await fleet.driverService.change(
            driver, DriverChange { $0.details.name = "killed" }, by: consumer)
        }
      } catch ChangeRefusal.known {
        // It is there already.
      }
    case .driverDeletion:
      do {
        try await fleet.driverService.delete(stage.id(number), by: consumer)
      } catch AccessRefusal.notFound {
        // They are gone already.
      }
    }
  }

  /// Makes the records that it changes, as many as there may be steps to be killed at.
  func prepare(in fleet: FleetFixture) async throws -> KilledStage {
    let scene = try await fleet.scene()
    let account = try await fleet.account(of: scene.consumer, at: scene.supplier)
    try await fleet.set(scene.driver, "monthly_limit = NULL")
    var stage = KilledStage(
      supplier: scene.supplier.id, consumer: scene.consumer.id, account: account.id,
      driver: scene.driver.id, supplierManager: scene.member(.manager, of: .supplier),
      consumerManager: scene.member(.manager, of: .consumer), records: [])
    if self == .request || self == .expiry {
      try await fleet.pay(.dinars(centimes: 100_000), to: account)
    }
    for number in 0..<60 {
      stage.records.append(fleet.ids.make())
      switch self {
      case .request, .topUp: break
      case .topUpReversal: try await Self.topUp.make(number, on: stage, in: fleet.database)
      case .expiry: try await Self.request.make(number, on: stage, in: fleet.database)
      case .push, .driverDeletion:
        let made = try await fleet.driver(of: scene.consumer)
        stage.records[number] = Identifier(rawValue: made.id.rawValue)
      }
    }
    return stage
  }
}

/// The records of a change, as text that another process reads.
struct KilledStage {
  /// What a record's id is the id of.
  enum Record {}

  let supplier: Company.ID
  let consumer: Company.ID
  let account: FuelAccount.ID
  let driver: Driver.ID
  let supplierManager: UserID
  let consumerManager: UserID
  var records: [Identifier<Record>]

  /// The record of a number.
  func id<Entity>(_ number: Int) -> Identifier<Entity> {
    Identifier(rawValue: records[min(number, records.count - 1)].rawValue)
  }

  var text: String {
    let all =
      ["\(supplier)", "\(consumer)", "\(account)", "\(driver)"]
      + ["\(supplierManager)", "\(consumerManager)"] + records.map { "\($0)" }
    return all.joined(separator: ",")
  }
}

extension KilledStage {
  /// The stage of a text; nil where it is none.
  init?(text: String) {
    let words = text.split(separator: ",").map(String.init)
    guard words.count > 6, let supplier = Company.ID(words[0]),
      let consumer = Company.ID(words[1]), let account = FuelAccount.ID(words[2]),
      let driver = Driver.ID(words[3]), let seller = UserID(words[4]),
      let buyer = UserID(words[5])
    else { return nil }
    self.init(
      supplier: supplier, consumer: consumer, account: account, driver: driver,
      supplierManager: seller, consumerManager: buyer,
      records: words.dropFirst(6).compactMap { Identifier($0) })
  }
}
