/// The keys from the outermost value inwards, as a chain that costs nothing until it is asked.
indirect enum CodingTrail: Sendable {
  case root
  case key(any CodingKey, in: CodingTrail)

  /// The trail one step further in.
  func appending(_ key: any CodingKey) -> CodingTrail { .key(key, in: self) }

  /// The keys, outermost first, as `Codable` wants them.
  var keys: [any CodingKey] {
    var keys: [any CodingKey] = []
    var trail = self
    while case .key(let key, let outer) = trail {
      keys.append(key)
      trail = outer
    }
    return keys.reversed()
  }
}

/// A place in an array, or a key that no type declares.
struct PlainKey: CodingKey {
  static let superclass = PlainKey(name: "super")

  let stringValue: String
  let intValue: Int?

  private init(name: String) { (stringValue, intValue) = (name, nil) }
  init?(stringValue: String) { self.init(name: stringValue) }
  init?(intValue: Int) { self.init(index: intValue) }
  init(index: Int) { (stringValue, intValue) = ("Index \(index)", index) }
}
