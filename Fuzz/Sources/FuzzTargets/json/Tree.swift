/// Any JSON, as a `Codable` type sees it.
enum Tree: Codable, Equatable {
  case null
  case flag(Bool)
  case whole(Int64)
  case number(Double)
  case text([UInt8])
  case list([Tree])
  case table([Name: Tree])

  /// A key whose octets count, where a string's would be equal by Unicode's rules.
  struct Name: Hashable, CodingKey {
    let octets: [UInt8]
    var stringValue: String { String(decoding: octets, as: UTF8.self) }
    var intValue: Int? { nil }
    init(stringValue: String) { octets = Array(stringValue.utf8) }
    init?(intValue: Int) { nil }
  }

  init(from decoder: any Decoder) throws {
    if let table = try? decoder.container(keyedBy: Name.self) {
      var members: [Name: Tree] = [:]
      for key in table.allKeys { members[key] = try table.decode(Tree.self, forKey: key) }
      self = .table(members)
    } else if var list = try? decoder.unkeyedContainer() {
      var elements: [Tree] = []
      while !list.isAtEnd { elements.append(try list.decode(Tree.self)) }
      self = .list(elements)
    } else {
      let value = try decoder.singleValueContainer()
      if value.decodeNil() {
        self = .null
      } else if let flag = try? value.decode(Bool.self) {
        self = .flag(flag)
      } else if let text = try? value.decode(String.self) {
        self = .text(Array(text.utf8))
      } else if let whole = try? value.decode(Int64.self) {
        self = .whole(whole)
      } else {
        self = .number(try value.decode(Double.self))
      }
    }
  }

  func encode(to encoder: any Encoder) throws {
    switch self {
    case .table(let members):
      var table = encoder.container(keyedBy: Name.self)
      for (name, member) in members { try table.encode(member, forKey: name) }
    case .list(let elements):
      var list = encoder.unkeyedContainer()
      for element in elements { try list.encode(element) }
    case .null, .flag, .whole, .number, .text:
      var value = encoder.singleValueContainer()
      try encodePlain(to: &value)
    }
  }

  private func encodePlain(to value: inout any SingleValueEncodingContainer) throws {
    switch self {
    case .null: try value.encodeNil()
    case .flag(let flag): try value.encode(flag)
    case .whole(let whole): try value.encode(whole)
    case .number(let number): try value.encode(number)
    case .text(let octets): try value.encode(String(decoding: octets, as: UTF8.self))
    case .list, .table: break
    }
  }
}
