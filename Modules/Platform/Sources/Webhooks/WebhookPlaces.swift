import Synchronization

/// A number of places that nobody waits for: who finds none comes again later.
final class WebhookPlaces: Sendable {
  private let free: Mutex<Int>

  init(_ count: Int) { free = Mutex(count) }

  /// Takes a place; false if there is none.
  func enter() -> Bool {
    free.withLock { free in
      guard free > 0 else { return false }
      free -= 1
      return true
    }
  }

  /// Gives a place back.
  func leave() { free.withLock { $0 += 1 } }
}
