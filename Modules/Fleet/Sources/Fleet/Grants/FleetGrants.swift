public import Kernel
public import Ports
public import Work

/// The grants by which others can tell what somebody is in Fleet. What gives rights is the standing
/// that they mirror.
public enum FleetGrants {
  /// A member of a supplier.
  public static let supplier = Role("fleet:supplier_company")
  /// A member of a consumer.
  public static let consumer = Role("fleet:consumer_company")
  /// A driver.
  public static let driver = Role("fleet:driver")
}

extension Standing {
  /// The grants that mirror it.
  public var grants: Set<Role> {
    var grants = Set(
      memberships.map { $0.type == .supplier ? FleetGrants.supplier : FleetGrants.consumer })
    if driver != nil { grants.insert(FleetGrants.driver) }
    return grants
  }
}

/// Has a user's grants mirror what they are in Fleet by now. It may run more than once.
public struct MirrorGrants: Job, Hashable {
  /// `fleet.grants.mirror`.
  public static let kind = "fleet.grants.mirror"
  /// The user.
  public let user: UserID

  /// Asks for a user's grants to be set.
  public init(of user: UserID) { self.user = user }

  private enum CodingKeys: String, CodingKey {
    case user = "userID"
  }
}

/// Has the grants of all those mirrored who were in a company that is deleted.
public struct MirrorCompanyGrants: Job, Hashable {
  /// `fleet.grants.mirror_company`.
  public static let kind = "fleet.grants.mirror_company"
  /// The company.
  public let company: Company.ID

  /// Asks for the grants of a company's people to be set.
  public init(of company: Company.ID) { self.company = company }

  private enum CodingKeys: String, CodingKey {
    case company = "companyID"
  }
}

extension FleetTransaction {
  /// Has users' grants set, after the commit. Each change asks anew: a job that is under way may
  /// have looked already.
  public func mirrorGrants(of users: [UserID]) throws {
    for user in users { try work.enqueue(MirrorGrants(of: user)) }
  }
}

/// Sets grants as users stand in Fleet.
public struct GrantMirror: Sendable {
  private let store: any FleetStore
  private let keeper: (any GrantKeeper)?

  /// Makes a mirror.
  /// - Parameter keeper: what keeps grants; nil where nothing does.
  public init(store: any FleetStore, keeper: (any GrantKeeper)?) {
    self.store = store
    self.keeper = keeper
  }

  /// Sets a user's grants.
  /// - Throws: the store's or the keeper's error.
  public func mirror(_ user: UserID) async throws {
    guard let keeper else { return }
    var standing = try await store.standing(of: user, oversight: nil)
    while true {
      try await keeper.setGrants(standing.grants, of: user, in: "fleet")
      // Another job may have read a newer standing and set it before this one set an older.
      let now = try await store.standing(of: user, oversight: nil)
      if now.grants == standing.grants { return }
      standing = now
    }
  }

  /// Sets the grants of everybody who is or was in a company.
  /// - Throws: the store's or the keeper's error.
  public func mirror(_ company: Company.ID) async throws {
    var after: UserID?
    repeat {
      let people = try await store.people(of: company, after: after, limit: 200)
      for user in people { try await mirror(user) }
      after = people.count == 200 ? people.last : nil
    } while after != nil
  }
}
