public import Kernel
public import Work

extension IdentityService {
  /// How long a check is asked for, in seconds of business time: 30 days.
  private static let longestWait: Int64 = 30 * 86_400
  private static let page = 100

  /// Asks the provider what came of a check, whose webhook may have been lost.
  /// - Returns: when to ask again; nil once it is known, or does not matter any more.
  /// - Throws: `JobTaken`, or the store's error.
  public func verify(_ id: IdentityCase.ID, in run: JobRun) async throws -> Instant? {
    let now = parts.clock.now()
    guard let known = try await parts.store.check(id), known.state == .pending,
      now.milliseconds(since: known.createdAt) < Self.longestWait * 1_000,
      try await status(of: known.userID) == .pending
    else { return nil }
    let again = PaymentPause.until(from: known.createdAt, at: now)
    // It was taken out of the configuration, and may come back.
    guard let provider else { return again }
    let verdict: IdentityVerdict
    do throws(KYCError) {
      verdict = try await provider.status(of: id, for: known.userID)
    } catch { return again }
    guard verdict != .pending else { return again }
    try await hear(verdict, of: id, in: run)
    return nil
  }

  /// Has all checks asked for that nobody has decided on, those whose jobs were lost among them.
  /// - Throws: the store's error.
  public func reconcile() async throws {
    let now = parts.clock.now()
    var after: IdentityCase.ID?
    repeat {
      let open = try await parts.store.openChecks(
        since: now.adding(seconds: -Self.longestWait), after: after, limit: Self.page)
      try await parts.store.atomically(.unkeyed) { transaction in
        for check in open {
          try transaction.work.enqueue(VerifyDocument(check), unique: .byArguments)
        }
      }
      after = open.count == Self.page ? open.last?.id : nil
    } while after != nil
  }
}

extension PaymentTransaction {
  /// Has a check asked for that the provider has not decided on at once.
  func verifyLater(_ check: IdentityCase, at now: Instant) throws {
    try work.enqueue(
      VerifyDocument(check), at: PaymentPause.until(from: check.createdAt, at: now),
      unique: .byArguments)
  }
}

/// Asks what came of a check until it is known.
public struct VerifyDocument: Job {
  /// `ajo.kyc.verify`.
  public static let kind = "ajo.kyc.verify"
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

/// Has all checks asked for that nobody has decided on.
public struct ReconcileDocuments: Job {
  /// `ajo.kyc.reconcile`.
  public static let kind = "ajo.kyc.reconcile"

  /// The job.
  public init() {}
}
