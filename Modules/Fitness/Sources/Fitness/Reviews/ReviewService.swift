public import Kernel
import Ports
import Work

/// What the staff makes of records that look as if nobody had walked them.
///
/// A decision is one unit of work: the record and those whose place it takes, the dates, coins and
/// achievements that follow, the audit trail and the event. The owner's profile is locked first, as
/// by every upload, so that of two who decide at once one wins.
public struct ReviewService: Sendable {
  private let store: any FitnessStore
  private let clock: any WallClock
  private let terms: FitnessTermsSource

  /// Makes the service.
  public init(
    store: any FitnessStore, clock: any WallClock, terms: @escaping FitnessTermsSource
  ) {
    self.store = store
    self.clock = clock
    self.terms = terms
  }

  /// Up to `limit` validations of a filter.
  /// - Throws: the store's error.
  public func validations(
    _ filter: ValidationFilter, in order: ValidationOrder, limit: Int
  ) async throws -> [ValidationView] {
    try await store.validations(filter, in: order, limit: limit)
  }

  /// A validation.
  /// - Throws: `ReviewRefusal.notFound`, or the store's error.
  public func validation(_ id: StepValidation.ID) async throws -> ValidationView {
    guard let view = try await store.validation(id) else { throw ReviewRefusal.notFound }
    return view
  }

  /// Asks about a record that no rule has flagged, or that was decided before. It counts as before
  /// until somebody answers.
  /// - Parameter reason: why, 1–500 characters.
  /// - Throws: `ReviewRefusal.notFound`, `alreadyPending`, `Replay`, or the store's error.
  public func open(
    _ record: StepRecord.ID, because reason: String, by caller: FitnessCaller,
    once: Once<ValidationView> = .unkeyed
  ) async throws -> ValidationView {
    let now = clock.now()
    guard let owner = try await store.owner(of: record) else { throw ReviewRefusal.notFound }
    return try await store.atomically(once) { transaction in
      _ = try transaction.lockProfile(owner)
      guard var found = try transaction.record(record) else { throw ReviewRefusal.notFound }
      guard try transaction.pendingReview(of: record) == nil else {
        throw ReviewRefusal.alreadyPending
      }
      found.reason = reason
      let validation = StepValidation(
        id: transaction.ids.make(), of: found, score: found.flags.map(\.score).max() ?? 0,
        rules: found.flags, reason: reason, at: now)
      try transaction.insert([validation])
      try transaction.rewrite([found])
      try transaction.account(for: "open", from: nil, to: validation, by: caller, at: now)
      try transaction.tell(.opened(validation))
      return ValidationView(validation: validation, record: found)
    }
  }

  /// Decides whether a record counts.
  ///
  /// One that is approved takes the place of what it corrects; where one is rejected, what it had
  /// corrected is in force again. The third record of somebody that is rejected within 30 days
  /// makes their trust low.
  /// - Parameter condition: refuses a decision on a version that the caller has not seen.
  /// - Throws: `ReviewRefusal.notFound`, `ownRecord`, what `condition` throws, `alreadyDecided`,
  ///   `Replay`, or the store's error.
  @discardableResult
  public func decide(
    _ id: StepValidation.ID, _ decision: ReviewDecision, by caller: FitnessCaller,
    if condition: @escaping VersionCheck = { _ in },
    once: Once<ValidationView> = .unkeyed
  ) async throws -> ValidationView {
    let (now, terms) = (clock.now(), terms())
    let owner = try await owner(of: id)
    guard owner != caller.userID else { throw ReviewRefusal.ownRecord }
    return try await store.atomically(once) { transaction in
      let profile = try transaction.lockProfile(owner)
      guard let before = try transaction.lockReview(id) else { throw ReviewRefusal.notFound }
      try condition(before.version)
      var validation = before
      try validation.decide(decision, by: caller.userID, at: now)
      try transaction.update(validation)
      let record = try transaction.apply(decision, to: validation, terms: terms)
      let isDistrusted = try transaction.distrust(profile, after: validation, at: now)
      try transaction.account(
        for: decision.act, from: before, to: validation, by: caller, at: now,
        isDistrusted ? [("trust", FitnessProfile.Trust.low.rawValue)] : [])
      try transaction.tell(.decided(validation))
      return ValidationView(validation: validation, record: record)
    }
  }

  /// Asks about a record once more, after it was decided. It counts as before until somebody
  /// answers.
  /// - Parameter reason: why, 1–500 characters.
  /// - Throws: `ReviewRefusal.notFound`, `alreadyPending`, `alreadyDecided`, `Replay`, or the
  ///   store's error.
  @discardableResult
  public func reopen(
    _ id: StepValidation.ID, because reason: String, by caller: FitnessCaller,
    if condition: @escaping VersionCheck = { _ in },
    once: Once<ValidationView> = .unkeyed
  ) async throws -> ValidationView {
    let now = clock.now()
    let owner = try await owner(of: id)
    return try await store.atomically(once) { transaction in
      _ = try transaction.lockProfile(owner)
      guard let before = try transaction.lockReview(id) else { throw ReviewRefusal.notFound }
      try condition(before.version)
      var validation = before
      try validation.reopen(because: reason, at: now)
      guard try transaction.pendingReview(of: before.recordID) == nil else {
        throw ReviewRefusal.alreadyPending
      }
      try transaction.update(validation)
      var record = try transaction.record(before.recordID)
      record?.reason = reason
      try transaction.rewrite(record.map { [$0] } ?? [])
      try transaction.account(for: "reopen", from: before, to: validation, by: caller, at: now)
      try transaction.tell(.opened(validation))
      return ValidationView(validation: validation, record: record)
    }
  }

  /// Whose record a validation asks about: it never changes, so that it is known before any lock.
  private func owner(of id: StepValidation.ID) async throws -> UserID {
    guard let view = try await store.validation(id) else { throw ReviewRefusal.notFound }
    return view.validation.userID
  }
}

extension ReviewDecision {
  /// What was done, for the audit trail.
  fileprivate var act: String {
    switch self {
    case .approve: "approve"
    case .reject: "reject"
    }
  }
}
