public import HTTP
public import Kernel

/// How often one caller may ask.
public struct RateRule: Hashable, Sendable {
  /// Whose requests are counted together.
  public enum Counting: String, Hashable, Sendable {
    /// The user behind the access token, or else the client's address.
    case caller
    /// The client's address, whoever is signed in there.
    case address
  }

  /// What the rule is for: visible ASCII without quotes and backslashes. Requests under one name
  /// share a bucket.
  public let name: String
  /// How many requests may come at once: the bucket's size, 1 or more.
  public let limit: Int
  /// In how many seconds an empty bucket is full again, 1 or more.
  public let seconds: Int
  /// Whose requests are counted together.
  public let counting: Counting

  /// A rule: `limit` requests in `seconds` seconds.
  public init(name: String, limit: Int, seconds: Int, by counting: Counting = .caller) {
    self.name = name
    self.limit = max(1, limit)
    self.seconds = max(1, seconds)
    self.counting = counting
  }

  /// Microseconds in which one request's worth flows back: at least 1.
  public var cost: Int64 { max(1, Int64(seconds) * 1_000_000 / Int64(limit)) }

  /// Microseconds in which all of it flows back.
  public var span: Int64 { cost * Int64(limit) }

  /// By how many microseconds a request may come too early: half of `cost`, a second at most. So
  /// servers whose clocks differ by as little, and requests that overtake each other, count alike;
  /// no more pass in all, since what is taken early must flow back all the same.
  public var slack: Int64 { min(cost / 2, 1_000_000) }

  /// Of a bucket that takes longer than this to be full nothing is to be had.
  var room: Int64 { span + slack }
}

/// Whose bucket it is.
public enum RateCaller: Hashable, Sendable {
  /// A user.
  case user(UserID)
  /// A program with an API key.
  case key(APIKeyID)
  /// An IPv4 address, or the /64 of an IPv6 one.
  case address(IPAddress)
  /// Whoever has no address, all together.
  case unknown

  /// Who sends a request, as a rule counts.
  public init(_ context: RequestContext, by counting: RateRule.Counting) {
    if counting == .caller, let principal = context.principal {
      self = principal.key.map { .key($0.id) } ?? .user(principal.userID)
    } else {
      self = context.subscriber.map { .address($0) } ?? .unknown
    }
  }

  /// The caller in a text that no other caller has.
  var text: String {
    switch self {
    case .user(let id): "user \(id)"
    case .key(let id): "key \(id)"
    case .address(let address): "address \(address)"
    case .unknown: "unknown"
    }
  }
}

/// How full a bucket is, in one number: when it will be full again, in microseconds since 1970
/// (the generic cell rate algorithm, ITU-T I.371). A time in the past is a full bucket.
public struct RateLevel: Hashable, Sendable {
  /// When the bucket is full.
  public var fullAt: Int64

  /// A bucket that is full at this time.
  public init(fullAt: Int64) {
    self.fullAt = fullAt
  }

  /// The level as a clock that was right would have left it. One that lies further ahead than a
  /// bucket can was left by a clock that was set back since: it is a full bucket.
  func plausible(_ rule: RateRule, at now: Int64) -> RateLevel {
    let farthest = now + rule.room + ClockTolerance.seconds * 1_000_000
    return RateLevel(fullAt: fullAt > farthest ? now : min(fullAt, now + rule.room))
  }

  /// How many requests may come now.
  func free(_ rule: RateRule, at now: Int64) -> Int {
    let missing = max(0, fullAt - now)
    return missing > rule.room ? 0 : Int((rule.room - missing) / rule.cost)
  }

  /// Takes at most so many.
  /// - Returns: how many were taken.
  mutating func take(_ count: Int, _ rule: RateRule, at now: Int64) -> Int {
    let granted = min(count, free(rule, at: now))
    if granted > 0 { fullAt = max(fullAt, now) + Int64(granted) * rule.cost }
    return granted
  }
}

/// What a caller is told.
public struct RateVerdict: Hashable, Sendable {
  /// Whether the request may pass.
  public let isAllowed: Bool
  /// How many more may come now.
  public let remaining: Int
  /// Seconds until the bucket is full again.
  public let resetSeconds: Int
  /// Seconds until one may come: 0 where the request may pass.
  public let retryAfterSeconds: Int

  init(_ level: RateLevel, _ rule: RateRule, isAllowed: Bool, held: Int = 0, at now: Int64) {
    let missing = max(0, level.fullAt - now)
    self.isAllowed = isAllowed
    remaining = isAllowed ? level.free(rule, at: now) + held : 0
    resetSeconds = Self.seconds(missing)
    retryAfterSeconds = isAllowed ? 0 : max(1, Self.seconds(missing + rule.cost - rule.span))
  }

  private static func seconds(_ microseconds: Int64) -> Int {
    Int((max(0, microseconds) + 999_999) / 1_000_000)
  }
}
