/// What an event tells: an object that is written member by member. What is not known is null, so
/// that every event of a type has the same members.
public struct EventData: Encodable, Sendable {
  /// Writes members.
  public typealias Members = @Sendable (inout EventObject) throws -> Void

  private let members: Members

  /// An object with these members.
  public init(_ members: @escaping Members) { self.members = members }

  /// Writes it.
  public func encode(to encoder: any Encoder) throws {
    var object = EventObject(container: encoder.container(keyedBy: EventMember.self))
    try members(&object)
  }
}

/// An object of an event's data that is being written.
public struct EventObject {
  fileprivate var container: KeyedEncodingContainer<EventMember>

  /// A member; nil is null.
  public mutating func write(_ name: EventMember, _ text: String?) throws {
    guard let text else { return try container.encodeNil(forKey: name) }
    try container.encode(text, forKey: name)
  }

  /// What has one text alone, such as an id, an amount or an instant.
  public mutating func write(_ name: EventMember, _ value: (some CustomStringConvertible)?) throws {
    try write(name, value.map { $0.description })
  }

  /// Whether something is so.
  public mutating func write(_ name: EventMember, _ value: Bool) throws {
    try container.encode(value, forKey: name)
  }

  /// A whole number.
  public mutating func write(_ name: EventMember, number: Int64) throws {
    try container.encode(number, forKey: name)
  }

  /// A list of texts.
  public mutating func write(_ name: EventMember, list: [String]) throws {
    try container.encode(list, forKey: name)
  }

  /// An object within the object; nil is null.
  public mutating func write(_ name: EventMember, object: EventData?) throws {
    guard let object else { return try container.encodeNil(forKey: name) }
    try container.encode(object, forKey: name)
  }
}

/// The name of a member.
public struct EventMember: CodingKey, ExpressibleByStringLiteral {
  /// The name.
  public let stringValue: String
  /// None.
  public var intValue: Int? { nil }

  /// A name as it is written in the program.
  public init(stringLiteral value: String) { stringValue = value }
  /// Any name.
  public init?(stringValue: String) { self.stringValue = stringValue }
  /// No number is a name.
  public init?(intValue: Int) { nil }
}
