public import Fitness
public import Kernel
import Storage
import WorkTesting

// Reviews and trust, as tests use them.
extension FitnessFixture {
  /// Reviews.
  public var reviews: ReviewService {
    ReviewService(store: store, clock: time.clock, terms: terms.source)
  }

  /// Trust.
  public var trust: TrustService {
    TrustService(store: store, users: directory, clock: time.clock)
  }

  /// A new user who decides about records.
  public func moderator(_ name: String) throws -> FitnessCaller {
    caller(try user(name), .moderator)
  }

  /// A new administrator.
  public func administrator(_ name: String) throws -> FitnessCaller {
    caller(try user(name), .admin)
  }

  /// Uploads a day total of an earlier date.
  public func total(
    _ user: UserID, daysAgo days: Int, _ steps: Int
  ) async throws -> StepRecord {
    try await walk(user, date(daysAgo: days), steps).record()
  }

  /// Uploads an interval of an earlier date, told as `HH:MM` in UTC, by a phone.
  public func interval(
    _ user: UserID, daysAgo days: Int, _ from: String, _ to: String, _ steps: Int
  ) async throws -> StepRecord {
    let date = date(daysAgo: days)
    let times = [from, to].map {
      StepZone.utc.instant(on: date, at: (ClockTime($0)?.minutes ?? 0) * 60)
    }
    return try await uploads.record(
      StepUpload(
        steps: steps, source: .healthConnect, span: .interval(times[0]..<times[1]),
        deviceID: "phone"), of: user
    ).record()
  }

  /// An earlier date.
  public func date(daysAgo days: Int) -> CivilDate {
    StepZone.utc.date(at: time.clock.now()).adding(days: -days)
  }

  /// An earlier date of somebody.
  public func day(_ user: UserID, daysAgo days: Int) async throws -> StepDay {
    let date = date(daysAgo: days)
    guard let day = try await store.days(of: user, in: date...date).first else {
      throw ReviewRefusal.notFound
    }
    return day
  }

  /// The coins that somebody can spend.
  public func coins(_ user: UserID) async throws -> Int64 {
    try await store.wallet(of: user)?.available ?? 0
  }

  /// Has somebody spend coins.
  public func spendCoins(_ coins: Int64, of user: UserID) async throws {
    try await store.atomically(.unkeyed) { transaction in
      _ = try transaction.move([.adjust(-coins, allowsDebt: false, note: nil)], of: user)
    }
  }

  /// Rejects a record that waits for a review.
  public func reject(_ record: StepRecord, by caller: FitnessCaller) async throws {
    guard
      let waiting = try await reviews.waiting().first(where: {
        $0.validation.recordID == record.id
      })
    else { throw ReviewRefusal.notFound }
    _ = try await reviews.decide(waiting.validation.id, .reject(reason: "no"), by: caller)
  }

  /// The states after acts of a kind, as the audit trail has them, in their order.
  public func audited(_ action: String) async throws -> [String] {
    try await database.all(
      "SELECT after FROM platform_audit WHERE action = \(action) ORDER BY sequence"
    ) { try $0.get(0, as: String?.self) ?? "" }
  }

  /// The types of what was told of an aggregate, in their order.
  public func eventTypes(of aggregate: String) async throws -> [String] {
    try await database.all(
      "SELECT type FROM platform_outbox WHERE aggregate = \(aggregate) ORDER BY number"
    ) { try $0["type"] }
  }

  /// What somebody was notified of, in its order.
  public func notifiedEvents(of user: UserID) async throws -> [String] {
    try await database.all(
      "SELECT event FROM platform_notifications WHERE user_id = \(user) ORDER BY id"
    ) { try $0["event"] }
  }
}

extension UploadOutcome {
  /// The record of an upload of one.
  fileprivate func record() throws -> StepRecord {
    guard let record = results.first?.record else { throw ReviewRefusal.notFound }
    return record
  }
}

extension ReviewService {
  /// The reviews that wait, the oldest first.
  public func waiting() async throws -> [ValidationView] {
    try await validations(
      ValidationFilter(state: .pending), in: .oldest(after: nil), limit: 200)
  }
}
