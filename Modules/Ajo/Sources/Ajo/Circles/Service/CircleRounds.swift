public import Kernel
import Ledger
public import Ports
import Work

/// Looks at circles when something is due: each in a unit of work of its own, so that what was done
/// stays done, however a job ends. A circle knows when it is to be looked at next
/// (`Circle.dueAt`), and nothing else decides what is left to do.
public struct CircleRounds: Sendable {
  private let store: any CircleStore
  private let clock: any WallClock
  private let figures: CircleFigures
  private let users: (any UserDirectory)?
  private let report: @Sendable (Circle.ID, any Error) -> Void

  /// For how many seconds a circle is held whose look failed: an hour.
  private static let holdSeconds: Int64 = 3_600

  /// - Parameters:
  ///   - clock: business time.
  ///   - figures: counts what was done.
  ///   - users: has the administrators, who are told of circles that are held.
  ///   - report: hears why one is held.
  public init(
    store: any CircleStore, clock: any WallClock, figures: CircleFigures = CircleFigures(),
    users: (any UserDirectory)? = nil,
    report: @escaping @Sendable (Circle.ID, any Error) -> Void = { _, _ in }
  ) {
    self.store = store
    self.clock = clock
    self.figures = figures
    self.users = users
    self.report = report
  }

  /// Looks at circles that are due, those of one moment in the order of their ids. Where a moment
  /// has many, jobs of their own look at them side by side.
  /// - Parameters:
  ///   - job: says which circles.
  ///   - size: how many circles one job looks at, at most; at least 1.
  /// A circle that fails twice is held for an hour: it stops no others, and it is tried again.
  /// - Throws: the first error of a circle that could not be held either, once all were looked at,
  ///   or the store's error.
  public func run(_ job: some LookJob, size: Int = 250) async throws {
    if let part = job.slice.part {
      return try await look(
        at: try await store.due(
          at: part.moment, by: clock.now(), after: part.after, through: part.through, limit: .max))
    }
    let now = clock.now()
    var failure: (any Error)?
    var last: Instant?
    while let moment = try await store.dueMoment(by: now, after: last) {
      let due = try await store.due(at: moment, by: now, after: nil, through: nil, limit: size + 1)
      if due.count > size {
        try await split(moment, by: now, type(of: job), size: size)
      } else {
        do {
          try await look(at: due)
        } catch {
          failure = failure ?? error
        }
      }
      last = moment
    }
    if let failure { throw failure }
  }

  /// Enqueues jobs for all circles of a moment.
  private func split<J: LookJob>(
    _ moment: Instant, by now: Instant, _: J.Type, size: Int
  ) async throws {
    var slices: [LookSlice] = []
    var after: Circle.ID?
    while true {
      let due = try await store.due(
        at: moment, by: now, after: after, through: nil, limit: size)
      guard let last = due.last else { break }
      slices.append(LookSlice(of: moment, after: after, through: last))
      after = last
    }
    try await store.atomically(.unkeyed) { [slices] transaction in
      for slice in slices {
        try transaction.work.enqueue(J(slice), at: moment, unique: .named(slice.name))
      }
    }
  }

  private func look(at circles: [Circle.ID]) async throws {
    var failure: (any Error)?
    for circle in circles {
      try Task.checkCancellation()
      do {
        try await lookOrHold(circle)
      } catch {
        // One circle's trouble is not another's.
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
  }

  private func lookOrHold(_ circle: Circle.ID) async throws {
    do {
      try await look(at: circle)
    } catch {
      try Task.checkCancellation()
      do {
        // What passes at once is no reason to hold it for an hour.
        try await look(at: circle)
      } catch let failure {
        try Task.checkCancellation()
        do {
          try await hold(circle)
        } catch {
          // It is not this circle alone that fails.
          throw failure
        }
        report(circle, failure)
      }
    }
  }

  /// Has a circle looked at no more for an hour. Administrators are told when it begins.
  private func hold(_ id: Circle.ID) async throws {
    let now = clock.now()
    let administrators = try await users?.users(having: .admin) ?? []
    // All that fail in one minute are tried again by one job.
    let minute: Int64 = 60_000
    let until = Instant(
      milliseconds: (now.adding(seconds: Self.holdSeconds).milliseconds / minute + 1) * minute)
    try await store.atomically(.unkeyed) { transaction in
      guard var circle = try transaction.lockCircle(id), circle.dueAt != nil else { return }
      let isNew = circle.heldUntil == nil
      circle.heldUntil = until
      try transaction.update(circle)
      let slice = LookSlice(of: until)
      try transaction.work.enqueue(TurnCycles(slice), at: until, unique: .named(slice.name))
      guard isNew else { return }
      try transaction.work.publish(circle.heldEvent)
      for administrator in administrators {
        try transaction.work.notify(circle.heldNotification, administrator)
      }
    }
    figures.countHeld()
  }

  /// Looks at one circle until nothing of it is due any more.
  /// - Returns: how often there was something to do.
  /// - Throws: the store's error.
  @discardableResult
  public func look(at circle: Circle.ID) async throws -> Int {
    var looks = 0
    var ahead: Set<Circle.ID> = []
    while true {
      switch try await step(circle, passing: ahead) {
      case .nothing: return looks
      case .looked(let news):
        looks += 1
        figures.count(news)
      case .behind(let other):
        ahead.insert(other)
        // Whatever comes of it: this one had its turn after it.
        _ = try? await look(at: other)
      }
    }
  }

  private enum Step {
    /// Nothing is due.
    case nothing
    /// Something was, and this came of it.
    case looked([CircleNews])
    /// Another circle comes first, as it debits the same wallets.
    case behind(Circle.ID)
  }

  private func step(_ id: Circle.ID, passing ahead: Set<Circle.ID>) async throws -> Step {
    let now = clock.now()
    return try await store.atomically(.unkeyed) { transaction in
      guard var circle = try transaction.lockCircle(id), circle.state == .active,
        let moment = circle.dueAt, moment <= now
      else { return .nothing }
      circle.heldUntil = nil
      let window = try CircleBook.window(of: circle, at: now)
      var book = try CircleBook(
        circle, try transaction.parts(of: id, contributionsTo: window), window: window, at: now)
      let mandated = book.mandated(at: moment)
      if !mandated.isEmpty,
        let first = try transaction.circleAhead(of: id, sharing: mandated, dueBy: moment),
        !ahead.contains(first)
      {
        return .behind(first)
      }
      let funds = try transaction.funds(of: mandated, for: &book)
      book.look(at: moment, funds: funds)
      try transaction.commit(book)
      return .looked(book.news)
    }
  }
}

extension CircleTransaction {
  /// What is in wallets, in minor units, and in the pledge. They are locked, with all that orders
  /// of the book may name.
  func funds(
    of users: [UserID], for book: inout CircleBook, others: [AccountTerms] = []
  ) throws -> [UserID: Int64] {
    guard !users.isEmpty || book.needsPledge else { return [:] }
    let available = try work.available(in: book.accounts(with: users) + others)
    if book.needsPledge {
      let terms = book.circle.pledgeTerms(of: book.circle.hostID)
      book.pledge = available[terms]?.minorUnits ?? 0
    }
    return Dictionary(
      users.map { ($0, available[book.wallet(of: $0)]?.minorUnits ?? 0) },
      uniquingKeysWith: { first, _ in first })
  }
}
