import Fleet
import FleetTesting
import Kernel
import KernelTesting
import Storage
import StorageTesting
import Testing

/// Lists of transactions, on every engine.
@Suite struct SaleListContractTests {
  @Test("Each sees what is theirs, once, in pages without a gap", arguments: Engine.allCases)
  func pages(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    let other = try await fleet.scene(prefix: "other-")
    for each in [scene, other] { try await fleet.account(each, dinars: 100_000) }
    var made: [FuelTransaction.ID] = []
    for number in 0..<9 {
      fleet.clock.advance(seconds: Int64(number % 2))
      made.append(try await fleet.request(scene, liters: 100).id)
      try await fleet.request(other, liters: 100)
    }
    let pump = scene.caller(.operator, of: .supplier)
    for id in made[0..<3] { _ = try await fleet.sales.approve(id, by: pump) }
    _ = try await fleet.sales.reject(made[3], by: pump)
    // Somebody of both sides, and who drives, sees each once.
    try await fleet.add(scene.driverUser, to: scene.supplier, as: .viewer)
    for order in [TransactionFilter.Order.newest, .oldest] {
      var filter = TransactionFilter()
      filter.order = order
      let wanted = order == .newest ? made.reversed() : made
      for caller in [scene.driverCaller, pump, scene.caller(.viewer, of: .consumer)] {
        var (found, place): ([FuelTransaction.ID], TransactionPlace?) = ([], nil)
        while true {
          let page = try await fleet.sales.transactions(
            filter, for: caller, after: place, limit: 4)
          found += page.map(\.sale.id)
          guard let last = page.last else { break }
          place = last.sale.place(in: order)
        }
        #expect(found == wanted)
      }
    }
    var history = TransactionFilter()
    history.states.remove(.pending)
    history.order = .decided
    let decided = try await fleet.sales.transactions(history, for: pump, limit: 100)
    #expect(Set(decided.map(\.sale.id)) == Set(made[0..<4]))
    let stranger = FleetCaller(userID: try fleet.user("zoe"))
    #expect(try await fleet.sales.transactions(.init(), for: stranger, limit: 9).isEmpty)
    let staff = FleetCaller(userID: stranger.userID, oversight: .support)
    #expect(try await fleet.sales.transactions(.init(), for: staff, limit: 100).count == 18)
  }

  @Test("Somebody in hundreds of companies lists like anybody", arguments: Engine.allCases)
  func manyCompanies(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    try await fleet.account(scene, dinars: 100_000)
    let reader = FleetCaller(userID: try fleet.user("reader"))
    for number in 0..<130 {
      let owner = try fleet.user("owner\(number)")
      let company = try await fleet.company(.supplier, of: owner, named: "S\(number)")
      try await fleet.add(reader.userID, to: company, as: .viewer)
    }
    for company in [scene.supplier, scene.consumer] {
      try await fleet.add(reader.userID, to: company, as: .viewer)
    }
    var made: [FuelTransaction.ID] = []
    for _ in 0..<5 {
      fleet.clock.advance(seconds: 1)
      made.append(try await fleet.request(scene, liters: 100).id)
    }
    func ids(_ order: TransactionFilter.Order) async throws -> [FuelTransaction.ID] {
      var filter = TransactionFilter()
      filter.order = order
      filter.states = [.pending, .expired, .approved]
      return try await fleet.sales.transactions(filter, for: reader, limit: 3).map(\.sale.id)
    }
    #expect(try await ids(.newest) == made.reversed().prefix(3).map(\.self))
    #expect(try await ids(.oldest) == Array(made.prefix(3)))
    #expect(try await ids(.decided) == [])
  }

  @Test("What is over is listed as expired, whether noted or not", arguments: Engine.allCases)
  func overdue(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    try await fleet.account(scene, dinars: 100_000)
    let old = try await fleet.request(scene)
    fleet.clock.advance(seconds: 86_400)
    let new = try await fleet.request(scene)
    func listed(_ states: Set<FuelTransaction.State>, _ order: TransactionFilter.Order) async throws
      -> [FuelTransaction.ID]
    {
      var filter = TransactionFilter()
      (filter.states, filter.order) = (states, order)
      return try await fleet.sales.transactions(filter, for: scene.driverCaller, limit: 10)
        .map(\.sale.id)
    }
    for _ in 0..<2 {
      #expect(try await listed([.pending], .newest) == [new.id])
      #expect(try await listed([.expired], .newest) == [old.id])
      #expect(try await listed([.expired], .decided) == [old.id])
      try await fleet.sales.expireOverdue()
    }
  }

  @Test("Mine are those that I may decide", arguments: Engine.allCases)
  func mine(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    try await fleet.account(scene, dinars: 100_000)
    let sale = try await fleet.request(scene)
    var filter = TransactionFilter()
    (filter.states, filter.isMine) = ([.pending], true)
    for (caller, count) in [
      (scene.driverCaller, 0), (scene.caller(.owner, of: .consumer), 0),
      (scene.caller(.viewer, of: .supplier), 0), (scene.caller(.operator, of: .supplier), 1),
    ] {
      let found = try await fleet.sales.transactions(filter, for: caller, limit: 10)
      #expect(found.count == count && found.allSatisfy { $0.canDecide && $0.sale.id == sale.id })
    }
  }

  @Test("Days are those of the company's zone", arguments: Engine.allCases)
  func days(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    try await fleet.account(scene, dinars: 100_000)
    // 13:00 in Algiers; eleven hours on it is the next day there, and not yet in UTC.
    fleet.clock.advance(seconds: 10 * 3_600 + 3_599)
    let evening = try await fleet.request(scene)
    fleet.clock.advance(seconds: 1)
    let night = try await fleet.request(scene)
    let owner = scene.caller(.owner, of: .consumer)
    for (day, sale) in [("2026-01-01", evening), ("2026-01-02", night)] {
      let date = CivilDate(day)
      let found = try await fleet.sales.transactions(
        of: scene.consumer.id, .init(), on: DayRange(from: date, to: date), for: owner, limit: 9)
      #expect(found.map(\.sale.id) == [sale.id])
    }
    await #expect(throws: AccessRefusal.notFound) {
      try await fleet.sales.transactions(of: scene.supplier.id, .init(), for: owner, limit: 9)
    }
    await #expect(throws: AccessRefusal.forbidden) {
      try await fleet.sales.transactions(
        of: scene.consumer.id, .init(), for: scene.driverCaller, limit: 9)
    }
  }
}
