/// The name of a member as it is written again and again: `,"name":`, quoted and escaped, the comma
/// before and the colon behind it.
public struct JSONKey: Sendable {
  /// The octets; then zeros, so that words of eight can be copied from either of the first two.
  @usableFromInline let octets: [UInt8]
  /// How many of them are the key's.
  @usableFromInline let count: Int
  /// How many words hold it.
  @usableFromInline let words: Int

  /// Makes a name ready.
  public init(_ name: String) {
    var writer = JSONWriter(reserving: name.utf8.count + 4)
    writer.beginObject()
    writer.null()
    writer.key(name)
    // What came before is one octet and a word, which the comma follows.
    let key = writer.bytes.dropFirst(5)
    count = key.count
    words = (key.count + 7) / 8
    octets = key + Array(repeating: 0, count: words * 8 + 1 - key.count)
  }
}
