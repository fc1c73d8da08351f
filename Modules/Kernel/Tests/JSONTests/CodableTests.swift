import JSON
import Kernel
import Testing

@Suite("Codable over JSON")
struct CodableTests {
  struct Account: Codable, Equatable {
    enum Status: String, Codable { case open, closed }
    enum Event: Codable, Equatable {
      case opened
      case moved(amount: Int64, note: String?)
    }
    enum CodingKeys: String, CodingKey {
      case id, balance, status, tags, limits, events, parent
      case createdAt = "created_at"
    }

    var id: UInt64
    var balance: Int64
    var status: Status
    var tags: [String?]
    var limits: [String: [Int8]]
    var events: [Event]
    var parent: [Account]?
    var createdAt: Double
  }

  private func account(parent: [Account]? = nil) -> Account {
    Account(
      id: .max, balance: .min, status: .open, tags: ["a\"b", nil, "é"], limits: ["x": [-128, 127]],
      events: [.opened, .moved(amount: .max, note: nil), .moved(amount: 0, note: "n")],
      parent: parent, createdAt: 0.1)
  }

  @Test("Structures, enumerations, optionals and dictionaries come back as they went")
  func roundTrip() throws {
    let value = account(parent: [account(), account(parent: [])])
    #expect(try JSONDecoding.decode(Account.self, from: JSONEncoding.encode(value)) == value)
  }

  @Test("Ids and dates are kept as their texts, and another text is none")
  func texts() throws {
    struct Due: Codable, Equatable {
      let user: UserID
      let date: CivilDate
    }
    let due = Due(
      user: UserID(rawValue: 1), date: try #require(CivilDate(year: 2026, month: 1, day: 31)))
    let text = #"{"user":"00000000-0000-0000-0000-000000000001","date":"2026-01-31"}"#
    #expect(String(decoding: try JSONEncoding.encode(due), as: UTF8.self) == text)
    #expect(try JSONDecoding.decode(Due.self, from: Array(text.utf8)) == due)
    for broken in [#"{"user":"1","date":"2026-01-31"}"#, text.replacing("-31", with: "-32")] {
      #expect(throws: (any Error).self) {
        try JSONDecoding.decode(Due.self, from: Array(broken.utf8))
      }
    }
  }

  @Test("Members are written in the order of the type, absent optionals not at all")
  func order() throws {
    let text = String(decoding: try JSONEncoding.encode(account()), as: UTF8.self)
    #expect(
      text == #"{"id":18446744073709551615,"balance":-9223372036854775808,"status":"open","#
        + #""tags":["a\"b",null,"é"],"limits":{"x":[-128,127]},"events":[{"opened":{}},"#
        + #"{"moved":{"amount":9223372036854775807}},{"moved":{"amount":0,"note":"n"}}],"#
        + #""created_at":0.1}"#)
  }

  @Test("Every integer type holds its extremes and refuses one more")
  func extremes() throws {
    try extremes(of: Int8.self)
    try extremes(of: Int16.self)
    try extremes(of: Int32.self)
    try extremes(of: Int64.self)
    try extremes(of: Int.self)
    try extremes(of: UInt8.self)
    try extremes(of: UInt16.self)
    try extremes(of: UInt32.self)
    try extremes(of: UInt64.self)
    try extremes(of: UInt.self)
    try extremes(of: Int128.self)
    try extremes(of: UInt128.self)
  }

  private func extremes<Number: FixedWidthInteger & Codable>(of type: Number.Type) throws {
    for number in [Number.min, 0, Number.max] {
      let bytes = try JSONEncoding.encode([number])
      #expect(String(decoding: bytes, as: UTF8.self) == "[\(number)]")
      #expect(try JSONDecoding.decode([Number].self, from: bytes) == [number])
      #expect(try JSONDecoding.decode(Number.self, from: JSONEncoding.encode(number)) == number)
    }
    for text in ["\(Number.max)0", "\(Number.min)0".replacingSign, "1.0", "1e2"] {
      #expect(throws: DecodingError.self) {
        try JSONDecoding.decode(Number.self, from: Array(text.utf8))
      }
    }
  }

  @Test(
    "Nothing is converted on the way in",
    arguments: [
      #"{"count":"1"}"#, #"{"count":1.0}"#, #"{"count":1e3}"#, #"{"count":true}"#,
      #"{"count":null}"#, #"{}"#, #"[]"#, #"{"count":[1]}"#, #"{"count":1,"name":2}"#, "1", "null",
    ])
  func noConversions(_ text: String) {
    struct Item: Decodable { let count: Int; let name: String? }
    #expect(throws: DecodingError.self) {
      try JSONDecoding.decode(Item.self, from: Array(text.utf8))
    }
  }

  @Test("Optionals take an absent member and a null alike")
  func optionals() throws {
    struct Item: Decodable { let name: String? }
    #expect(try JSONDecoding.decode(Item.self, from: Array("{}".utf8)).name == nil)
    #expect(try JSONDecoding.decode(Item.self, from: Array(#"{"name":null}"#.utf8)).name == nil)
    #expect(try JSONDecoding.decode([Int?].self, from: Array("[1,null]".utf8)) == [1, nil])
  }

  @Test("Malformed text is told apart from unwanted content")
  func malformed() {
    #expect(throws: JSONError.self) {
      try JSONDecoding.decode([Int].self, from: Array("[1,]".utf8))
    }
    #expect(throws: JSONError.self) {
      try JSONDecoding.decode([String: Int].self, from: Array(#"{"a":1,"a":2}"#.utf8))
    }
  }

  @Test("An error names the path to what was wrong")
  func path() throws {
    let error = #expect(throws: DecodingError.self) {
      try JSONDecoding.decode([String: [[Int]]].self, from: Array(#"{"a":[[1],[2,"x"]]}"#.utf8))
    }
    guard case .typeMismatch(_, let context) = error else {
      Issue.record("Not a mismatch: \(String(describing: error))")
      return
    }
    #expect(context.codingPath.map(\.stringValue) == ["a", "Index 1", "Index 1"])
  }

  @Test("A large dictionary is read whatever the order of asking")
  func largeDictionary() throws {
    let numbers = Dictionary(uniqueKeysWithValues: (0..<2_000).map { ("key \($0)", $0) })
    let bytes = try JSONEncoding.encode(numbers)
    #expect(try JSONDecoding.decode([String: Int].self, from: bytes) == numbers)
    #expect(try JSONDecoding.decode(Backwards.self, from: bytes).sum == 1_999_000)
    let byNumber = [3: "c", -1: "a"]
    #expect(
      try JSONDecoding.decode([Int: String].self, from: JSONEncoding.encode(byNumber)) == byNumber)
  }

  /// Asks for the keys from the last to the first.
  private struct Backwards: Decodable {
    struct Name: CodingKey {
      let stringValue: String
      var intValue: Int? { nil }
      init(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }

    let sum: Int

    init(from decoder: any Decoder) throws {
      let members = try decoder.container(keyedBy: Name.self)
      sum = try members.allKeys.reversed().reduce(0) {
        $0 + (try members.decode(Int.self, forKey: $1))
      }
    }
  }

  @Test(
    "Numbers that JSON does not know are refused",
    arguments: [
      Double.nan, .infinity, -.infinity, .signalingNaN,
    ])
  func notNumbers(_ number: Double) {
    #expect(throws: EncodingError.self) { try JSONEncoding.encode(number) }
    #expect(throws: EncodingError.self) { try JSONEncoding.encode([number]) }
    #expect(throws: EncodingError.self) { try JSONEncoding.encode(["a": Float(number)]) }
  }

  @Test("Doubles come back to the last bit")
  func doubles() throws {
    let numbers = [
      0.1, -0.0, 1e300, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1e16, 123456789.123,
    ]
    let back = try JSONDecoding.decode([Double].self, from: JSONEncoding.encode(numbers))
    #expect(back.map(\.bitPattern) == numbers.map(\.bitPattern))
  }
}

extension String {
  /// For unsigned types "00" would be malformed rather than too small.
  fileprivate var replacingSign: String { self == "00" ? "-1" : self }
}
