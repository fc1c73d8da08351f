import Synchronization

/// What was done in circles because it was due, since the program began.
public final class CircleFigures: Sendable {
  private let looked = Atomic(0)
  private let paidOut = Atomic(0)
  private let collected = Atomic(0)
  private let becameLate = Atomic(0)
  private let held = Atomic(0)

  /// Nothing yet.
  public init() {}

  /// How many looks found something due.
  public var looks: Int { looked.load(ordering: .relaxed) }
  /// How many pots were paid out.
  public var payouts: Int { paidOut.load(ordering: .relaxed) }
  /// How many contributions were collected by mandate.
  public var mandates: Int { collected.load(ordering: .relaxed) }
  /// How many contributions became late.
  public var late: Int { becameLate.load(ordering: .relaxed) }

  /// How often a circle was held because looks at it failed.
  public var holds: Int { held.load(ordering: .relaxed) }

  func countHeld() { held.add(1, ordering: .relaxed) }

  /// Counts what a look came to.
  func count(_ news: [CircleNews]) {
    looked.add(1, ordering: .relaxed)
    for item in news {
      switch item {
      case .paidOut: paidOut.add(1, ordering: .relaxed)
      case .paid(_, byMandate: true): collected.add(1, ordering: .relaxed)
      case .late: becameLate.add(1, ordering: .relaxed)
      default: continue
      }
    }
  }
}
