import CSQLite
import Kernel
import Storage

/// An array on its way into a statement, laid out as `unnest` reads it.
///
/// It must live until the statement is reset: SQLite keeps its address.
final class BoundArray {
  let address: UnsafeMutablePointer<csqlite_array>
  private let elements: UnsafeMutableBufferPointer<csqlite_element>
  private let octets: UnsafeMutableBufferPointer<UInt8>

  /// Lays an array out; nil for a value that is none, or a text that holds NUL.
  init?(_ value: SQLValue) {
    guard let packer = ElementPacker(value) else { return nil }
    elements = .allocate(capacity: packer.elements.count)
    _ = elements.initialize(fromContentsOf: packer.elements)
    octets = .allocate(capacity: packer.octets.count)
    _ = octets.initialize(fromContentsOf: packer.octets)
    address = .allocate(capacity: 1)
    address.initialize(
      to: csqlite_array(
        elements: UnsafePointer(elements.baseAddress), octets: UnsafePointer(octets.baseAddress),
        count: Int32(clamping: elements.count)))
  }

  deinit {
    address.deallocate()
    octets.deallocate()
    elements.deallocate()
  }
}

/// Turns the elements of an array into what SQLite takes for each.
private struct ElementPacker {
  private(set) var elements: [csqlite_element] = []
  private(set) var octets: [UInt8] = []

  init?(_ value: SQLValue) {
    switch value {
    case .bools(let flags): integers(flags) { $0 ? 1 : 0 }
    case .integers(let numbers): integers(numbers) { $0 }
    case .instants(let instants): integers(instants) { $0.milliseconds }
    case .uuids(let ids):
      reserve(ids.count, octets: 16)
      for id in ids {
        withUnsafeBytes(of: id.bigEndian) { append($0, SQLITE_BLOB) }
      }
    case .bytesArray(let strings):
      reserve(strings.count, octets: 32)
      for bytes in strings { bytes.withUnsafeBytes { append($0, SQLITE_BLOB) } }
    case .texts(let texts):
      reserve(texts.count, octets: 16)
      for text in texts where !append(text) { return nil }
    case .optionalTexts(let texts):
      reserve(texts.count, octets: 16)
      for text in texts {
        if let text {
          guard append(text) else { return nil }
        } else {
          elements.append(csqlite_element(payload: 0, length: 0, type: SQLITE_NULL))
        }
      }
    default: return nil
    }
  }

  private mutating func reserve(_ count: Int, octets each: Int) {
    elements.reserveCapacity(count)
    octets.reserveCapacity(count * each)
  }

  private mutating func integers<Element>(_ values: [Element], _ number: (Element) -> Int64) {
    elements.reserveCapacity(values.count)
    for value in values {
      elements.append(csqlite_element(payload: number(value), length: 0, type: SQLITE_INTEGER))
    }
  }

  private mutating func append(_ bytes: UnsafeRawBufferPointer, _ type: Int32) {
    elements.append(
      csqlite_element(
        payload: Int64(octets.count), length: Int32(clamping: bytes.count), type: type))
    octets.append(contentsOf: bytes)
  }

  /// Appends a text; false, and nothing appended, when it holds NUL, of which many of SQLite's
  /// functions would see half.
  private mutating func append(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { utf8 in
      guard !utf8.contains(0) else { return false }
      append(UnsafeRawBufferPointer(utf8), SQLITE_TEXT)
      return true
    }
  }
}
