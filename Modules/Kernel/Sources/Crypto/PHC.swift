/// A stored Argon2id hash in the PHC string format:
/// `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`, salt and hash in base 64 without padding.
struct PHC {
  let parameters: Argon2id.Parameters
  let salt: [UInt8]
  let hash: [UInt8]

  init(parameters: Argon2id.Parameters, salt: [UInt8], hash: [UInt8]) {
    self.parameters = parameters
    self.salt = salt
    self.hash = hash
  }

  /// Reads the one form that `text` writes; nil for any other.
  init?(_ text: String) {
    guard text.utf8.count <= 1024 else { return nil }
    let parts = text.utf8.split(separator: UInt8(ascii: "$"), omittingEmptySubsequences: false)
    guard parts.count == 6, parts[0].isEmpty, parts[1].elementsEqual("argon2id".utf8),
      parts[2].elementsEqual("v=19".utf8), let parameters = Self.parameters(parts[3]),
      let salt = Self.decode(parts[4]), salt.count >= 8,
      let hash = Self.decode(parts[5]), hash.count >= 16
    else { return nil }
    self.init(parameters: parameters, salt: salt, hash: hash)
  }

  var text: String {
    let costs =
      "m=\(parameters.memoryKiB),t=\(parameters.iterations),p=\(parameters.parallelism)"
    let salt = Base64Alphabet.common.encode(salt, isPadded: false)
    let hash = Base64Alphabet.common.encode(hash, isPadded: false)
    return "$argon2id$v=19$\(costs)$\(salt)$\(hash)"
  }

  private static func parameters(_ text: Substring.UTF8View) -> Argon2id.Parameters? {
    let fields = text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    guard fields.count == 3, let memory = number(fields[0], after: "m="),
      let iterations = number(fields[1], after: "t="),
      let parallelism = number(fields[2], after: "p=")
    else { return nil }
    return Argon2id.Parameters(
      memoryKiB: memory, iterations: iterations, parallelism: parallelism)
  }

  /// One to nine digits, the first of them not zero.
  private static func number(_ field: Substring.UTF8View, after name: String) -> Int? {
    let digits = field.dropFirst(name.utf8.count)
    guard field.starts(with: name.utf8), (1...9).contains(digits.count),
      digits.first != UInt8(ascii: "0"), digits.allSatisfy({ $0 &- 48 < 10 })
    else { return nil }
    return digits.reduce(0) { $0 * 10 + Int($1 - 48) }
  }

  private static func decode(_ text: Substring.UTF8View) -> [UInt8]? {
    Array(text).withUnsafeBufferPointer { Base64Alphabet.common.decode($0) }
  }
}
