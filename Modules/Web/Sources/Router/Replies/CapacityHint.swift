internal import Synchronization

/// How many octets what is written again and again takes: as much as lately, so that a buffer can
/// be made large enough at once.
final class CapacityHint: Sendable {
  private static let smallest = 256
  private static let largest = 65_536
  private let latest = Atomic<Int>(smallest)

  /// The octets to make room for.
  var octets: Int { latest.load(ordering: .relaxed) }

  /// Takes note of what one took. Room follows what is larger at once and what is smaller slowly.
  func note(_ count: Int) {
    let known = octets
    let wanted = count > known ? count : known - (known - count) / 16
    let bounded = min(max(wanted, Self.smallest), Self.largest)
    if bounded != known { latest.store(bounded, ordering: .relaxed) }
  }
}
