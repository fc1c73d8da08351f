import JSON

/// Writes a value again, by way of the accessors that everybody uses.
func rewrite(_ value: JSONValue, to writer: inout JSONWriter) {
  switch value.kind {
  case .null: writer.null()
  case .true, .false: writer.value(value.bool ?? false)
  case .number: writer.rawNumber(value.numberText ?? "")
  case .string: writer.value(value.string ?? "")
  case .array:
    writer.beginArray()
    for element in value.elements { rewrite(element, to: &writer) }
    writer.endArray()
  case .object:
    writer.beginObject()
    for (key, member) in value.members {
      writer.key(key)
      rewrite(member, to: &writer)
    }
    writer.endObject()
  }
}

/// The text that `rewrite` makes of a document.
func rewritten(_ document: JSONDocument) -> String {
  var writer = JSONWriter()
  rewrite(document.root, to: &writer)
  return String(decoding: writer.bytes, as: UTF8.self)
}
