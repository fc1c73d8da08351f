public import Ports

/// Ports with what answers each.
public struct PortValues: Sendable {
  private var values: [ObjectIdentifier: any Sendable] = [:]
  /// The ports that are answered, in the order in which they were added.
  public private(set) var keys: [any PortKey.Type] = []

  /// Answers nothing.
  public init() {}

  /// What answers a port; nil where nothing does.
  public subscript<Key: PortKey>(_ key: Key.Type) -> Key.Value? {
    get { values[ObjectIdentifier(key)] as? Key.Value }
    set {
      if !keys.contains(where: { $0 == key }) { keys.append(key) }
      values[ObjectIdentifier(key)] = newValue
      if newValue == nil { keys.removeAll { $0 == key } }
    }
  }

  /// Adds what another set answers.
  mutating func merge(_ other: PortValues) {
    keys += other.keys.filter { key in !keys.contains { $0 == key } }
    values.merge(other.values) { _, new in new }
  }
}
