import ContextKit
import Events
import Fleet
import FleetTesting
import HTTP
import Kernel
import Router
import StorageTesting
import Testing
import WebTesting
import WorkTesting

@testable import FleetWeb

/// A consumer and a supplier that have an account together, and everybody who may ask.
struct MatrixStage {
  /// Who asks.
  enum Asker: CaseIterable {
    case viewer, `operator`, manager, owner
    case driver
    case otherManager, otherViewer
    case otherOwner, otherDriver, nobody
    case support, admin
  }

  let site: Site<FleetFixture>
  /// Fleet as a server has it.
  let plugin: FleetPlugin
  private let users: [Asker: UserID]
  /// What stands for each name in a path or a body.
  private let names: [String: String]

  /// - Parameter isIdle: whether nothing is on the account, and nothing was asked for.
  init(isIdle: Bool = false) async throws {
    let fleet = try await FleetFixture(on: .sqlite)
    let scene = try await fleet.scene()
    let (support, admin) = (try fleet.user("support"), try fleet.user("admin"))
    users = try await Self.users(fleet, scene, support: support, admin: admin)
    var names = try await Self.names(fleet, scene)
    if isIdle {
      try await fleet.account(of: scene.consumer, at: scene.supplier)
    } else {
      names.merge(try await Self.moneyNames(fleet, scene)) { $1 }
    }
    let codes = FixtureCodes()
    codes.make("code-of-driver", of: scene.driverUser)
    codes.make("code-of-attendant", of: scene.member(.operator, of: .supplier))
    self.names = names
    plugin = try await FleetPlugin(over: fleet, codes: codes)
    site = try Site(
      fleet, routes: plugin.offers.routes, below: "/api/fleet", clock: fleet.time.clock,
      ids: fleet.ids,
      roles: { $0 == support ? [.user, .support] : $0 == admin ? [.user, .admin] : [.user] },
      report: { Issue.record($0) })
  }

  func user(_ asker: Asker) -> UserID? { users[asker] }

  /// A path with ids for its names; `{me}` is who asks.
  func path(_ path: String, of asker: Asker? = nil) -> String {
    let own = asker.flatMap(user).map { path.replacing("{me}", with: "\($0)") } ?? path
    return "/api/fleet"
      + names.reduce(own) { path, name in path.replacing("{\(name.key)}", with: name.value) }
  }

  /// A topic with ids for its names.
  func topic(_ topic: String) -> String {
    names.reduce(topic) { topic, name in topic.replacing("{\(name.key)}", with: name.value) }
  }

  /// Whether somebody may follow a topic.
  func allows(_ topic: String, to asker: Asker) async throws -> Bool {
    let parts = try #require(TopicName.parts(of: self.topic(topic)))
    let rule = try #require(plugin.offers.topics.first { $0.kind == parts.kind })
    let asking = try #require(user(asker))
    let roles: [Role] = asker == .support ? [.support] : asker == .admin ? [.admin] : []
    return try await rule.allows(
      parts.id,
      Principal(userID: asking, sessionID: SessionID(rawValue: 1), roles: [.user] + roles))
  }

  /// A body with ids for its names.
  @Sendable func filled(_ body: String) -> String {
    names.reduce(body) { body, name in body.replacing("<\(name.key)>", with: name.value) }
  }

  private static func users(
    _ fleet: FleetFixture, _ scene: FleetScene, support: UserID, admin: UserID
  ) async throws -> [Asker: UserID] {
    let (otherOwner, otherDriver) = (try fleet.user("other"), try fleet.user("other-driver"))
    let other = try await fleet.company(.consumer, of: otherOwner, named: "Other")
    _ = try await fleet.driver(of: other, user: otherDriver)
    return [
      .viewer: scene.member(.viewer, of: .consumer),
      .operator: scene.member(.operator, of: .consumer),
      .manager: scene.member(.manager, of: .consumer),
      .owner: scene.member(.owner, of: .consumer),
      .driver: scene.driverUser,
      .otherManager: scene.member(.manager, of: .supplier),
      .otherViewer: scene.member(.viewer, of: .supplier),
      .otherOwner: otherOwner, .otherDriver: otherDriver, .nobody: try fleet.user("nobody"),
      .support: support, .admin: admin,
    ]
  }

  private static func names(
    _ fleet: FleetFixture, _ scene: FleetScene
  ) async throws -> [String: String] {
    let (second, member) = (try fleet.user("second"), try fleet.user("member"))
    try await fleet.add(second, to: scene.consumer, as: .manager)
    try await fleet.add(member, to: scene.consumer, as: .viewer)
    let invitation = try await fleet.invitations.invite(
      try #require(EmailAddress("invited@example.com")), to: scene.consumer.id, as: .viewer,
      by: FleetCaller(userID: scene.member(.owner, of: .consumer)))
    return [
      "consumer": "\(scene.consumer.id)", "idle": "\(scene.consumer.id)",
      "supplier": "\(scene.supplier.id)", "driver": "\(scene.driver.id)",
      "colleague": "\(try await fleet.driver(of: scene.consumer).id)",
      "attendant": "\(scene.member(.operator, of: .supplier))",
      "member": "\(member)", "second_manager": "\(second)",
      "invitation": "\(invitation.invitation.id)", "nobody": "\(fleet.ids.make(Company.self))",
    ]
  }

  private static func moneyNames(
    _ fleet: FleetFixture, _ scene: FleetScene
  ) async throws -> [String: String] {
    let account = try await fleet.account(scene)
    let colleague = try await fleet.driver(of: scene.consumer)
    let topUp = try await fleet.topUp(account, .dinars(centimes: 10_000_00), of: scene)
    _ = try await fleet.topUp(account, .dinars(centimes: 10_000_00), of: scene)
    let other = try await fleet.sales.request(
      fleet.wanted(scene, driver: colleague.id), by: scene.caller(.operator, of: .consumer)
    ).sale
    let sale = try await fleet.sale(scene)
    return [
      "account": "\(account.id)", "topup": "\(topUp.id)", "sale": "\(sale.id)",
      "receipt": sale.receipt?.code ?? "", "colleagues_request": "\(other.id)",
      "request": "\(try await fleet.request(scene).id)",
    ]
  }
}
