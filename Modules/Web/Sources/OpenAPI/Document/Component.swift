internal import JSON

/// A part of an operation that other operations may have too: a parameter or an answer.
struct Component: Hashable {
  /// Where the part is listed if it is listed once for all.
  let section: Components.Section
  /// The name that it should have there.
  let name: String
  /// The part as JSON.
  let json: [UInt8]
  /// Whether it is listed even if one operation alone has it.
  let isAlwaysListed: Bool

  /// A part that is written here.
  init(
    _ section: Components.Section, named name: String, isAlwaysListed: Bool = false,
    _ write: (inout JSONWriter) -> Void
  ) {
    var writer = JSONWriter(reserving: 512)
    writer.beginObject()
    write(&writer)
    writer.endObject()
    self.section = section
    self.name = name
    self.isAlwaysListed = isAlwaysListed
    json = writer.bytes
  }
}
