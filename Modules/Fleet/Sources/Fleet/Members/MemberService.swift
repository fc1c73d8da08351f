public import Kernel
public import Ports
import Work

/// Who belongs to a company, and as what.
public struct MemberService: Sendable {
  let store: any FleetStore
  let users: any UserDirectory
  let clock: any WallClock

  /// Makes the service.
  public init(store: any FleetStore, users: any UserDirectory, clock: any WallClock) {
    self.store = store
    self.users = users
    self.clock = clock
  }

  /// Up to `limit` members of a company after a place, in the order in which they joined.
  /// - Throws: `AccessRefusal`, or the store's error.
  public func members(
    of id: Company.ID, for caller: FleetCaller, after place: MemberPlace?, limit: Int
  ) async throws -> [ListedMember] {
    try await store.require(.readRecords, of: id, for: caller)
    let members = try await store.members(of: id, after: place, limit: limit)
    let known = Dictionary(
      try await users.users(members.map(\.userID)).map { ($0.id, $0) },
      uniquingKeysWith: { first, _ in first })
    return members.map { ListedMember($0, known[$0.userID]) }
  }

  /// Gives a member another role. Making somebody the owner hands the company over: the owner
  /// before them becomes a manager.
  /// - Throws: `AccessRefusal`, `MemberRefusal`, `UserLeaving`, or the store's error.
  public func change(
    _ user: UserID, of id: Company.ID, to role: MemberRole, by caller: FleetCaller
  ) async throws -> ListedMember {
    let now = clock.now()
    let member = try await store.atomically(.unkeyed) { transaction in
      if role == .owner { try transaction.work.requirePresent([user]) }
      let (company, standing) = try transaction.lockCompany(id, for: .changeCompany, by: caller)
      guard let member = try transaction.member(user, of: id) else {
        throw AccessRefusal.notFound
      }
      if max(member.role, role) >= .manager {
        try standing.require(.governCompany, on: company)
      }
      guard member.role != role else { return member }
      guard member.role != .owner else { throw MemberRefusal.lastOwner }
      if role == .owner {
        return try transaction.handOver(company, to: member, by: caller.actor, at: now)
      }
      return try transaction.change(member, of: company, to: role, by: caller.actor, at: now)
    }
    return ListedMember(member, try await users.user(user))
  }

  /// Removes a member, or has them leave.
  /// - Throws: `AccessRefusal`, `MemberRefusal.lastOwner`, or the store's error.
  public func remove(
    _ user: UserID, from id: Company.ID, by caller: FleetCaller
  ) async throws {
    let now = clock.now()
    try await store.atomically(.unkeyed) { transaction in
      guard let company = try transaction.lockCompany(id) else { throw AccessRefusal.notFound }
      let standing = try transaction.standing(of: caller)
      let isLeaving = user == caller.userID && standing.membership(in: id) != nil
      if !isLeaving { try standing.require(.changeCompany, on: company) }
      guard let member = try transaction.member(user, of: id) else {
        throw AccessRefusal.notFound
      }
      if !isLeaving, member.role >= .manager {
        try standing.require(.governCompany, on: company)
      }
      guard member.role != .owner else { throw MemberRefusal.lastOwner }
      try transaction.remove(member, from: company, by: caller.actor, at: now)
    }
  }

  /// Hands a company over to a user, as administrators do: also where its owner has left. The user
  /// becomes a member if they are none; an owner before them becomes a manager.
  /// - Parameter reason: the administrator's, for the audit trail.
  /// - Throws: `AccessRefusal.notFound` where there is no such company, or no such user who acts;
  ///   `MemberRefusal.ownsACompany`, `UserLeaving`, or the store's error.
  public func handOver(
    _ id: Company.ID, to user: UserID, because reason: String? = nil, by actor: Actor
  ) async throws -> Company {
    let now = clock.now()
    try await requireActive(user)
    return try await store.atomically(.unkeyed) {
      try handOver(id, to: user, because: reason, by: actor, at: now, in: $0)
    }
  }

  /// Looks whether there is a user who may act.
  /// - Throws: `AccessRefusal.notFound`, or the directory's error.
  func requireActive(_ user: UserID) async throws {
    guard try await users.user(user)?.isActive == true else { throw AccessRefusal.notFound }
  }

  /// The same within a unit of work that has locked nothing yet, of a user who may act.
  func handOver(
    _ id: Company.ID, to user: UserID, because reason: String?, by actor: Actor, at now: Instant,
    in transaction: any FleetTransaction
  ) throws -> Company {
    try transaction.work.requirePresent([user])
    guard let company = try transaction.lockCompany(id) else { throw AccessRefusal.notFound }
    guard company.ownerID != user else { return company }
    let member: CompanyMember
    if let known = try transaction.member(user, of: id) {
      member = known
    } else {
      member = CompanyMember(companyID: id, userID: user, role: .manager, joinedAt: now)
      try transaction.join(member, company, by: actor, at: now)
    }
    _ = try transaction.handOver(company, to: member, by: actor, at: now)
    if let reason {
      try transaction.record(
        "company.hand_over", on: company.auditTarget, because: reason, by: actor, at: now)
    }
    return try transaction.company(id) ?? company
  }
}

extension FleetTransaction {
  /// Makes a member of a locked company its owner, and the owner before them a manager.
  fileprivate func handOver(
    _ before: Company, to member: CompanyMember, by actor: Actor, at now: Instant
  ) throws -> CompanyMember {
    if try companyOwned(by: member.userID) != nil { throw MemberRefusal.ownsACompany }
    if let former = before.ownerID, let owner = try self.member(former, of: before.id) {
      _ = try change(owner, of: before, to: .manager, by: actor, at: now)
    }
    var company = before
    company.handOver(to: member.userID, at: now)
    try update(company)
    try tell(.companyUpdated(company))
    try note(company)
    try recordChange(from: before, to: company, by: actor, at: now)
    return try change(member, of: company, to: .owner, by: actor, at: now)
  }

  /// Gives a member of a locked company another role.
  fileprivate func change(
    _ before: CompanyMember, of company: Company, to role: MemberRole, by actor: Actor,
    at now: Instant
  ) throws -> CompanyMember {
    var member = before
    member.role = role
    try update(member)
    try tell(.memberChanged(member, of: company))
    try note(company)
    try work.record(
      AuditEntry(
        actor: actor, action: "fleet.member.change", target: company.auditTarget,
        before: before.auditText, after: member.auditText, at: now))
    return member
  }

  /// Makes somebody a member of a locked company.
  func join(
    _ member: CompanyMember, _ company: Company, by actor: Actor, at now: Instant
  ) throws {
    try insert(member)
    try tell(.memberJoined(member, of: company))
    try mirrorGrants(of: [member.userID])
    try work.record(
      AuditEntry(
        actor: actor, action: "fleet.member.add", target: company.auditTarget,
        after: member.auditText, at: now))
  }

  /// Removes a member from a locked company.
  func remove(
    _ member: CompanyMember, from company: Company, by actor: Actor, at now: Instant
  ) throws {
    try remove(member)
    try tell(.memberLeft(member, of: company))
    try mirrorGrants(of: [member.userID])
    try work.record(
      AuditEntry(
        actor: actor, action: "fleet.member.remove", target: company.auditTarget,
        before: member.auditText, at: now))
  }
}

extension FleetStore {
  /// Lets a caller read something of a company.
  /// - Throws: `AccessRefusal`, or the store's error.
  @discardableResult
  public func require(
    _ act: FleetAct, of id: Company.ID, for caller: FleetCaller
  ) async throws -> Company {
    let standing = try await standing(of: caller)
    guard let company = try await companies([id]).first else { throw AccessRefusal.notFound }
    try standing.require(act, on: company)
    return company
  }
}
