internal import Synchronization

/// Octets that a server holds for all its clients together.
///
/// One client may hold a quarter of what is free, and so the more the others hold, the less. Who
/// holds much is refused first, and something is left for those who want little, however many
/// hold as much as they can. Callable from any thread.
public final class MemoryBudget: Sendable {
  /// The most octets, over all.
  public let limit: Int
  private let taken = Atomic<Int>(0)
  private let refusals = Atomic<Int>(0)

  /// A budget of which nothing is taken.
  /// - Parameter limit: octets, 0 or more.
  public init(limit: Int) {
    self.limit = limit
  }

  /// Octets that are taken.
  public var used: Int { taken.load(ordering: .relaxed) }

  /// How often somebody was refused.
  public var refused: Int { refusals.load(ordering: .relaxed) }

  /// Takes octets, unless that would be more than one may hold now.
  /// - Parameters:
  ///   - count: how many more.
  ///   - held: how many the same client holds already.
  /// - Returns: whether they are taken. Then they are to be given back.
  public func take(_ count: Int, holding held: Int) -> Bool {
    let before = taken.wrappingAdd(count, ordering: .relaxed).oldValue
    if isWithinShare(held + count, taken: before) { return true }
    taken.wrappingSubtract(count, ordering: .relaxed)
    refuse()
    return false
  }

  /// Whether a client that will hold so many octets may begin. Takes nothing.
  public func admits(_ count: Int) -> Bool {
    if isWithinShare(count, taken: used) { return true }
    refuse()
    return false
  }

  /// Octets that one client may hold now.
  public var share: Int { (limit - used) / 4 }

  /// Counts somebody who was refused by what `share` said.
  public func noteRefusal() { refuse() }

  /// Gives octets back.
  public func give(_ count: Int) {
    if count > 0 { taken.wrappingSubtract(count, ordering: .relaxed) }
  }

  private func isWithinShare(_ held: Int, taken: Int) -> Bool { held <= (limit - taken) / 4 }

  private func refuse() { refusals.wrappingAdd(1, ordering: .relaxed) }
}
