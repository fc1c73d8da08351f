import AdminResources
import Kernel
import Router

/// What somebody may do with the records of resources.
struct ResourceRights: Sendable {
  private let roles: Set<Role>
  /// Whether it is an API key that asks, and whether it may change anything.
  private let key: (isOne: Bool, mayWrite: Bool)

  init(_ principal: Principal) {
    roles = Set(principal.roles)
    key = (
      principal.key != nil,
      principal.key.map { $0.scopes.contains(Self.writing) } ?? true
    )
  }

  /// The scope by which an API key changes records.
  private static let writing = "admin.write"

  /// Whether they look at every context.
  var seesAll: Bool { roles.contains(.admin) || roles.contains(.support) }

  /// Whether they may look at the records.
  func mayRead(_ resource: AdminResource) -> Bool {
    seesAll || !roles.isDisjoint(with: resource.staff.readers)
      || !roles.isDisjoint(with: resource.staff.editors)
  }

  /// Whether they may change the records.
  func mayChange(_ resource: AdminResource) -> Bool {
    key.mayWrite
      && (roles.contains(.admin) || !roles.isDisjoint(with: resource.staff.editors))
  }

  /// Whether they may see what is masked, one record at a time. No API key may.
  func mayReveal(_ resource: AdminResource) -> Bool {
    !key.isOne && resource.hasPersonalFields && mayRead(resource)
  }

  /// Whether they may do an action. No API key does what is dangerous.
  func mayDo(_ action: AdminAction, with resource: AdminResource) -> Bool {
    mayChange(resource) && !(action.isDangerous && key.isOne)
  }
}
