internal import CPostgres
internal import Kernel
internal import Storage

/// The elements of an array in an answer: rows of one column.
///
/// The form is `array_send`'s: dimensions, whether NULLs occur, the element type, then for each
/// dimension its length and lower bound, then each element with its length before it, -1 for NULL.
final class ArrayElements: @unchecked Sendable {
  // Unchecked: nothing writes to a PGresult once libpq has handed it over.

  let columns: ColumnNames
  private let answer: ResultRows
  private let octets: UnsafeRawBufferPointer
  private let type: Oid
  /// Where each element lies; nil for NULL.
  private let places: [Range<Int>?]

  /// Reads where the elements are; nil for what is no array of one dimension or of none, or whose
  /// elements are of a type that is not read.
  init?(
    _ octets: UnsafeRawBufferPointer, of arrayType: Oid, named name: String, in answer: ResultRows
  ) {
    guard let type = PostgresType.element(of: arrayType),
      let places = Self.places(in: octets, of: type)
    else { return nil }
    columns = ColumnNames([name])
    self.answer = answer
    self.octets = octets
    self.type = type
    self.places = places
  }

  var count: Int { places.count }

  private static func places(in octets: UnsafeRawBufferPointer, of type: Oid) -> [Range<Int>?]? {
    func word(at offset: Int) -> Int? {
      guard offset + 4 <= octets.count else { return nil }
      return Int(
        Int32(bigEndian: octets.loadUnaligned(fromByteOffset: offset, as: Int32.self)))
    }
    guard let dimensions = word(at: 0), let element = word(at: 8), element == Int(type)
    else { return nil }
    if dimensions == 0 { return [] }
    guard dimensions == 1, let count = word(at: 12), count >= 0, count <= octets.count / 4
    else { return nil }
    var places: [Range<Int>?] = []
    places.reserveCapacity(count)
    var offset = 20
    for _ in 0..<count {
      guard let length = word(at: offset) else { return nil }
      offset += 4
      guard length >= 0 else {
        places.append(nil)
        continue
      }
      guard length <= octets.count - offset else { return nil }
      places.append(offset..<offset + length)
      offset += length
    }
    return places
  }

  private func value(_ row: Int) -> BinaryValue {
    BinaryValue(
      type: type, octets: places[row].map { UnsafeRawBufferPointer(rebasing: octets[$0]) })
  }
}

extension ArrayElements: RowSource {
  func isNull(row: Int, column: Int) -> Bool { places[row] == nil }
  func integer(row: Int, column: Int) -> Int64? { value(row).integer }
  func bool(row: Int, column: Int) -> Bool? { value(row).bool }
  func real(row: Int, column: Int) -> Double? { value(row).real }
  func text(row: Int, column: Int) -> String? { value(row).text }
  func bytes(row: Int, column: Int) -> [UInt8]? { value(row).bytes }
  func uuid(row: Int, column: Int) -> UInt128? { value(row).uuid }
  func instant(row: Int, column: Int) -> Instant? { value(row).instant }
  func date(row: Int, column: Int) -> CivilDate? { value(row).date }
  func typeName(row: Int, column: Int) -> String { value(row).typeName }
}
