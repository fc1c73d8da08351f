/// The ways in which an input is cut into pieces, as a network might. The same for the same input.
public struct Splits: Sequence {
  private let bytes: [UInt8]

  /// The ways to cut these bytes.
  public init(of bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Whole, byte by byte, once at a place that the input decides, and in pieces that it decides.
  public func makeIterator() -> IndexingIterator<[[[UInt8]]]> {
    var random = InputRandom(seededBy: bytes)
    let place = bytes.isEmpty ? 0 : Int.random(in: 0...bytes.count, using: &random)
    var pieces: [[UInt8]] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let piece = rest.prefix(Int.random(in: 1...8, using: &random))
      pieces.append(Array(piece))
      rest = rest.dropFirst(piece.count)
    }
    return [
      [bytes], bytes.map { [$0] }, [Array(bytes[..<place]), Array(bytes[place...])], pieces,
    ].makeIterator()
  }
}

/// Numbers that depend on the input alone (FNV-1a, then SplitMix64).
public struct InputRandom: RandomNumberGenerator {
  private var state: UInt64

  /// The numbers for an input.
  public init(seededBy bytes: [UInt8]) {
    state = bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  /// The next number.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
