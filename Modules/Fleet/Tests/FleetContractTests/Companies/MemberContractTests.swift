import Fleet
import FleetTesting
import Kernel
import KernelTesting
import Storage
import StorageTesting
import Testing

/// Who belongs to a company, and as what, on every engine.
@Suite struct MemberContractTests {
  @Test("Members are listed by name in the order in which they joined", arguments: Engine.allCases)
  func list(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let company = try await fleet.company(.supplier, of: fleet.user("ada"), named: "Naftal")
    for name in ["bola", "chi", "dayo"] {
      fleet.clock.advance(seconds: 1)
      try await fleet.add(fleet.user(name), to: company, as: .viewer)
    }
    let owner = FleetCaller(userID: try #require(company.ownerID))
    var names: [String?] = []
    var place: MemberPlace?
    repeat {
      let page = try await fleet.members.members(
        of: company.id, for: owner, after: place, limit: 3)
      names += page.map(\.name)
      place =
        page.count == 3
        ? page.last.map { MemberPlace(joinedAt: $0.member.joinedAt, userID: $0.member.userID) }
        : nil
    } while place != nil
    #expect(names == ["ada", "bola", "chi", "dayo"])
  }

  @Test(
    "Handing a company over makes the owner before a manager, and needs somebody without one",
    arguments: Engine.allCases)
  func handOver(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    let (owner, heir) = (
      scene.member(.owner, of: .supplier), scene.member(.viewer, of: .supplier)
    )
    try await fleet.add(scene.member(.owner, of: .consumer), to: scene.supplier, as: .viewer)
    await #expect(throws: MemberRefusal.ownsACompany) {
      try await fleet.members.change(
        scene.member(.owner, of: .consumer), of: scene.supplier.id, to: .owner,
        by: FleetCaller(userID: owner))
    }
    let made = try await fleet.members.change(
      heir, of: scene.supplier.id, to: .owner, by: FleetCaller(userID: owner))
    #expect(made.member.role == .owner)
    let sight = try await fleet.companies.company(
      scene.supplier.id, for: FleetCaller(userID: owner))
    #expect(sight.company.ownerID == heir && sight.role == .manager && sight.company.version == 2)
    // They may have a company again.
    _ = try await fleet.companies.create(
      FleetFixture.request(.supplier), by: FleetCaller(userID: owner))
  }

  @Test(
    "Of many transfers by one owner at once, one is made: a company has one owner",
    arguments: Engine.allCases)
  func race(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    let owner = FleetCaller(userID: scene.member(.owner, of: .supplier))
    var heirs = MemberRole.allCases.map { scene.member($0, of: .supplier) }
      .filter { $0 != owner.userID }
    for number in 1...5 {
      let heir = try fleet.user("heir\(number)")
      try await fleet.add(heir, to: scene.supplier, as: .operator)
      heirs.append(heir)
    }
    let made = try await withThrowingTaskGroup(of: Int.self) { group in
      for heir in heirs {
        group.addTask {
          do {
            _ = try await fleet.members.change(
              heir, of: scene.supplier.id, to: .owner, by: owner)
            return 1
          } catch AccessRefusal.forbidden {
            return 0
          }
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(made == 1)
    #expect(try await fleet.count("fleet_members WHERE role = 'owner'") == 2)
    let standing = try await fleet.store.standing(of: owner.userID, oversight: nil)
    #expect(standing.membership(in: scene.supplier.id)?.role == .manager)
  }

  @Test(
    "Two companies handed over to one user at once: they own one of them",
    arguments: Engine.allCases)
  func oneHeir(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    let heir = try fleet.user("heir")
    for type in CompanyType.allCases {
      try await fleet.add(heir, to: scene.company(type), as: .viewer)
    }
    let made = try await withThrowingTaskGroup(of: Int.self) { group in
      for type in CompanyType.allCases {
        group.addTask {
          do {
            _ = try await fleet.members.change(
              heir, of: scene.company(type).id, to: .owner,
              by: FleetCaller(userID: scene.member(.owner, of: type)))
            return 1
          } catch MemberRefusal.ownsACompany {
            return 0
          }
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(made == 1)
    #expect(try await fleet.count("fleet_members WHERE role = 'owner'") == 2)
    #expect(try await fleet.count("fleet_companies WHERE user_id = \(heir)") == 1)
  }

  @Test(
    "Managers change members below manager; managers and the owner are the owner's to change",
    arguments: Engine.allCases)
  func ranks(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    let id = scene.supplier.id
    let manager = FleetCaller(userID: scene.member(.manager, of: .supplier))
    let owner = FleetCaller(userID: scene.member(.owner, of: .supplier))
    let viewer = scene.member(.viewer, of: .supplier)
    let second = try fleet.user("second")
    try await fleet.add(second, to: scene.supplier, as: .manager)
    _ = try await fleet.members.change(viewer, of: id, to: .operator, by: manager)
    for (user, role) in [
      (viewer, MemberRole.manager), (viewer, .owner), (second, .viewer), (owner.userID, .viewer),
    ] {
      await #expect(throws: AccessRefusal.forbidden) {
        try await fleet.members.change(user, of: id, to: role, by: manager)
      }
    }
    for user in [second, owner.userID] {
      await #expect(throws: AccessRefusal.forbidden) {
        try await fleet.members.remove(user, from: id, by: manager)
      }
    }
    await #expect(throws: MemberRefusal.lastOwner) {
      try await fleet.members.change(owner.userID, of: id, to: .manager, by: owner)
    }
    await #expect(throws: MemberRefusal.lastOwner) {
      try await fleet.members.remove(owner.userID, from: id, by: owner)
    }
    _ = try await fleet.members.change(second, of: id, to: .viewer, by: owner)
    try await fleet.members.remove(second, from: id, by: manager)
    await #expect(throws: AccessRefusal.notFound) {
      try await fleet.members.remove(second, from: id, by: manager)
    }
  }

  @Test(
    "Whoever leaves or is removed has no right any more, and no grant", arguments: Engine.allCases)
  func removed(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    let viewer = FleetCaller(userID: scene.member(.viewer, of: .supplier))
    try await fleet.mirror.mirror(viewer.userID)
    #expect(fleet.grants.grants(of: viewer.userID) == [FleetGrants.supplier])
    try await fleet.members.remove(viewer.userID, from: scene.supplier.id, by: viewer)
    #expect(try await !fleet.companies.company(scene.supplier.id, for: viewer).isFull)
    await #expect(throws: AccessRefusal.notFound) {
      try await fleet.members.members(
        of: scene.supplier.id, for: viewer, after: nil, limit: 1)
    }
    try await fleet.doJobs()
    #expect(fleet.grants.grants(of: viewer.userID) == [])
    #expect(try await fleet.published() == ["fleet.company.member_left"])
    // Every server looks again at what they follow.
    #expect(
      try await fleet.count(
        "platform_outbox WHERE topics LIKE \("%rights:user:\(viewer.userID)%")") == 1)
  }
}
