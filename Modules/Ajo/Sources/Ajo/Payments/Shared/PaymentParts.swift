public import Kernel
public import Ledger
public import Payments
public import Ports

/// What everything that moves money in and out is made of.
public struct PaymentParts: Sendable {
  /// Where it is kept.
  public let store: any PaymentStore
  /// The ledger, to look at.
  public let ledger: any Ledger
  /// The payment providers.
  public let gateways: PaymentGateways
  /// The users' directory.
  public let users: any UserDirectory
  /// Seals what nobody may read.
  public let seal: any SecretKeeper
  /// Business time.
  public let clock: any WallClock
  /// The machine's time, which caches follow.
  public let machineClock: any WallClock
  /// Makes ids.
  public let ids: any IDSource
  /// The currency of every wallet.
  public let currency: Unit
  /// Where days begin.
  public let zone: TimeZoneRules
  /// What administrators have set, as it is now.
  public let terms: @Sendable () -> PaymentTerms
  /// Counts what became of payments: what (`deposit`), and its state.
  public let count: @Sendable (_ what: String, _ state: String) -> Void

  /// Puts the parts together.
  public init(
    store: any PaymentStore, ledger: any Ledger, gateways: PaymentGateways,
    users: any UserDirectory, seal: any SecretKeeper, clock: any WallClock,
    machineClock: any WallClock, ids: any IDSource, currency: Unit, zone: TimeZoneRules,
    terms: @escaping @Sendable () -> PaymentTerms,
    count: @escaping @Sendable (_ what: String, _ state: String) -> Void = { _, _ in }
  ) {
    self.store = store
    self.ledger = ledger
    self.gateways = gateways
    self.users = users
    self.seal = seal
    self.clock = clock
    self.machineClock = machineClock
    self.ids = ids
    self.currency = currency
    self.zone = zone
    self.terms = terms
    self.count = count
  }

  /// After how many seconds of the machine's time a provider that knows of no payout or refund can
  /// be believed: all tries of the last attempt are over by then.
  private static let silence: Int64 = 300

  /// Whether a provider that knows of nothing can be believed.
  /// - Parameter attempt: when it was asked last, by the machine's clock; nil where it never was.
  func isSilent(since attempt: Instant?) -> Bool {
    guard let attempt else { return true }
    return machineClock.now().milliseconds(since: attempt) >= Self.silence * 1_000
  }

  /// When the day began that it is.
  var startOfToday: Instant { zone.startOfDay(zone.date(at: clock.now())) }

  /// The administrators, who are told what only a person can settle.
  func administrators() async throws -> [UserID] { try await users.users(having: .admin) }

  /// A user who may act.
  /// - Throws: `NotFound`.
  func present(_ user: UserID) async throws -> DirectoryUser {
    guard let found = try await users.user(user), found.isActive else { throw NotFound() }
    return found
  }
}

/// How long to wait before a provider is asked again: a quarter of the time that has passed, from
/// ten seconds to six hours.
enum PaymentPause {
  static func until(from start: Instant, at now: Instant) -> Instant {
    let passed = max(0, now.milliseconds(since: start)) / 1_000
    return now.adding(seconds: min(max(passed / 4, 10), 6 * 3_600))
  }
}

/// A provider cannot be asked at the moment.
public struct ProviderUnavailable: MovesNothing, Hashable, Sendable {
  /// Whether it is not configured at all.
  public let isMissing: Bool

  /// Makes the refusal.
  public init(isMissing: Bool = false) { self.isMissing = isMissing }
}

/// A provider understood, and refuses.
public struct PaymentRefused: Error, Hashable, Sendable {
  /// What it says.
  public let message: String

  /// Makes the refusal.
  public init(_ message: String) { self.message = message }
}

extension GatewayError {
  /// What a user is told who waits for the answer.
  var refusal: any Error {
    switch self {
    case .notConfigured: ProviderUnavailable(isMissing: true)
    case .refused(_, let message): PaymentRefused(message)
    case .unavailable, .outcomeUnknown: ProviderUnavailable()
    }
  }
}
