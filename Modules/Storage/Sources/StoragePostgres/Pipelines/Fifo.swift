/// A queue in a ring of memory: adding, and taking from the front, cost the same however long it
/// is.
struct Fifo<Element> {
  private var ring: [Element?] = Array(repeating: nil, count: 16)
  private var head = 0
  private(set) var count = 0

  var isEmpty: Bool { count == 0 }

  var first: Element? { count == 0 ? nil : ring[head] }

  /// The element so many places behind the first, counted from 0.
  subscript(_ offset: Int) -> Element? {
    offset < count ? ring[(head + offset) & (ring.count - 1)] : nil
  }

  mutating func append(_ element: Element) {
    if count == ring.count { grow() }
    ring[(head + count) & (ring.count - 1)] = element
    count += 1
  }

  mutating func prepend(_ element: Element) {
    if count == ring.count { grow() }
    head = (head - 1) & (ring.count - 1)
    ring[head] = element
    count += 1
  }

  mutating func popFirst() -> Element? {
    guard count > 0 else { return nil }
    let element = ring[head].take()
    head = (head + 1) & (ring.count - 1)
    count -= 1
    return element
  }

  private mutating func grow() {
    // The length stays a power of two, so that places are found by a mask.
    var larger: [Element?] = []
    larger.reserveCapacity(2 * ring.count)
    for offset in 0..<count { larger.append(ring[(head + offset) & (ring.count - 1)]) }
    larger.append(contentsOf: repeatElement(nil, count: 2 * ring.count - count))
    ring = larger
    head = 0
  }
}
