public import Kernel
import Ports
import Work

/// Takes what devices report.
///
/// An upload is one unit of work, however many records it has: they are read with what is around
/// them, judged one after the other, written at once, and what they earn is posted at once.
public struct UploadService: Sendable {
  /// Hears of records that were flagged and count all the same.
  public typealias Suspecting = @Sendable (StepRecord) -> Void

  private let store: any FitnessStore
  private let terms: FitnessTermsSource
  private let suspecting: Suspecting

  /// Makes the service.
  public init(
    store: any FitnessStore, terms: @escaping FitnessTermsSource,
    suspecting: @escaping Suspecting = { _ in }
  ) {
    self.store = store
    self.terms = terms
    self.suspecting = suspecting
  }

  /// Takes one record.
  /// - Throws: `StepRefusal` where a rule refuses it, `UserLeaving`, `Replay`, or the store's
  ///   error.
  public func record(
    _ upload: StepUpload, of user: UserID, once: Once<UploadOutcome> = .unkeyed
  ) async throws -> UploadOutcome {
    try await record([upload], isBatch: false, of: user, once: once) { throw $0 }
  }

  /// Takes up to 500 records; those that rules refuse are told among the results.
  /// - Throws: `UserLeaving`, `Replay`, or the store's error.
  public func record(
    _ uploads: [StepUpload], of user: UserID, once: Once<UploadOutcome> = .unkeyed
  ) async throws -> UploadOutcome {
    try await record(uploads, isBatch: true, of: user, once: once) {
      UploadResult(status: .refused($0), record: nil)
    }
  }

  private func record(
    _ uploads: [StepUpload], isBatch: Bool, of user: UserID, once: Once<UploadOutcome>,
    refused: @escaping @Sendable (StepRefusal) throws -> UploadResult
  ) async throws -> UploadOutcome {
    let terms = terms()
    let outcome = try await store.atomically(once) { transaction in
      try transaction.work.requirePresent([user])
      let profile = try transaction.lockProfile(user)
      var book = try transaction.book(for: uploads, of: profile, terms: terms)
      let results = try uploads.map { upload in
        do throws(StepRefusal) {
          return try book.take(upload, as: transaction.ids.make())
        } catch {
          return try refused(error)
        }
      }
      return try transaction.finish(
        book, results, isBatch: isBatch, of: profile, terms: terms)
    }
    for case let record? in outcome.results.map(\.record)
    where !record.flags.isEmpty && record.verification == .verified {
      suspecting(record)
    }
    return outcome
  }
}

extension FitnessTransaction {
  /// Reads what an upload is judged by.
  fileprivate func book(
    for uploads: [StepUpload], of profile: FitnessProfile, terms: FitnessTerms
  ) throws -> UploadBook {
    let today = StepZone.utc.date(at: now)
    // What rules refuse for its date alone needs nothing around it.
    let possible = today.adding(days: -terms.lateUploadDays - 1)...today.adding(days: 1)
    let dates = Set(uploads.map { $0.date(in: profile.zone) }.filter(possible.contains))
    guard let first = dates.min(), let last = dates.max() else {
      return UploadBook(
        profile, UploadSurroundings(records: [], days: [], devicesOfOthers: []), on: [],
        by: terms, at: now)
    }
    let near = Set(dates.flatMap { date in (-2...2).map { date.adding(days: $0) } })
    let found = try surroundings(
      UploadQuestion(
        userID: profile.userID, dates: near,
        externalIDs: Set(uploads.compactMap(\.externalID)), earliest: possible.lowerBound,
        days: min(first.adding(days: -14), possible.lowerBound)...last.adding(days: 2),
        devices: Set(uploads.filter { $0.steps > 0 }.compactMap(\.reporter.deviceID)),
        devicesSince: now.adding(seconds: -30 * 86_400)))
    return UploadBook(profile, found, on: near, by: terms, at: now)
  }

  /// Writes what an upload came to.
  fileprivate func finish(
    _ book: UploadBook, _ results: [UploadResult], isBatch: Bool, of profile: FitnessProfile,
    terms: FitnessTerms
  ) throws -> UploadOutcome {
    let new = book.newRecords
    try rewrite(book.replaced)
    try insert(new)
    // Also of what counts: staff may ask about any record.
    try withdrawReviews(of: book.replaced.map(\.id))
    let waiting = new.filter { $0.verification == .pending && $0.supersededBy == nil }
    if !waiting.isEmpty { try openReviews(waiting) }
    let dates = book.dates.union(book.changedDates)
    let settled = try settle(
      profile, try found(in: book, on: dates, of: profile.userID), dates: dates,
      changed: book.changedDates, cause: .records(new.map(\.id)), terms: terms)
    if !new.isEmpty { try tell(.stepsRecorded(new, settled)) }
    let wallet = try settled.coins?.wallet ?? self.wallet(of: profile.userID)
    return UploadOutcome(
      isBatch: isBatch,
      results: results.map { result in
        // A later record of the upload may have taken its place.
        UploadResult(
          status: result.status,
          record: result.record.map { book.inserted[$0.id] ?? $0 })
      },
      days: settled.days, coinsAwarded: settled.coinsAwarded, unlocked: settled.unlocked,
      wallet: WalletView(wallet: wallet, fraction: settled.profile.earned.remainder))
  }
}

extension FitnessTransaction {
  /// Dates as they are once the records of an upload are written. Those that only a correction by
  /// an external id has touched are read now.
  private func found(
    in book: UploadBook, on dates: Set<CivilDate>, of user: UserID
  ) throws -> SettledDates {
    let others = dates.subtracting(book.knownDates)
    let known = book.settled(on: dates.intersection(book.knownDates))
    guard !others.isEmpty else { return known }
    let read = try settled(user, dates: others)
    return SettledDates(
      records: known.records.merging(read.records) { first, _ in first },
      days: known.days.merging(read.days) { first, _ in first })
  }
}
