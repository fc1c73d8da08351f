// Ids and dates in what is kept as JSON, such as the arguments of jobs: as their text.

extension Identifier: Codable {
  /// Reads the text of a UUID.
  /// - Throws: `DecodingError`.
  public init(from decoder: any Decoder) throws {
    self = try decoder.decodeText()
  }

  /// Writes the 36 characters of the lower-case text.
  /// - Throws: what the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

extension CivilDate: Codable {
  /// Reads `2026-01-31`.
  /// - Throws: `DecodingError`.
  public init(from decoder: any Decoder) throws {
    self = try decoder.decodeText()
  }

  /// Writes `2026-01-31`.
  /// - Throws: what the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

extension Decoder {
  /// Reads a value from its text.
  fileprivate func decodeText<Value: LosslessStringConvertible>() throws -> Value {
    let container = try singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = Value(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "this is no \(Value.self)")
    }
    return value
  }
}
