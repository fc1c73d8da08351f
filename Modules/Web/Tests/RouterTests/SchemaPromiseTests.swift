import HTTP
import JSON
import Kernel
import Router
import Testing

/// What a schema promises and what its reader takes must be the same.
@Suite("Schemas keep their word")
struct SchemaPromiseTests {
  /// Whether a route takes a string for a field of a type.
  private func accepts<Value>(_ type: FieldType<Value>, _ text: String) async throws -> Bool {
    let reader: Probe.Reader = { fields in _ = fields.body("field", type) }
    return try await Probe.$read.withValue(reader) {
      var writer = JSONWriter()
      writer.beginObject()
      writer.key("field")
      writer.value(text)
      writer.endObject()
      let route = Route.post("/", permission: .anyone, summary: "Takes") { (_, _: Probe) in
        NoContent()
      }
      let body = String(decoding: writer.bytes, as: UTF8.self)
      return try await router(route).ask(.post, "/", body: body).status == 204
    }
  }

  /// Asks for the field that the test is about.
  struct Probe: RequestInput {
    typealias Reader = @Sendable (inout RequestFields) -> Void
    @TaskLocal static var read: Reader?

    init(from fields: inout RequestFields) { Self.read?(&fields) }
  }

  /// Whether a text fits a schema of text or one of its forms.
  private func fits(_ schema: Schema, _ text: String) throws -> Bool {
    switch schema.form {
    case .anyOf(let forms): return try forms.contains { try fits($0, text) }
    case .string(let rules):
      let count = text.unicodeScalars.count
      guard count >= rules.minimumLength ?? 0, count <= rules.maximumLength ?? .max else {
        return false
      }
      guard let pattern = rules.pattern else { return true }
      let portable = pattern.replacing("\\u0000", with: "\\x00")
      return try Regex(portable).matchingSemantics(.unicodeScalar).firstMatch(in: text) != nil
    default: return false
    }
  }

  @Test("Amounts fit their pattern exactly where they are read", arguments: writtenAmounts)
  func amounts(text: String) async throws {
    for unit in [Unit.naira, .kuwaitiDinar, .coins] {
      let type = FieldType<Money>.money(unit)
      let isRead = try await accepts(type, text)
      #expect(isRead == (try fits(type.schema, text)), "\(unit.code)")
      let orNothing = FieldType<Money>.money(unit, in: 0...Money.largestTransfer)
      let isReadOrNothing = try await accepts(orNothing, text)
      #expect(isReadOrNothing == (try fits(orNothing.schema, text)), "\(unit.code) from 0")
    }
  }

  @Test(
    "Texts fit their pattern exactly where they are read",
    arguments: [
      "", " ", "a", " a", "a ", "  a  b  ", "ab", "\u{0}", "a\u{0}b", "\u{3000}", "\u{A0}x", "é",
      "e\u{301}",
      "a\nb", "abcdef", "12", "1234", "12345678901", "a-b", "a_b", "a b c", "~", "é1",
    ])
  func texts(text: String) async throws {
    let types: [FieldType<String>] = [
      .text(length: 0...10), .text(length: 1...10), .text(length: 2...10),
      .string(length: 1...10), .string(length: 1...4, of: .digits),
      .string(length: 1...10, of: .alphanumerics), .string(length: 1...10, of: .tokenCharacters),
      .string(length: 1...10, of: .visibleASCII),
    ]
    for (index, type) in types.enumerated() {
      let isRead = try await accepts(type, text)
      #expect(isRead == (try fits(type.schema, text)), "type \(index)")
    }
  }

  @Test(
    "Identifiers fit their pattern exactly where they are read",
    arguments: [
      "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b", "0190A1B2-C3D4-7E5F-8A9B-0C1D2E3F4A5B",
      "0190a1b2c3d47e5f8a9b0c1d2e3f4a5b", "{0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b}",
      "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5", "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5g", "",
    ])
  func identifiers(text: String) async throws {
    let type = FieldType<UserID>.id(of: UserTag.self)
    let isRead = try await accepts(type, text)
    #expect(isRead == (try fits(type.schema, text)))
  }
}

private let writtenAmounts = [
  "0", "0.0", "0.00", "0.000", "0.001", "0.01", "0.1", "0.10", "1", "1.", ".1", "01", "1.5",
  "1.55", "1.555", "1.5555", "-1", "+1", "1e3", " 1", "1 ", "", "٣", "9999999999999.99",
  "10000000000000", "10000000000000.0", "10000000000000.01", "1000000000000",
  "1000000000000.001", "999999999999.999", "1000000000000000", "1000000000000001", "1,5", "0x1",
]
