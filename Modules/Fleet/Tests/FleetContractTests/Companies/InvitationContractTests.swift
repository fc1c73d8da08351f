import Fleet
import FleetTesting
import Kernel
import KernelTesting
import Ports
import Storage
import StorageTesting
import Testing
import WorkTesting

/// Invitations into companies, on every engine.
@Suite struct InvitationContractTests {
  /// A company with an owner, and somebody to be invited.
  struct Stage {
    let fleet: FleetFixture
    let scene: FleetScene
    let owner: FleetCaller
    let guest: FleetCaller
    let email: EmailAddress

    init(on engine: Engine) async throws {
      fleet = try await FleetFixture(on: engine)
      scene = try await fleet.scene()
      owner = FleetCaller(userID: scene.member(.owner, of: .supplier))
      guest = FleetCaller(userID: try fleet.user("guest"))
      email = try #require(EmailAddress("guest@example.com"))
    }

    func invite(as role: MemberRole = .viewer) async throws -> MadeInvitation {
      try await fleet.invitations.invite(email, to: scene.supplier.id, as: role, by: owner)
    }
  }

  @Test("Whoever is invited joins by the code, in the role", arguments: Engine.allCases)
  func joins(on engine: Engine) async throws {
    let stage = try await Stage(on: engine)
    let made = try await stage.invite(as: .operator)
    // Typed as people do.
    let typed = made.code.text.lowercased().replacing("0", with: "o")
    let accepted = try await stage.fleet.invitations.accept(" \(typed) ", by: stage.guest)
    #expect(accepted.role == "operator" && accepted.sight.isFull)
    let standing = try await stage.fleet.store.standing(of: stage.guest)
    #expect(standing.membership(in: stage.scene.supplier.id)?.role == .operator)
    try await stage.fleet.doJobs()
    #expect(stage.fleet.grants.grants(of: stage.guest.userID) == [FleetGrants.supplier])
    #expect(try await stage.fleet.published() == ["fleet.company.member_joined"])
    await #expect(throws: InvitationRefusal.invitationUsed) {
      try await stage.fleet.invitations.accept(made.code.text, by: stage.guest)
    }
  }

  @Test("A code that is accepted many times at once is used once", arguments: Engine.allCases)
  func race(on engine: Engine) async throws {
    let stage = try await Stage(on: engine)
    let made = try await stage.invite()
    let joined = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 1...12 {
        group.addTask {
          do {
            _ = try await stage.fleet.invitations.accept(made.code.text, by: stage.guest)
            return 1
          } catch InvitationRefusal.invitationUsed {
            return 0
          }
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(joined == 1)
    #expect(try await stage.fleet.published() == ["fleet.company.member_joined"])
  }

  @Test(
    "A code is refused that is unknown, for another, replaced, revoked or expired",
    arguments: Engine.allCases)
  func refused(on engine: Engine) async throws {
    let stage = try await Stage(on: engine)
    let (fleet, guest) = (stage.fleet, stage.guest)
    func refusal(_ code: String, _ caller: FleetCaller) async -> InvitationRefusal? {
      do {
        _ = try await fleet.invitations.accept(code, by: caller)
        return nil
      } catch { return error as? InvitationRefusal }
    }
    let first = try await stage.invite()
    #expect(await refusal("nonsense", guest) == .notFound)
    #expect(await refusal(fleet.post.code().text, guest) == .notFound)
    #expect(await refusal(first.code.text, stage.owner) == .otherAddress)
    let second = try await stage.invite()
    #expect(await refusal(first.code.text, guest) == .notFound)
    try await fleet.invitations.revoke(
      second.invitation.id, of: stage.scene.supplier.id, by: stage.owner)
    #expect(await refusal(second.code.text, guest) == .notFound)
    let third = try await stage.invite()
    fleet.clock.advance(seconds: 7 * 86_400)
    #expect(await refusal(third.code.text, guest) == .invitationExpired)
    // One that has expired blocks no new one.
    let fourth = try await stage.invite()
    try await fleet.add(guest.userID, to: stage.scene.supplier, as: .viewer)
    #expect(await refusal(fourth.code.text, guest) == .alreadyMember)
    #expect(try await fleet.count("fleet_invitations") == 4)
  }

  @Test(
    "Only the owner invites managers, and takes their invitations back",
    arguments: Engine.allCases)
  func managers(on engine: Engine) async throws {
    let stage = try await Stage(on: engine)
    let id = stage.scene.supplier.id
    let manager = FleetCaller(userID: stage.scene.member(.manager, of: .supplier))
    await #expect(throws: AccessRefusal.forbidden) {
      try await stage.fleet.invitations.invite(stage.email, to: id, as: .manager, by: manager)
    }
    let made = try await stage.invite(as: .manager)
    await #expect(throws: AccessRefusal.forbidden) {
      try await stage.fleet.invitations.revoke(made.invitation.id, of: id, by: manager)
    }
    // Another company's invitation is none of theirs.
    await #expect(throws: AccessRefusal.notFound) {
      try await stage.fleet.invitations.revoke(
        made.invitation.id, of: stage.scene.consumer.id,
        by: FleetCaller(userID: stage.scene.member(.owner, of: .consumer)))
    }
  }

  @Test("A driver's code is accepted at the same place", arguments: Engine.allCases)
  func driver(on engine: Engine) async throws {
    let stage = try await Stage(on: engine)
    let code = stage.fleet.post.code()
    stage.fleet.drivers.take(code, for: stage.scene.driver)
    await #expect(throws: InvitationRefusal.otherAddress) {
      try await stage.fleet.invitations.accept(code.text, by: stage.guest)
    }
    let invited: UserID = stage.fleet.ids.make()
    stage.fleet.directory.add(
      DirectoryUser(
        id: invited, name: "Driver", email: stage.scene.driver.details.email, isActive: true))
    let accepted = try await stage.fleet.invitations.accept(
      code.text, by: FleetCaller(userID: invited))
    #expect(accepted.role == "driver" && !accepted.sight.isFull)
    #expect(accepted.sight.company.id == stage.scene.consumer.id)
  }
}
