/// A dictionary of at most `capacity` entries. Where a full one is given another, an entry gives
/// way that was not read of late: a hand goes round and passes by each that was read since it last
/// came (the clock algorithm, or second chance). So a table that is too small loses some entries
/// and never all of them, and nothing takes longer the more there are, but for growing while it
/// fills.
public struct BoundedTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private struct Slot: Sendable {
    let key: Key
    var value: Value
    var wasRead = false
  }

  /// How many entries the hand passes by at most before it takes one all the same.
  private static var reach: Int { 64 }

  private var places: [Key: Int32] = [:]
  private var slots: [Slot] = []
  /// Where the next entry is looked for that gives way.
  private var hand = 0
  /// Where the next entry is looked for that is over.
  private var broom = 0
  /// How many entries there may be, 1 or more.
  public let capacity: Int

  /// An empty table, which takes no memory yet.
  public init(capacity: Int) {
    self.capacity = min(max(1, capacity), Int(Int32.max))
  }

  /// How many entries there are.
  public var count: Int { slots.count }

  /// The value of a key. It counts as read.
  public mutating func value(of key: Key) -> Value? {
    guard let place = places[key].map(Int.init) else { return nil }
    // Most find the mark set; memory that is only read stays in every processor's cache.
    if !slots[place].wasRead { slots[place].wasRead = true }
    return slots[place].value
  }

  /// Sets the value of a key.
  /// - Parameter isOver: whether an entry's value is of no more use. Each call looks at two others,
  ///   and removes those of which it says so: while entries come, those that are over leave.
  /// - Returns: whether an entry of use gave way.
  @discardableResult
  public mutating func set(
    _ value: Value, of key: Key, removing isOver: (Value) -> Bool = { _ in false }
  ) -> Bool {
    if let place = places[key].map(Int.init) {
      slots[place].value = value
      return false
    }
    for _ in 0..<2 { sweep(isOver) }
    let slot = Slot(key: key, value: value)
    guard slots.count == capacity else {
      places[key] = Int32(slots.count)
      slots.append(slot)
      return false
    }
    // In the other's place, behind the hand: it is the last that the hand comes to.
    let place = placeToGive()
    let isLoss = !isOver(slots[place].value)
    places[slots[place].key] = nil
    places[key] = Int32(place)
    slots[place] = slot
    hand = place + 1
    return isLoss
  }

  /// Removes the entry of a key, if there is one.
  public mutating func remove(_ key: Key) {
    if let place = places[key] { remove(at: Int(place)) }
  }

  private mutating func sweep(_ isOver: (Value) -> Bool) {
    guard !slots.isEmpty else { return }
    broom = broom < slots.count ? broom : 0
    if isOver(slots[broom].value) { remove(at: broom) } else { broom += 1 }
  }

  private mutating func placeToGive() -> Int {
    for _ in 0..<Self.reach {
      hand = hand < slots.count ? hand : 0
      guard slots[hand].wasRead else { break }
      slots[hand].wasRead = false
      hand += 1
    }
    hand = hand < slots.count ? hand : 0
    return hand
  }

  /// The last entry moves to the place that becomes free.
  private mutating func remove(at place: Int) {
    places[slots[place].key] = nil
    let last = slots.removeLast()
    guard place < slots.count else { return }
    slots[place] = last
    places[last.key] = Int32(place)
  }
}
