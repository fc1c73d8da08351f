internal import HTTP
internal import Kernel
internal import Synchronization

/// Keeps one caller from asking too often: a token bucket a caller and rule, in memory.
///
/// A caller is the user behind the access token, or else the address. Answers say how much is
/// left (`RateLimit-Limit`, `RateLimit-Remaining`, `RateLimit-Reset`), and one too many is
/// answered 429 with `Retry-After`.
public struct RateLimit: Gate {
  /// How often one caller may ask.
  public struct Rule: Hashable, Sendable {
    /// What the rule is for; requests under one name share a bucket.
    public let name: String
    /// How many requests may come at once: the bucket's size, 1 or more.
    public let burst: Int
    /// In how many seconds an empty bucket is full again, 1 or more.
    public let seconds: Int

    /// A rule: `burst` requests in `seconds` seconds.
    public init(name: String, burst: Int, seconds: Int) {
      self.name = name
      self.burst = max(1, burst)
      self.seconds = max(1, seconds)
    }
  }

  private let rule: @Sendable (RequestContext) -> Rule?
  private let buckets: RateBuckets

  /// One rule a request, chosen by its route.
  ///
  /// - Parameters:
  ///   - callers: how many buckets are kept at most; beyond it those that are full are forgotten
  ///     first.
  ///   - rule: the rule for a request; `nil` lets it pass uncounted.
  public init(callers: Int = 100_000, rule: @escaping @Sendable (RequestContext) -> Rule?) {
    self.rule = rule
    self.buckets = RateBuckets(limit: callers)
  }

  /// Takes one from the caller's bucket, or refuses.
  public func admit(_ context: RequestContext) -> Admission {
    guard let rule = rule(context) else { return .pass }
    let caller: RateBuckets.Caller =
      context.principal.map { .user($0.userID) } ?? .address(context.remoteAddress)
    let verdict = buckets.take(.init(rule: rule.name, caller: caller), rule, at: context.now)
    context.answerFields += [
      ("RateLimit-Limit", String(rule.burst)),
      ("RateLimit-Remaining", String(verdict.remaining)),
      ("RateLimit-Reset", String(verdict.resetSeconds)),
    ]
    if verdict.isAllowed { return .pass }
    return .answer(
      ProblemResponse.make(
        Problem(
          .tooManyRequests, detail: "You are asking too often. Try again later.",
          retryAfterSeconds: verdict.retryAfterSeconds), requestID: context.requestID))
  }
}

/// The buckets of all callers. A lock guards them: what happens under it takes well below a
/// microsecond.
final class RateBuckets: Sendable {
  enum Caller: Hashable, Sendable {
    case user(UserID)
    case address(String)
  }

  struct Key: Hashable, Sendable {
    let rule: String
    let caller: Caller
  }

  struct Verdict: Sendable {
    let isAllowed: Bool
    let remaining: Int
    let resetSeconds: Int
    let retryAfterSeconds: Int
  }

  /// When the bucket will be full, in milliseconds since 1970; that one number says how full it
  /// is now.
  private let fullAt = Mutex<[Key: Int64]>([:])
  private let limit: Int

  init(limit: Int) {
    self.limit = max(1, limit)
  }

  func take(_ key: Key, _ rule: RateLimit.Rule, at now: Instant) -> Verdict {
    fullAt.withLock { fullAt in
      if fullAt.count >= limit, fullAt[key] == nil { Self.makeRoom(in: &fullAt, at: now) }
      let now = now.milliseconds
      let span = Int64(rule.seconds) * 1_000
      let missing = max(0, (fullAt[key] ?? now) - now)
      let cost = max(1, span / Int64(rule.burst))
      guard missing + cost <= span else {
        return Verdict(
          isAllowed: false, remaining: 0, resetSeconds: Self.seconds(missing),
          retryAfterSeconds: max(1, Self.seconds(missing + cost - span)))
      }
      fullAt[key] = now + missing + cost
      return Verdict(
        isAllowed: true, remaining: Int((span - missing - cost) / cost),
        resetSeconds: Self.seconds(missing + cost), retryAfterSeconds: 0)
    }
  }

  private static func seconds(_ milliseconds: Int64) -> Int { Int((milliseconds + 999) / 1_000) }

  /// Forgets the buckets that are full, and if that is not enough all of them: a caller may then
  /// ask too often once, which is better than memory without bound.
  private static func makeRoom(in fullAt: inout [Key: Int64], at now: Instant) {
    let count = fullAt.count
    fullAt = fullAt.filter { $0.value > now.milliseconds }
    if fullAt.count > count / 2 { fullAt.removeAll(keepingCapacity: true) }
  }
}
