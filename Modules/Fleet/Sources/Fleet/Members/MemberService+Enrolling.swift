public import Kernel
public import Ports
import Work

extension MemberService {
  /// Makes a user a member without an invitation, as whoever sets companies up for others does.
  /// - Parameter role: below owner.
  /// - Returns: false if they are a member already.
  /// - Throws: `AccessRefusal.notFound` where there is no such company, or no such user who acts;
  ///   `UserLeaving`, or the store's error.
  public func enrol(
    _ user: UserID, in id: Company.ID, as role: MemberRole, by actor: Actor
  ) async throws -> Bool {
    let now = clock.now()
    guard try await users.user(user)?.isActive == true else { throw AccessRefusal.notFound }
    return try await store.atomically(.unkeyed) { transaction in
      try transaction.work.requirePresent([user])
      guard let company = try transaction.lockCompany(id) else { throw AccessRefusal.notFound }
      guard try transaction.member(user, of: id) == nil else { return false }
      try transaction.join(
        CompanyMember(companyID: id, userID: user, role: role, joinedAt: now), company, by: actor,
        at: now)
      return true
    }
  }
}
