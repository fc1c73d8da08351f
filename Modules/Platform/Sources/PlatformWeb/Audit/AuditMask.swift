import AdminResources
import JSON

/// What somebody sees of what a change was from and to.
struct AuditMask: Sendable {
  private let resource: AdminResource?
  private let masksPersonal: Bool

  /// - Parameters:
  ///   - resource: what the record is of that was changed; nil where nobody declares it.
  ///   - masksPersonal: whether personal data is masked. What nobody declares counts as personal;
  ///     secrets are masked for everybody.
  init(of resource: AdminResource?, masksPersonal: Bool) {
    self.resource = resource
    self.masksPersonal = masksPersonal
  }

  /// The JSON text with what is not to be seen masked.
  func masked(_ json: String) -> String {
    guard let root = try? JSONDocument(parsing: json).root else { return "\"\(Masking.mask)\"" }
    var writer = JSONWriter(reserving: json.utf8.count + 64)
    if root.kind == .object {
      writer.beginObject()
      for (key, value) in root.members {
        writer.key(key)
        write(value, resource?.field(key), &writer)
      }
      writer.endObject()
    } else {
      write(root, nil, &writer)
    }
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  private func write(_ value: JSONValue, _ field: AdminField?, _ writer: inout JSONWriter) {
    if field?.isSecret == true { return value.isNull ? writer.null() : writer.value(Masking.mask) }
    guard masksPersonal, field?.isPersonal ?? true else { return writer.raw(value.rawText) }
    mask(value, as: field?.type ?? .text, &writer)
  }

  /// Masks every text and number; what is true, false or null tells nothing of anybody.
  private func mask(_ value: JSONValue, as type: AdminFieldType, _ writer: inout JSONWriter) {
    switch value.kind {
    case .null, .true, .false: writer.raw(value.rawText)
    case .string: writer.value(Masking.masked(value.string ?? "", as: type))
    case .number: writer.value(Masking.mask)
    case .array:
      writer.beginArray()
      for element in value.elements { mask(element, as: type, &writer) }
      writer.endArray()
    case .object:
      writer.beginObject()
      for (key, member) in value.members {
        writer.key(key)
        mask(member, as: type, &writer)
      }
      writer.endObject()
    }
  }
}
