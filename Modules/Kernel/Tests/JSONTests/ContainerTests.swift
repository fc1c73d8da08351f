import JSON
import Testing

@Suite("Codable containers beside each other")
struct ContainerTests {
  private enum Name: String, CodingKey { case first, second, third }

  /// Fills three containers in turn, the outer one last.
  private struct Interleaved: Codable, Equatable {
    var numbers: [Int]
    var text: String

    init(numbers: [Int], text: String) { (self.numbers, self.text) = (numbers, text) }

    func encode(to encoder: any Encoder) throws {
      var outer = encoder.container(keyedBy: Name.self)
      var list = outer.nestedUnkeyedContainer(forKey: .first)
      var inner = outer.nestedContainer(keyedBy: Name.self, forKey: .second)
      for number in numbers {
        try list.encode(number)
        var pair = list.nestedUnkeyedContainer()
        try pair.encode(number)
        try pair.encodeNil()
      }
      try inner.encode(text, forKey: .first)
      try inner.superEncoder(forKey: .second).singleValue(true)
      try outer.encode(text, forKey: .third)
    }

    init(from decoder: any Decoder) throws {
      let outer = try decoder.container(keyedBy: Name.self)
      var list = try outer.nestedUnkeyedContainer(forKey: .first)
      numbers = []
      while !list.isAtEnd {
        numbers.append(try list.decode(Int.self))
        var pair = try list.nestedUnkeyedContainer()
        _ = try pair.decode(Int.self)
        guard try pair.decodeNil(), pair.isAtEnd else { throw Unexpected() }
      }
      let inner = try outer.nestedContainer(keyedBy: Name.self, forKey: .second)
      text = try inner.decode(String.self, forKey: .first)
      guard try Bool(from: inner.superDecoder(forKey: .second)) else { throw Unexpected() }
    }
  }

  private struct Unexpected: Error {}

  @Test("Containers that are filled in turn end up where they were asked for")
  func interleaved() throws {
    let value = Interleaved(numbers: [1, 2], text: "t")
    let bytes = try JSONEncoding.encode([value, value])
    let one = #"{"first":[1,[1,null],2,[2,null]],"second":{"first":"t","second":true},"third":"t"}"#
    #expect(String(decoding: bytes, as: UTF8.self) == "[\(one),\(one)]")
    #expect(try JSONDecoding.decode([Interleaved].self, from: bytes) == [value, value])
  }

  @Test("Containers left empty are empty objects and arrays")
  func empty() throws {
    struct Empty: Encodable {
      func encode(to encoder: any Encoder) throws {
        var outer = encoder.container(keyedBy: Name.self)
        _ = outer.nestedUnkeyedContainer(forKey: .first)
        _ = outer.nestedContainer(keyedBy: Name.self, forKey: .second)
        try outer.encode(Nothing(), forKey: .third)
      }
    }
    struct Nothing: Encodable {
      func encode(to encoder: any Encoder) throws {}
    }
    let bytes = try JSONEncoding.encode(Empty())
    #expect(String(decoding: bytes, as: UTF8.self) == #"{"first":[],"second":{},"third":{}}"#)
  }

  @Test("A key encoded twice is refused rather than written twice")
  func twice() {
    struct Twice: Encodable {
      func encode(to encoder: any Encoder) throws {
        var outer = encoder.container(keyedBy: Name.self)
        try outer.encode(1, forKey: .first)
        try outer.encode(2, forKey: .first)
      }
    }
    #expect(throws: EncodingError.self) { try JSONEncoding.encode(Twice()) }
    #expect(throws: EncodingError.self) { try JSONEncoding.encode([Twice()]) }
  }

  @Test("A wrapper around one value is that value")
  func wrapper() throws {
    struct Wrapped<Value: Codable & Equatable>: Codable, Equatable {
      let value: Value
      init(_ value: Value) { self.value = value }
      init(from decoder: any Decoder) throws {
        value = try decoder.singleValueContainer().decode(Value.self)
      }
      func encode(to encoder: any Encoder) throws { try encoder.singleValue(value) }
    }
    let value = Wrapped(["a": Wrapped([Wrapped(1), Wrapped(2)])])
    let bytes = try JSONEncoding.encode(value)
    #expect(String(decoding: bytes, as: UTF8.self) == #"{"a":[1,2]}"#)
    #expect(try JSONDecoding.decode(type(of: value), from: bytes) == value)
    #expect(try JSONEncoding.encode(Wrapped<Int?>(nil)) == Array("null".utf8))
  }

  @Test("A subclass and its superclass share an object or use a nested one")
  func inheritance() throws {
    let dog = Dog(name: "Rex", age: 3)
    let bytes = try JSONEncoding.encode(dog)
    #expect(String(decoding: bytes, as: UTF8.self) == #"{"age":3,"super":{"name":"Rex"}}"#)
    let back = try JSONDecoding.decode(Dog.self, from: bytes)
    #expect(back.name == "Rex" && back.age == 3)
  }

  private class Animal: Codable {
    let name: String
    init(name: String) { self.name = name }
  }

  private final class Dog: Animal {
    enum Key: String, CodingKey { case age }
    let age: Int

    init(name: String, age: Int) {
      self.age = age
      super.init(name: name)
    }

    required init(from decoder: any Decoder) throws {
      let members = try decoder.container(keyedBy: Key.self)
      age = try members.decode(Int.self, forKey: .age)
      try super.init(from: members.superDecoder())
    }

    override func encode(to encoder: any Encoder) throws {
      var members = encoder.container(keyedBy: Key.self)
      try members.encode(age, forKey: .age)
      try super.encode(to: members.superEncoder())
    }
  }

  @Test("A failed element can be read again as something else")
  func retry() throws {
    struct Either: Decodable {
      let texts: [String]
      init(from decoder: any Decoder) throws {
        var list = try decoder.unkeyedContainer()
        var texts: [String] = []
        while !list.isAtEnd {
          if let text = try? list.decode(String.self) {
            texts.append(text)
          } else {
            texts.append(String(try list.decode(Int.self)))
          }
        }
        self.texts = texts
      }
    }
    let read = try JSONDecoding.decode(Either.self, from: Array(#"["a",1,"b"]"#.utf8))
    #expect(read.texts == ["a", "1", "b"])
  }
}

extension Encoder {
  fileprivate func singleValue(_ value: some Encodable) throws {
    var container = singleValueContainer()
    try container.encode(value)
  }
}
