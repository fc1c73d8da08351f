public import Kernel
import Ledger
import Work

/// Looks at circles when something is due: each in a unit of work of its own, so that what was done
/// stays done, however a job ends. A circle knows when it is to be looked at next
/// (`Circle.dueAt`), and nothing else decides what is left to do.
public struct CircleRounds: Sendable {
  private let store: any CircleStore
  private let clock: any WallClock
  private let figures: CircleFigures

  /// - Parameters:
  ///   - clock: business time.
  ///   - figures: counts what was done.
  public init(
    store: any CircleStore, clock: any WallClock, figures: CircleFigures = CircleFigures()
  ) {
    self.store = store
    self.clock = clock
    self.figures = figures
  }

  /// Looks at circles that are due, those of one moment in the order of their ids. Where a moment
  /// has many, jobs of their own look at them side by side.
  /// - Parameters:
  ///   - job: says which circles.
  ///   - size: how many circles one job looks at, at most; at least 1.
  /// - Throws: the first error of a circle, once all were looked at, or the store's error.
  public func run(_ job: some LookJob, size: Int = 250) async throws {
    if let part = job.slice.part {
      return try await look(
        at: try await store.due(
          at: part.moment, after: part.after, through: part.through, limit: .max))
    }
    let now = clock.now()
    var failure: (any Error)?
    var last: Instant?
    while let moment = try await store.dueMoment(by: now, after: last) {
      let due = try await store.due(at: moment, after: nil, through: nil, limit: size + 1)
      if due.count > size {
        try await split(moment, type(of: job), size: size)
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
  private func split<J: LookJob>(_ moment: Instant, _: J.Type, size: Int) async throws {
    var slices: [LookSlice] = []
    var after: Circle.ID?
    while true {
      let due = try await store.due(at: moment, after: after, through: nil, limit: size)
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
        try await look(at: circle)
      } catch {
        // One circle's trouble is not another's.
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
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
      guard let circle = try transaction.lockCircle(id), circle.state == .active,
        let moment = circle.dueAt, moment <= now
      else { return .nothing }
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
