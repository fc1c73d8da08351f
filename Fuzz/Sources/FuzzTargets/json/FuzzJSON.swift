import Foundation
import FuzzSupport
import JSON

/// The input is a text that may be JSON.
enum FuzzJSON {
  static func check(_ bytes: [UInt8]) {
    let document = try? JSONDocument(parsing: bytes)
    requireEqual(
      document != nil, ReferenceJSON.accepts(bytes), "the grammar says otherwise")
    checkString(bytes)
    guard let document else { return }
    checkFoundation(bytes, document.root)
    checkRewritten(document.root)
    // Quadratic in the depth.
    if bytes.count < 300 { checkRaw(document.root) }
    checkCodable(document.root)
  }

  /// Any text comes back out of a string and a key.
  static func checkString(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    var writer = JSONWriter()
    writer.beginObject()
    writer.key(text)
    writer.value(text)
    writer.endObject()
    guard let root = try? JSONDocument(parsing: writer.bytes).root else {
      return require(false, "a text that cannot be read back")
    }
    require(root[text]?.string?.utf8.elementsEqual(text.utf8) == true, "another text")
    require(root.members.first { _ in true }?.key.utf8.elementsEqual(text.utf8) == true, "a key")
  }

  /// What is written by way of the accessors reads the same.
  static func checkRewritten(_ root: JSONValue) {
    let once = rewritten(root)
    guard let again = try? JSONDocument(parsing: once).root else {
      return require(false, "refused once rewritten: \(String(decoding: once, as: UTF8.self))")
    }
    requireEqual(rewritten(again), once, "not the same once rewritten")
  }

  static func rewritten(_ root: JSONValue) -> [UInt8] {
    var writer = JSONWriter()
    rewrite(root, to: &writer)
    return writer.bytes
  }

  static func rewrite(_ value: JSONValue, to writer: inout JSONWriter) {
    switch value.kind {
    case .null: writer.null()
    case .true, .false: writer.value(value.bool == true)
    case .number: writer.rawNumber(value.numberText ?? "no number")
    case .string: writer.value(value.string ?? "no string")
    case .array:
      writer.beginArray()
      var count = 0
      for element in value.elements {
        rewrite(element, to: &writer)
        count += 1
      }
      requireEqual(count, value.count, "another count")
      writer.endArray()
    case .object:
      writer.beginObject()
      var count = 0
      for (key, member) in value.members {
        requireEqual(value[key]?.rawText, member.rawText, "a key that finds another member")
        writer.key(key)
        rewrite(member, to: &writer)
        count += 1
      }
      requireEqual(count, value.count, "another count")
      writer.endObject()
    }
  }

  /// Any part, taken out as it was written, is JSON of its own.
  static func checkRaw(_ value: JSONValue) {
    guard let alone = try? JSONDocument(parsing: value.rawText).root else {
      return require(false, "no JSON by itself: \(value)")
    }
    requireEqual(rewritten(alone), rewritten(value), "another value by itself")
    for element in value.elements { checkRaw(element) }
    for (_, member) in value.members { checkRaw(member) }
  }

  /// By way of `Codable` it is the same, but for the spelling of numbers.
  static func checkCodable(_ root: JSONValue) {
    guard let tree = try? JSONDecoding.decode(Tree.self, from: root) else {
      // The only way out is a number beyond a double.
      return require(hasHugeNumber(root), "could not be decoded")
    }
    guard let bytes = try? JSONEncoding.encode(tree),
      let again = try? JSONDecoding.decode(Tree.self, from: bytes)
    else { return require(false, "could not be encoded") }
    requireEqual(again, tree, "another tree")
  }

  static func hasHugeNumber(_ value: JSONValue) -> Bool {
    value.kind == .number && value.double == nil
      || value.elements.contains(where: hasHugeNumber)
      || value.members.contains { hasHugeNumber($0.value) }
  }

  /// Foundation accepts what we accept, and reads the same strings and numbers. It accepts more
  /// (names twice, marks, other encodings), so the other way is the reference's matter.
  static func checkFoundation(_ bytes: [UInt8], _ root: JSONValue) {
    // A text whose second byte is zero is taken for UTF-16 there; numbers beyond a double and
    // names that Unicode holds to be equal are beyond its dictionaries.
    if hasHugeNumber(root) || hasEqualNames(root) || bytes.prefix(4).contains(0) { return }
    guard
      let other = try? JSONSerialization.jsonObject(
        with: Data(bytes), options: [.fragmentsAllowed])
    else { return require(false, "Foundation refuses it") }
    compare(root, other)
  }

  static func hasEqualNames(_ value: JSONValue) -> Bool {
    let names = value.members.map(\.key)
    return Set(names).count != names.count || value.elements.contains(where: hasEqualNames)
      || value.members.contains { hasEqualNames($0.value) }
  }

  static func compare(_ value: JSONValue, _ other: Any) {
    switch value.kind {
    case .null: require(other is NSNull, "no null")
    case .true, .false: requireEqual(other as? Bool, value.bool, "another flag")
    case .string:
      // Foundation drops a U+FEFF that a string begins with.
      let mine = value.string?.unicodeScalars ?? "".unicodeScalars
      if mine.first == "\u{FEFF}" { return }
      require((other as? String)?.unicodeScalars.elementsEqual(mine) == true, "another string")
    case .number:
      if let whole = value.int64 {
        requireEqual((other as? NSNumber)?.int64Value, whole, "another number")
      }
    case .array:
      guard let list = other as? [Any] else { return require(false, "no list") }
      requireEqual(list.count, value.count, "another length")
      for (mine, theirs) in zip(value.elements, list) { compare(mine, theirs) }
    case .object:
      guard let table = other as? [String: Any] else { return require(false, "no object") }
      requireEqual(table.count, value.count, "another length")
      for (key, member) in value.members {
        guard let theirs = table[key] else { return require(false, "a member is missing") }
        compare(member, theirs)
      }
    }
  }
}
