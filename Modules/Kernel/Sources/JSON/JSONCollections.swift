/// The elements of an array, in order.
public struct JSONElements: Sequence, Sendable {
  private let array: JSONValue

  init(of array: JSONValue) {
    self.array = array
  }

  /// How many there are.
  public var underestimatedCount: Int { array.kind == .array ? array.count : 0 }

  /// Walks the elements; each step is constant in time.
  public func makeIterator() -> Iterator {
    Iterator(inside: array, kind: .array)
  }

  /// A place in the array.
  public struct Iterator: IteratorProtocol, Sendable {
    let tape: JSONTape
    var index: Int
    let end: Int

    init(inside container: JSONValue, kind: JSONKind) {
      tape = container.tape
      index = container.index + 1
      end = container.kind == kind ? Int(container.entry.next) : index
    }

    /// The next element.
    public mutating func next() -> JSONValue? {
      guard index < end else { return nil }
      defer { index = Int(tape.entries[index].next) }
      return JSONValue(tape: tape, index: index)
    }
  }
}

/// The members of an object, in the order of the text.
public struct JSONMembers: Sequence, Sendable {
  private let object: JSONValue

  init(of object: JSONValue) {
    self.object = object
  }

  /// How many there are.
  public var underestimatedCount: Int { object.kind == .object ? object.count : 0 }

  /// Walks the members; each step makes one string for the key.
  public func makeIterator() -> Iterator {
    Iterator(entries: JSONElements.Iterator(inside: object, kind: .object))
  }

  /// A place in the object.
  public struct Iterator: IteratorProtocol, Sendable {
    var entries: JSONElements.Iterator

    /// The next member.
    public mutating func next() -> (key: String, value: JSONValue)? {
      // A key is followed by its value on the tape, so one walk finds both in turn.
      guard let key = entries.next(), let value = entries.next() else { return nil }
      return (key.tape.string(at: key.index), value)
    }
  }
}
