public import Kernel
public import Work

/// A job that looks at circles.
public protocol LookJob: Job {
  /// Which circles.
  var slice: LookSlice { get }
  /// Asks for circles to be looked at.
  init(_ slice: LookSlice)
}

/// Looks at the circles whose cycles are due: pays out, and marks who is late.
public struct TurnCycles: LookJob {
  /// `ajo.cycle`.
  public static let kind = "ajo.cycle"
  /// Which circles.
  public let slice: LookSlice

  /// Asks for circles to be looked at.
  public init(_ slice: LookSlice = LookSlice()) {
    self.slice = slice
  }
}

/// Looks at the circles in which mandates are to be collected.
public struct CollectMandates: LookJob {
  /// `ajo.mandate`.
  public static let kind = "ajo.mandate"
  /// Which circles.
  public let slice: LookSlice

  /// Asks for circles to be looked at.
  public init(_ slice: LookSlice = LookSlice()) {
    self.slice = slice
  }
}

/// Which circles a job looks at: all that are due when it runs, or a part of those that are to be
/// looked at at one moment.
public struct LookSlice: Codable, Hashable, Sendable {
  private let moment: Int64?
  private let after: String?
  private let through: String?

  /// All that are due.
  /// - Parameter moment: for which the job is enqueued; another job has another.
  public init(of moment: Instant? = nil) {
    self.moment = moment?.milliseconds
    after = nil
    through = nil
  }

  /// Those of a moment with ids after one, and up to another.
  init(of moment: Instant, after: Circle.ID?, through: Circle.ID) {
    self.moment = moment.milliseconds
    self.after = after.map { "\($0)" }
    self.through = "\(through)"
  }

  /// The part of a moment's circles; nil for all that are due.
  var part: (moment: Instant, after: Circle.ID?, through: Circle.ID)? {
    guard let moment, let through = through.flatMap({ Circle.ID($0) }) else { return nil }
    return (Instant(milliseconds: moment), after.flatMap { Circle.ID($0) }, through)
  }

  /// Its name among unfinished jobs.
  var name: String { "\(moment ?? 0) \(after ?? "") \(through ?? "")" }
}

extension CircleTransaction {
  /// Has a circle looked at when it is due, by one job for all that are due at that moment.
  func enqueueLook(at book: CircleBook) throws {
    guard let moment = book.circle.dueAt else { return }
    let slice = LookSlice(of: moment)
    // A job that is about to run may not see this circle any more: then one of its own does. What
    // is past is looked at by the round that led to it, or by one job for all if that is killed.
    let isNear = (0..<60_000).contains(moment.milliseconds(since: book.now))
    let unique = UniqueKey.named(isNear ? "\(slice.name) \(book.circle.id)" : slice.name)
    if book.collectsMandates(at: moment) {
      try work.enqueue(CollectMandates(slice), at: moment, unique: unique)
    } else {
      try work.enqueue(TurnCycles(slice), at: moment, unique: unique)
    }
  }
}

extension CircleBook {
  /// Whether a moment is one at which mandates are collected.
  func collectsMandates(at moment: Instant) -> Bool {
    cycles.contains { calendar.mandateMoments(of: $0.dueDate).contains(moment) }
  }
}
