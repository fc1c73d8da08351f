/// Names a scheduled piece of work, so that it can be cancelled.
public struct TimerToken: Sendable, Hashable {
  let id: UInt64
}

/// A binary heap of deadlines. A cancelled entry stays in the heap, without its work, until its
/// time comes; `compact` bounds how many of those there can be.
struct TimerHeap {
  typealias Work = @Sendable () -> Void

  private struct Entry {
    let deadline: Int64
    let id: UInt64

    func precedes(_ other: Entry) -> Bool {
      deadline == other.deadline ? id < other.id : deadline < other.deadline
    }
  }

  private var heap: [Entry] = []
  private var work: [UInt64: Work] = [:]
  private var lastID: UInt64 = 0

  /// The earliest deadline, cancelled ones included.
  var nextDeadline: Int64? { heap.first?.deadline }

  mutating func add(deadline: Int64, _ body: @escaping Work) -> TimerToken {
    lastID += 1
    work[lastID] = body
    heap.append(Entry(deadline: deadline, id: lastID))
    siftUp(heap.count - 1)
    return TimerToken(id: lastID)
  }

  mutating func cancel(_ token: TimerToken) {
    guard work.removeValue(forKey: token.id) != nil else { return }
    if heap.count > 64, heap.count > 4 * work.count { compact() }
  }

  /// The work of the earliest timer that is due; equal deadlines come in the order of their making.
  mutating func popDue(_ now: Int64) -> Work? {
    while let first = heap.first, first.deadline <= now {
      removeFirst()
      if let body = work.removeValue(forKey: first.id) { return body }
    }
    return nil
  }

  private mutating func compact() {
    heap.removeAll { work[$0.id] == nil }
    // A sorted array is a heap.
    heap.sort { $0.precedes($1) }
  }

  private mutating func removeFirst() {
    let last = heap.removeLast()
    guard !heap.isEmpty else { return }
    heap[0] = last
    siftDown(0)
  }

  private mutating func siftUp(_ start: Int) {
    var child = start
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[child].precedes(heap[parent]) else { return }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  private mutating func siftDown(_ start: Int) {
    var parent = start
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
        if heap[child].precedes(heap[least]) { least = child }
      }
      if least == parent { return }
      heap.swapAt(least, parent)
      parent = least
    }
  }
}
