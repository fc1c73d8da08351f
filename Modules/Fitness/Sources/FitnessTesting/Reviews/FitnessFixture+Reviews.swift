public import Fitness
public import Kernel
import Storage

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
    FitnessCaller(userID: try user(name), rights: [.moderator])
  }

  /// A new administrator.
  public func admin(_ name: String) throws -> FitnessCaller {
    FitnessCaller(userID: try user(name), rights: [.admin])
  }

  /// Somebody's profile.
  public func profile(_ user: UserID) async throws -> FitnessProfile {
    try await store.atomically(.unkeyed) { try $0.lockProfile(user) }
  }

  /// Rejects a record that waits for a review.
  public func reject(_ record: StepRecord, by caller: FitnessCaller) async throws {
    guard
      let waiting = try await reviews.waiting().first(where: {
        $0.validation.recordID == record.id
      })
    else { throw ReviewRefusal.notFound }
    try await reviews.decide(waiting.validation.id, .reject(reason: "no"), by: caller)
  }

  /// The states after acts of a kind, as the audit trail has them, in their order.
  public func audited(_ action: String) async throws -> [String] {
    try await database.all(
      "SELECT after FROM platform_audit WHERE action = \(action) ORDER BY sequence"
    ) { try $0.get(0, as: String?.self) ?? "" }
  }
}

extension ReviewService {
  /// The reviews that wait, the oldest first.
  public func waiting() async throws -> [ValidationView] {
    try await validations(
      ValidationFilter(state: .pending), in: .oldest(after: nil), limit: 100)
  }
}
