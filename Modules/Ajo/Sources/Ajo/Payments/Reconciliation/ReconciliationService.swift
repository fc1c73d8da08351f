public import Kernel
public import Payments
public import Ports
public import Work

/// A day of a provider's books that was compared with ours.
public struct ReconciledDay: Hashable, Sendable {
  /// Whose books.
  public let provider: PaymentProvider
  /// Which day.
  public let day: CivilDate
  /// How many charges and payouts the provider settled on it.
  public let settlements: Int
  /// How many differences are known of it, closed ones included.
  public let differences: Int
  /// When it was compared last.
  public let at: Instant

  /// A day as a store keeps it.
  public init(
    provider: PaymentProvider, day: CivilDate, settlements: Int, differences: Int, at: Instant
  ) {
    self.provider = provider
    self.day = day
    self.settlements = settlements
    self.differences = differences
    self.at = at
  }
}

/// A payment of ours, as far as a provider's books tell of it, too.
public struct BookedPayment: Hashable, Sendable {
  /// Which way the money goes.
  public let subject: Difference.Subject
  /// The key that both know it by.
  public let reference: String
  /// What the provider calls it; nil until it was paid.
  public let providerReference: String?
  /// How much.
  public let amount: Money
  /// What became of it.
  public let state: String
  /// Whether money was moved here.
  public let isMoved: Bool

  /// A payment of ours.
  public init(
    subject: Difference.Subject, reference: String, providerReference: String?, amount: Money,
    state: String, isMoved: Bool
  ) {
    self.subject = subject
    self.reference = reference
    self.providerReference = providerReference
    self.amount = amount
    self.state = state
    self.isMoved = isMoved
  }
}

/// Compares providers' books with ours, day by day. Nothing is corrected by itself.
public struct ReconciliationService: Sendable {
  let parts: PaymentParts

  /// How many settlements are looked up at once.
  private static let slice = 500
  /// How many days of a provider's are compared at once at most; the rest is made up for next.
  public static let mostDays = 31

  /// Makes the service.
  public init(_ parts: PaymentParts) { self.parts = parts }

  /// Where days begin.
  public var zone: TimeZoneRules { parts.zone }

  /// The day before today.
  public var yesterday: CivilDate { parts.zone.date(at: parts.clock.now()).adding(days: -1) }

  /// Compares the books of every provider that is configured up to a day: whichever days before it
  /// were left out since the last, the oldest first, and that day. Of a provider that was left out
  /// for longer, the first `mostDays` of them.
  /// - Throws: `ProviderUnavailable`, or the store's error, once every provider was tried.
  public func catchUp(to day: CivilDate) async throws -> [ReconciledDay] {
    try await withEachProvider { provider, done in
      let last = try await parts.store.lastReconciled(provider)
      var next = last.map { min($0.adding(days: 1), day) } ?? day
      let end = min(day, next.adding(days: Self.mostDays - 1))
      while next <= end {
        done.append(try await reconcile(next, with: provider))
        next = next.adding(days: 1)
      }
    }
  }

  /// When to go on with days that are left to compare up to one; nil where none is.
  public func continuation(to day: CivilDate) async throws -> Instant? {
    for provider in parts.gateways.configured {
      let last = try await parts.store.lastReconciled(provider)
      if last.map({ $0 < day }) ?? true { return parts.clock.now().adding(seconds: 60) }
    }
    return nil
  }

  /// Compares the books of a day with those of every provider that is configured.
  /// - Throws: `ProviderUnavailable`, or the store's error, once every provider was tried.
  public func reconcile(_ day: CivilDate) async throws -> [ReconciledDay] {
    try await withEachProvider { provider, done in
      done.append(try await reconcile(day, with: provider))
    }
  }

  /// Compares with each provider, so that one that cannot be asked holds up no other.
  /// - Throws: the first error, at the end.
  private func withEachProvider(
    _ compare: (PaymentProvider, inout [ReconciledDay]) async throws -> Void
  ) async throws -> [ReconciledDay] {
    var done: [ReconciledDay] = []
    var failure: (any Error)?
    for provider in parts.gateways.configured {
      do {
        try await compare(provider, &done)
      } catch {
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
    return done
  }

  private func reconcile(
    _ day: CivilDate, with provider: PaymentProvider
  ) async throws -> ReconciledDay {
    let settlements = try await settlements(on: day, of: provider)
    var found: [Difference] = []
    for start in stride(from: 0, to: settlements.count, by: Self.slice) {
      let slice = settlements[start..<min(start + Self.slice, settlements.count)]
      found += try await differences(of: Array(slice), on: day, with: provider)
    }
    found += try await missing(from: settlements, on: day, with: provider)
    let (differences, now) = (found, parts.clock.now())
    let administrators = differences.isEmpty ? [] : try await parts.administrators()
    return try await parts.store.atomically(.unkeyed) { transaction in
      for difference in differences {
        try transaction.keep(difference, telling: administrators)
      }
      let done = ReconciledDay(
        provider: provider, day: day, settlements: settlements.count,
        differences: differences.count, at: now)
      try transaction.keep(done)
      return done
    }
  }

  /// - Throws: `ProviderUnavailable`.
  private func settlements(
    on day: CivilDate, of provider: PaymentProvider
  ) async throws -> [Settlement] {
    do throws(GatewayError) {
      return try await parts.gateways.gateway(provider).settlements(on: day, in: parts.zone)
    } catch {
      throw ProviderUnavailable(isMissing: error == .notConfigured)
    }
  }

  /// Where what a provider settled differs from what is here.
  private func differences(
    of settlements: [Settlement], on day: CivilDate, with provider: PaymentProvider
  ) async throws -> [Difference] {
    let booked = try await parts.store.booked(settlements.compactMap(\.reference), with: provider)
    let ours = Dictionary(booked.map { ($0.reference, $0) }) { first, _ in first }
    return settlements.filter(\.isOurs).compactMap { settlement in
      let own = settlement.reference.flatMap { ours[$0.text] }
      guard let kind = settlement.difference(from: own) else { return nil }
      return Difference(
        id: parts.ids.make(), provider: provider, day: day, kind: kind,
        subject: settlement.kind == .charge ? .charge : .payout,
        reference: settlement.reference?.text, providerReference: settlement.providerReference,
        ours: own?.amount, theirs: settlement.amount, ourState: own?.state, theirState: "settled",
        foundAt: parts.clock.now())
    }
  }

  /// What was moved here on a day and the provider knows nothing of. Both clocks may put a payment
  /// on either side of midnight, so the days around are looked at, too.
  private func missing(
    from settlements: [Settlement], on day: CivilDate, with provider: PaymentProvider
  ) async throws -> [Difference] {
    let moved = try await parts.store.moved(
      from: parts.zone.startOfDay(day), to: parts.zone.startOfDay(day.adding(days: 1)),
      with: provider)
    var known = Set(settlements.compactMap { $0.reference?.text })
    guard moved.contains(where: { !known.contains($0.reference) }) else { return [] }
    for neighbour in [day.adding(days: -1), day.adding(days: 1)] {
      known.formUnion(
        try await self.settlements(on: neighbour, of: provider).compactMap { $0.reference?.text })
    }
    return moved.filter { !known.contains($0.reference) }.map { payment in
      Difference(
        id: parts.ids.make(), provider: provider, day: day, kind: .missingThere,
        subject: payment.subject, reference: payment.reference,
        providerReference: payment.providerReference, ours: payment.amount, theirs: nil,
        ourState: payment.state, theirState: nil, foundAt: parts.clock.now())
    }
  }

  /// Closes a difference.
  /// - Throws: `DifferenceRefusal`, or the store's error.
  public func close(
    _ id: Difference.ID, because reason: String, by actor: Actor
  ) async throws -> Difference {
    let now = parts.clock.now()
    return try await parts.store.atomically(.unkeyed) { transaction in
      guard var difference = try transaction.lockDifference(id) else {
        throw DifferenceRefusal.notFound
      }
      guard difference.closing == nil else { throw DifferenceRefusal.alreadyClosed }
      let before = difference.audited
      difference.closing = Difference.Closing(at: now, by: actor.userID, reason: reason)
      try transaction.update(difference)
      try transaction.work.record(
        AuditEntry(
          actor: actor, action: "ajo.difference.close", target: "difference:\(id)",
          before: before, after: difference.audited, at: now))
      return difference
    }
  }
}

extension Settlement {
  /// Whether its reference is none of another context's, which has its own books: providers tell of
  /// the whole account.
  fileprivate var isOurs: Bool {
    guard let reference else { return true }
    return reference.context == "ajo"
  }

  /// How it differs from what is here; nil where it does not.
  fileprivate func difference(from own: BookedPayment?) -> Difference.Kind? {
    guard let own, own.subject.rawValue == kind.rawValue else { return .missingHere }
    if own.amount != amount { return .amountDiffers }
    return own.isMoved ? nil : .stateDiffers
  }
}

/// Compares the books of the day before.
public struct Reconcile: Job {
  /// `ajo.reconcile`.
  public static let kind = "ajo.reconcile"
  /// Beside whatever asks payment providers.
  public static var queue: JobQueue { .ajoPayments }
  /// The day.
  public let date: CivilDate

  /// The job of a day.
  public init(_ day: CivilDate) { date = day }

  private enum CodingKeys: String, CodingKey {
    case date = "day"
  }
}
