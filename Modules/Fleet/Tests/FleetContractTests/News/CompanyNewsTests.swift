import Fleet
import FleetTesting
import Kernel
import KernelTesting
import Storage
import StorageTesting
import Testing
import WorkTesting

/// Who is told of accounts, drivers and members, on every engine.
@Suite struct CompanyNewsTests {
  @Test(
    "What is put on an account and taken back tells the consumer's owner and manager",
    arguments: Engine.allCases)
  func topUps(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    let account = try await fleet.account(scene)
    let topUp = try await fleet.topUp(account, .dinars(centimes: 500_00), of: scene)
    _ = try await fleet.topUps.reverse(
      topUp.id, of: account.id, because: "twice", by: scene.caller(.manager, of: .supplier))
    for role in [MemberRole.owner, .manager] {
      #expect(
        try await fleet.notified(scene.member(role, of: .consumer)) == [
          "fleet.account.topped_up", "fleet.account.topup_reversed",
        ])
    }
    #expect(try await fleet.notifications(of: "fleet.account.topped_up") == 2)
    let events = try await fleet.events(of: "account:\(account.id)")
    #expect(
      events.map(\.type) == [
        "fleet.account.opened", "fleet.account.topped_up", "fleet.account.topup_reversed",
      ])
    let topics: Set = [
      "fleet.company:\(scene.supplier.id)", "fleet.company:\(scene.consumer.id)",
    ]
    #expect(events.allSatisfy { $0.topics == topics })
    #expect(events[1].data.contains("\"topup\"") && events[0].data.contains("\"account\""))
  }

  @Test(
    "A handover tells once of the company, and once of each whose role changed",
    arguments: Engine.allCases)
  func roles(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    let (owner, heir) = (
      scene.member(.owner, of: .supplier), scene.member(.viewer, of: .supplier)
    )
    _ = try await fleet.members.change(
      heir, of: scene.supplier.id, to: .owner, by: scene.caller(.owner, of: .supplier))
    let events = try await fleet.events(of: "company:\(scene.supplier.id)")
    #expect(
      events.map(\.type) == [
        "fleet.company.member_changed", "fleet.company.updated", "fleet.company.member_changed",
      ])
    #expect(events[0].data.contains("\(owner)") && events[0].data.contains("manager"))
    #expect(events[0].topics.contains("rights:user:\(owner)"))
    #expect(events[1].data.contains("\(heir)") && !events[1].data.contains("\(owner)"))
    #expect(events[2].data.contains("\(heir)") && events[2].data.contains("owner"))
  }

  @Test(
    "A balance that falls below its mark is told once a fall", arguments: Engine.allCases)
  func low(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    let account = try await fleet.account(scene, dinars: 2_500)
    let keeper = scene.caller(.manager, of: .consumer)
    _ = try await fleet.accounts.change(
      account.id, .init(lowBalance: .some(.dinars(centimes: 1_000_00))), by: keeper)
    // 1,500 are left, then 500, then nothing below it that is new.
    for _ in 1...2 { try await fleet.request(scene) }
    #expect(try await fleet.notifications(of: "fleet.account.low_balance") == 2)
    try await fleet.request(scene, liters: 100)
    #expect(try await fleet.notifications(of: "fleet.account.low_balance") == 2)
    try await fleet.topUp(account, .dinars(centimes: 1_000_00), of: scene)
    try await fleet.request(scene)
    #expect(try await fleet.notifications(of: "fleet.account.low_balance") == 4)
  }

  @Test(
    "A driver who passes a limit that alerts, or nears the month's, is told of to managers",
    arguments: Engine.allCases)
  func limits(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    try await fleet.account(scene, dinars: 90_000)
    try await fleet.set(
      scene.driver, "monthly_limit = 2000, limit_transaction = 500, limit_action = 'alert'")
    try await fleet.sale(scene)
    #expect(try await fleet.notifications(of: "fleet.driver.limit_alert") == 2)
    #expect(try await fleet.notifications(of: "fleet.driver.limit_near") == 0)
    try await fleet.sale(scene, liters: 600)
    #expect(try await fleet.notifications(of: "fleet.driver.limit_near") == 2)
    for role in [MemberRole.viewer, .operator] {
      let told = try await fleet.notified(scene.member(role, of: .consumer))
      #expect(!told.contains { $0.hasPrefix("fleet.driver.") })
    }
  }

  @Test(
    "Whoever joins or leaves is told of in the company, and their rights are asked for again",
    arguments: Engine.allCases)
  func members(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    let newcomer = try fleet.user("newcomer")
    let actor = scene.caller(.owner, of: .supplier)
    let isNew = try await fleet.members.enrol(
      newcomer, in: scene.supplier.id, as: .operator, by: actor.actor)
    #expect(isNew)
    let isNewAgain = try await fleet.members.enrol(
      newcomer, in: scene.supplier.id, as: .operator, by: actor.actor)
    #expect(!isNewAgain)
    try await fleet.members.remove(newcomer, from: scene.supplier.id, by: actor)
    let events = try await fleet.events(of: "company:\(scene.supplier.id)")
    #expect(
      events.map(\.type) == ["fleet.company.member_joined", "fleet.company.member_left"])
    let topics: Set = ["fleet.company:\(scene.supplier.id)", "rights:user:\(newcomer)"]
    #expect(events.allSatisfy { $0.topics == topics })
    for role in [MemberRole.owner, .manager] {
      #expect(
        try await fleet.notified(scene.member(role, of: .supplier)) == [
          "fleet.company.member_joined"
        ])
    }
    #expect(try await fleet.notified(newcomer) == [])
  }

  @Test(
    "A deleted company has the rights of all its members asked for again",
    arguments: Engine.allCases)
  func deleted(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    try await fleet.companies.delete(
      scene.supplier.id, by: scene.caller(.owner, of: .supplier))
    let event = try #require(
      try await fleet.events(of: "company:\(scene.supplier.id)").last)
    #expect(event.type == "fleet.company.deleted")
    let rights = MemberRole.allCases.map {
      "rights:user:\(scene.member($0, of: .supplier))"
    }
    #expect(event.topics == Set(rights + ["fleet.company:\(scene.supplier.id)"]))
  }
}
