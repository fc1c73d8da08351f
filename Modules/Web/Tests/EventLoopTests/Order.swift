import Synchronization

/// What ran, in order.
final class Order: Sendable {
  private let numbers = Mutex<[Int]>([])

  func note(_ number: Int) { numbers.withLock { $0.append(number) } }

  var all: [Int] { numbers.withLock { $0 } }
}
