/// What one client holds of the memory that all of them share. It is given back with the share.
///
/// One thread at a time uses it.
public struct MemoryShare: ~Copyable, Sendable {
  private let budget: MemoryBudget?
  /// Octets that it holds.
  public private(set) var held = 0

  /// A share that holds nothing.
  /// - Parameter budget: nil for memory without bounds.
  public init(of budget: MemoryBudget?) {
    self.budget = budget
  }

  deinit {
    budget?.give(held)
  }

  /// Holds so many octets from now on, be it more or fewer than before. Fewer always may be.
  /// - Returns: false where there is no room, and it holds what it held.
  public mutating func hold(_ count: Int) -> Bool {
    if count <= held {
      budget?.give(held - count)
    } else if let budget, !budget.take(count - held, holding: held) {
      return false
    }
    held = count
    return true
  }

  /// Holds less than before, by so many octets.
  /// - Parameter count: no more than it holds.
  public mutating func give(_ count: Int) {
    budget?.give(count)
    held -= count
  }

  /// Whether there is room for holding so many octets. Takes nothing.
  public func admits(_ count: Int) -> Bool { budget?.admits(count) ?? true }
}
