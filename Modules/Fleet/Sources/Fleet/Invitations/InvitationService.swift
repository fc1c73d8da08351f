public import Kernel
public import Ports
import Work

/// Invites people into companies, and takes their codes.
public struct InvitationService: Sendable {
  let store: any FleetStore
  let users: any UserDirectory
  let drivers: any DriverInvitations
  let post: InvitationPost
  let clock: any WallClock
  let ids: any IDSource

  /// Makes the service.
  /// - Parameter drivers: accepts the codes of drivers.
  public init(
    store: any FleetStore, users: any UserDirectory, drivers: any DriverInvitations,
    post: InvitationPost, clock: any WallClock, ids: any IDSource
  ) {
    self.store = store
    self.users = users
    self.drivers = drivers
    self.post = post
    self.clock = clock
    self.ids = ids
  }

  /// Invites somebody into a company. An open invitation for the same address ends.
  /// - Throws: `AccessRefusal`, `Replay`, or the store's error.
  public func invite(
    _ email: EmailAddress, to id: Company.ID, as role: MemberRole, by caller: FleetCaller,
    once: Once<MadeInvitation> = .unkeyed
  ) async throws -> MadeInvitation {
    let now = clock.now()
    let code = post.code()
    let invitation = CompanyInvitation(
      id: ids.make(), companyID: id, email: email, role: role, codeHash: code.hash,
      expiresAt: post.end(from: now), createdAt: now)
    return try await store.atomically(once) { transaction in
      let act: FleetAct = role >= .manager ? .governCompany : .changeCompany
      let (company, _) = try transaction.lockCompany(id, for: act, by: caller)
      try transaction.revokeInvitations(of: id, for: email, at: now)
      try transaction.insert(invitation)
      try post.send(
        code, of: invitation.id, to: email, from: company.name, as: role.rawValue, at: now,
        in: transaction)
      try transaction.work.record(
        AuditEntry(
          actor: caller.actor, action: "fleet.invitation.create", target: company.auditTarget,
          after: invitation.auditText, at: now))
      return MadeInvitation(invitation: invitation, company: company, code: code)
    }
  }

  /// Up to `limit` invitations of a company after a place, newest first, with the company.
  /// - Throws: `AccessRefusal`, or the store's error.
  public func invitations(
    of id: Company.ID, for caller: FleetCaller, before place: InvitationPlace?, limit: Int
  ) async throws -> (company: Company, invitations: [CompanyInvitation]) {
    let company = try await store.require(.readInvitations, of: id, for: caller)
    return (company, try await store.invitations(of: id, before: place, limit: limit))
  }

  /// Takes an invitation back. One that is over stays as it is.
  /// - Throws: `AccessRefusal`, or the store's error.
  public func revoke(
    _ invitation: CompanyInvitation.ID, of id: Company.ID, by caller: FleetCaller
  ) async throws {
    let now = clock.now()
    try await store.atomically(.unkeyed) { transaction in
      let (company, standing) = try transaction.lockCompany(id, for: .changeCompany, by: caller)
      guard var found = try transaction.lockInvitation(invitation, of: id) else {
        throw AccessRefusal.notFound
      }
      if found.role >= .manager { try standing.require(.governCompany, on: company) }
      guard found.state == .pending else { return }
      let before = found
      found.end(as: .revoked, at: now)
      try transaction.update(found)
      try transaction.work.record(
        AuditEntry(
          actor: caller.actor, action: "fleet.invitation.revoke", target: company.auditTarget,
          before: before.auditText, after: found.auditText, at: now))
    }
  }

  /// Accepts an invitation by its code: to be a member, or a driver.
  /// - Parameter code: what was typed.
  /// - Throws: `InvitationRefusal`, `UserLeaving`, `Replay`, or the store's error.
  public func accept(
    _ code: String, by caller: FleetCaller, once: Once<AcceptedInvitation> = .unkeyed
  ) async throws -> AcceptedInvitation {
    let now = clock.now()
    let user = InvitedUser(
      id: caller.userID, email: try await users.user(caller.userID)?.email, actor: caller.actor)
    return try await store.atomically(once) { transaction in
      guard let code = InvitationCode(typed: code) else { throw InvitationRefusal.notFound }
      try transaction.work.requirePresent([user.id])
      if let found = try transaction.invitation(by: code) {
        return try join(by: found, user, at: now, in: transaction)
      }
      return try drive(by: code, user, at: now, in: transaction)
    }
  }

  private func join(
    by found: CompanyInvitation, _ user: InvitedUser, at now: Instant,
    in transaction: any FleetTransaction
  ) throws -> AcceptedInvitation {
    guard let company = try transaction.lockCompany(found.companyID),
      var invitation = try transaction.lockInvitation(found.id, of: company.id)
    else { throw InvitationRefusal.notFound }
    try invitation.check(for: user, at: now)
    guard try transaction.member(user.id, of: company.id) == nil else {
      throw InvitationRefusal.alreadyMember
    }
    let member = CompanyMember(
      companyID: company.id, userID: user.id, role: invitation.role, joinedAt: now)
    invitation.end(as: .accepted, by: user.id, at: now)
    try transaction.update(invitation)
    try transaction.join(member, company, by: user.actor, at: now)
    return AcceptedInvitation(
      sight: CompanySight(
        company: company, balances: try transaction.balances(of: company), role: member.role),
      role: member.role.rawValue)
  }

  /// Accepts a driver's code.
  func drive(
    by code: InvitationCode, _ user: InvitedUser, at now: Instant,
    in transaction: any FleetTransaction
  ) throws -> AcceptedInvitation {
    let waiting = try transaction.waitingDriver(user.id)
    guard
      let driver = try drivers.accept(
        code, by: user, waiting: waiting, at: now, in: transaction),
      let company = try transaction.company(driver.companyID)
    else { throw InvitationRefusal.notFound }
    try transaction.removeWaitingDriver(user.id)
    try transaction.mirrorGrants(of: [user.id])
    return AcceptedInvitation(
      sight: CompanySight(company: company, balances: nil, role: nil), role: "driver")
  }
}

/// An invitation that was just made, with its code, which nobody is shown again.
public struct MadeInvitation: Hashable, Sendable {
  /// The invitation.
  public let invitation: CompanyInvitation
  /// The company that invites.
  public let company: Company
  /// The code.
  public let code: InvitationCode
}

/// Where an accepted invitation has led.
public struct AcceptedInvitation: Hashable, Sendable {
  /// The company, as whom it invited sees it now.
  public let sight: CompanySight
  /// What they are there: a member's role, or `driver`.
  public let role: String
}

extension CompanyInvitation {
  /// Refuses whoever cannot accept it.
  /// - Throws: `InvitationRefusal`.
  func check(for user: InvitedUser, at now: Instant) throws(InvitationRefusal) {
    if state == .revoked { throw .notFound }
    guard user.email == email else { throw .otherAddress }
    if state == .accepted { throw .invitationUsed }
    if isExpired(at: now) { throw .invitationExpired }
  }

  /// Ends it.
  mutating func end(as state: State, by user: UserID? = nil, at now: Instant) {
    self.state = state
    acceptedBy = user
    endedAt = now
  }
}
