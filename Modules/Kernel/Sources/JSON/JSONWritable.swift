/// A value that can put itself into JSON without a tree in between.
public protocol JSONWritable {
  /// Writes exactly one value.
  func write(to writer: inout JSONWriter)
}

extension JSONWritable {
  /// The value as a JSON text of its own.
  public var jsonBytes: [UInt8] {
    var writer = JSONWriter()
    write(to: &writer)
    return writer.bytes
  }
}

extension String: JSONWritable {
  /// Writes a string.
  public func write(to writer: inout JSONWriter) { writer.value(self) }
}

extension Bool: JSONWritable {
  /// Writes `true` or `false`.
  public func write(to writer: inout JSONWriter) { writer.value(self) }
}

extension Int: JSONWritable {
  /// Writes a whole number.
  public func write(to writer: inout JSONWriter) { writer.value(self) }
}

extension Int64: JSONWritable {
  /// Writes a whole number.
  public func write(to writer: inout JSONWriter) { writer.value(self) }
}

extension Optional: JSONWritable where Wrapped: JSONWritable {
  /// Writes the value or `null`.
  public func write(to writer: inout JSONWriter) {
    if let self { self.write(to: &writer) } else { writer.null() }
  }
}

extension Array: JSONWritable where Element: JSONWritable {
  /// Writes an array.
  public func write(to writer: inout JSONWriter) {
    writer.beginArray()
    for element in self { element.write(to: &writer) }
    writer.endArray()
  }
}

extension JSONValue: JSONWritable {
  /// Writes the value as it was read, its numbers untouched.
  public func write(to writer: inout JSONWriter) { writer.raw(rawText) }
}
