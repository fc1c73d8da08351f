public import Kernel
public import Work

extension IdentityService {
  /// Tells the administrators of a check on which nobody has decided for a day: providers leave
  /// some to people, and a webhook may be lost.
  /// - Throws: `JobTaken`, or the store's error.
  public func remind(of id: IdentityCase.ID, in run: JobRun) async throws {
    guard let known = try await parts.store.check(id), known.state == .pending else { return }
    let administrators = try await parts.administrators()
    try await parts.store.atomically(.unkeyed) { transaction in
      let customer = try transaction.lockCustomer(known.userID)
      if customer.status == .pending, try transaction.latestCheck(of: known.userID) == id,
        try transaction.lockCheck(id)?.state == .pending
      {
        for administrator in administrators {
          try transaction.work.notify(.identityUndecided(known), administrator)
        }
      }
      try transaction.work.complete(run)
    }
  }
}

extension PaymentTransaction {
  /// Whether the latest check of a customer who is locked has been open for so long that another
  /// may take its place.
  func isStale(_ user: UserID, at now: Instant) throws -> Bool {
    guard let id = try latestCheck(of: user), let check = try lockCheck(id) else { return false }
    return check.state == .pending
      && now.milliseconds(since: check.createdAt) >= IdentityCase.patience * 1_000
  }
}

/// Looks at a check a day after it was asked for.
public struct RemindOfDocument: Job {
  /// `ajo.kyc.remind`.
  public static let kind = "ajo.kyc.remind"
  /// Beside whatever asks payment providers.
  public static var queue: JobQueue { .ajoPayments }
  /// The check.
  public let check: IdentityCase.ID

  /// The job of a check.
  public init(_ check: IdentityCase) { self.check = check.id }

  private enum CodingKeys: String, CodingKey {
    case check = "check_id"
  }
}
