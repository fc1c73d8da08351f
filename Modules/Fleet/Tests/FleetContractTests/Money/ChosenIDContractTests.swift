import Fleet
import FleetTesting
import Kernel
import KernelTesting
import Storage
import StorageTesting
import Testing
import WorkTesting

/// What somebody can do who chooses ids with a purpose, on every engine.
@Suite struct ChosenIDContractTests {
  /// What steps of transactions and top-ups were once set apart by, and what is near it.
  private static let masks: [UInt128] = [0, 1, 2, 3, 0x10, 0x11, 0x12, 0x13]

  @Test(
    "No id of a request stands in the way of another one's end or reversal",
    arguments: Engine.allCases)
  func requests(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    let account = try await fleet.account(scene, dinars: 100_000)
    let pump = scene.caller(.manager, of: .supplier)
    let victims: [FuelTransaction.ID] = (0..<4).map { _ in fleet.ids.make() }
    for id in victims {
      _ = try await fleet.sales.request(
        fleet.wanted(scene, liters: 100, id: id), by: scene.driverCaller)
      for mask in Self.masks.dropFirst() {
        _ = try await fleet.sales.request(
          fleet.wanted(scene, liters: 100, id: .init(rawValue: id.rawValue ^ mask)),
          by: scene.driverCaller)
      }
    }
    _ = try await fleet.sales.approve(victims[0], by: pump)
    _ = try await fleet.sales.reverse(victims[0], because: "wrong", by: pump)
    _ = try await fleet.sales.reject(victims[1], by: pump)
    _ = try await fleet.sales.cancel(victims[2], by: scene.driverCaller)
    fleet.clock.advance(seconds: 86_400)
    try await fleet.sales.expireOverdue()
    #expect(try await fleet.count("fleet_transactions WHERE status = 'pending'") == 0)
    let view = try await fleet.view(account, of: scene)
    #expect(view.money.available.minorUnits == 10_000_000 && view.money.held.minorUnits == 0)
    #expect(try await fleet.store.bookDifferences(limit: 10) == [])
  }

  @Test(
    "No id of a top-up or of a request keeps a top-up from being taken back",
    arguments: Engine.allCases)
  func topUps(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    let account = try await fleet.account(scene, dinars: 100_000)
    let supplier = scene.caller(.manager, of: .supplier)
    let id: TopUp.ID = fleet.ids.make()
    for mask in Self.masks {
      _ = try await fleet.topUps.topUp(
        account.id,
        .init(
          id: .init(rawValue: id.rawValue ^ mask), kind: .payment,
          amount: .dinars(centimes: 100)), by: supplier)
      _ = try await fleet.sales.request(
        fleet.wanted(scene, liters: 100, id: .init(rawValue: id.rawValue ^ mask)),
        by: scene.driverCaller)
    }
    for mask in Self.masks {
      let reversed = try await fleet.topUps.reverse(
        .init(rawValue: id.rawValue ^ mask), of: account.id, because: "wrong", by: supplier)
      #expect(reversed.reversedAt != nil)
    }
  }
}
