import HTTP
import JSON
import Kernel
import Router
import Testing

@Suite("Fields of a body")
struct FieldTests {
  private func orders() throws -> Router {
    try router(
      .post("/orders", permission: .anyone, summary: "Orders") { (_, order: OrderInput) in
        Echo(text: "\(order.amount) \(order.name) \(order.lines.count) \(order.isGift)")
      })
  }

  private func amounts() throws -> Router {
    try router(
      .post("/amounts", permission: .anyone, summary: "Takes an amount") {
        (_, input: AmountInput) in
        Echo(text: input.amount.description)
      })
  }

  @Test("A good body reaches the handler; fields that nobody knows are ignored")
  func good() async throws {
    let answer = try await orders().ask(
      .post, "/orders",
      body: """
        {"amount":"12.5","name":" Ada ","lines":[{"sku":"a-1","quantity":2}],"colour":{"x":[]}}
        """)
    #expect(answer.status == 200)
    #expect(answer.text == #"{"text":"12.50 Ada 1 false"}"#)
  }

  @Test("Every bad field is named at once, nested ones by their path")
  func allAtOnce() async throws {
    let answer = try await orders().ask(
      .post, "/orders",
      body: """
        {"amount":-1,"name":"   ","lines":[{"sku":"a b","quantity":0},{"quantity":"2"},null],
         "note":null,"is_gift":"yes"}
        """)
    #expect(answer.status == 422)
    #expect(answer.code == "validation_failed")
    #expect(
      answer.faults == [
        "amount not_positive", "name too_short", "lines[0].sku invalid",
        "lines[0].quantity out_of_range", "lines[1].sku required", "lines[1].quantity wrong_type",
        "lines[2] required", "note wrong_type", "is_gift wrong_type",
      ])
  }

  @Test("What must be there and is missing or null is required")
  func required() async throws {
    let answer = try await orders().ask(.post, "/orders", body: #"{"amount":null}"#)
    #expect(answer.faults == ["amount required", "name required", "lines required"])
  }

  @Test(
    "Amounts are read exactly or refused by name",
    arguments: [
      (#""1500.00""#, "1500.00"), ("1500", "1500.00"), ("0.1", "0.10"),
      (#""10000000000000""#, "10000000000000.00"), (#""10000000000000.01""#, "out_of_range"),
      ("99999999999999999999999", "out_of_range"), ("0.001", "too_many_digits"),
      (#""1.000""#, "too_many_digits"), ("0", "not_positive"), ("-0", "not_positive"),
      (#""-5""#, "not_positive"), ("1e3", "invalid"), (#""NaN""#, "invalid"), (#""""#, "invalid"),
      (#"" 5""#, "invalid"), (#""+5""#, "invalid"), (#""٥""#, "invalid"), ("true", "wrong_type"),
      ("[5]", "wrong_type"), (#"{"a":1}"#, "wrong_type"), ("1e400", "invalid"),
      ("1e-400", "invalid"), ("1E0", "invalid"), ("100000000000000000000e-18", "invalid"),
      ("1e99999999999999999999", "invalid"), (#""1e400""#, "invalid"),
    ])
  func amounts(json: String, outcome: String) async throws {
    let answer = try await amounts().ask(.post, "/amounts", body: "{\"amount\":\(json)}")
    if answer.status == 200 {
      #expect(answer.json?["text"]?.string == outcome)
    } else {
      #expect(answer.faults == ["amount \(outcome)"])
    }
  }

  @Test(
    "Whole numbers are written without fraction and exponent",
    arguments: [
      ("2", ""), ("1.0", "wrong_type"), ("1e1", "wrong_type"), (#""2""#, "wrong_type"),
      ("99999999999999999999", "out_of_range"), ("0", "out_of_range"), ("true", "wrong_type"),
      ("1e400", "wrong_type"), ("1e-400", "wrong_type"), ("1E0", "wrong_type"),
      ("100000000000000000000e-18", "wrong_type"), ("-1e99999999999999999999", "wrong_type"),
    ])
  func integers(json: String, code: String) async throws {
    let answer = try await orders().ask(
      .post, "/orders",
      body: #"{"amount":1,"name":"a","lines":[{"sku":"a","quantity":"# + json + "}]}")
    #expect(answer.faults == (code.isEmpty ? [] : ["lines[0].quantity \(code)"]))
  }

  @Test(
    "A measured number is the nearest one, or refused: no infinity, no other spelling",
    arguments: [
      ("1e1", "10.0"), ("1E0", "1.0"), ("100000000000000000000e-18", "100.0"), ("1e-400", "0.0"),
      ("1e400", "out_of_range"), ("-1e400", "out_of_range"),
      ("1e99999999999999999999", "out_of_range"),
      ("0x10", "wrong_type"), ("inf", "wrong_type"), ("nan", "wrong_type"), ("1.", "wrong_type"),
      ("+1", "wrong_type"), ("", "wrong_type"), ("01", "wrong_type"), (" 1", "wrong_type"),
    ])
  func measures(text: String, outcome: String) async throws {
    struct Input: RequestInput {
      let size: Double?
      init(from fields: inout RequestFields) {
        size = fields.query("size", .number(-1_000...1_000))
      }
    }
    let sizes = try router(
      .get("/sizes", permission: .anyone, summary: "Sizes") { (_, input: Input) in
        Echo(text: input.size.map { "\($0)" } ?? "none")
      })
    let query = text.replacing("+", with: "%2B").replacing(" ", with: "%20")
    let answer = await sizes.ask(.get, "/sizes?size=\(query)")
    if answer.status == 200 {
      #expect(answer.json?["text"]?.string == outcome)
    } else {
      #expect(answer.faults == ["size \(outcome)"])
    }
  }

  @Test("Lengths are counted in Unicode scalars, and U+0000 is refused")
  func lengths() async throws {
    let notes = try router(
      .post("/notes", permission: .anyone, summary: "Notes") { (_, input: NoteInput) in
        Echo(text: input.note ?? "none")
      })
    #expect(await notes.ask(.post, "/notes", body: #"{"note":"ẹẹẹẹẹ"}"#).status == 200)
    #expect(
      await notes.ask(.post, "/notes", body: #"{"note":"👩‍👩‍👧‍👦"}"#).faults == ["note too_long"])
    #expect(
      await notes.ask(.post, "/notes", body: #"{"note":"a\u0000"}"#).faults == ["note invalid"])
  }

  @Test("A field of a patch is absent, cleared or set")
  func patches() async throws {
    struct Input: RequestInput {
      let note: Patch<String>
      init(from fields: inout RequestFields) {
        note = fields.patchBody("note", .string(length: 1...5))
      }
    }
    let notes = try router(
      .patch("/note", permission: .anyone, summary: "Changes a note") { (_, input: Input) in
        switch input.note {
        case .absent: Echo(text: "absent")
        case .clear: Echo(text: "clear")
        case .set(let note): Echo(text: "set " + note)
        }
      })
    #expect(await notes.ask(.patch, "/note", body: "{}").text == #"{"text":"absent"}"#)
    #expect(await notes.ask(.patch, "/note", body: #"{"note":null}"#).text == #"{"text":"clear"}"#)
    #expect(await notes.ask(.patch, "/note", body: #"{"note":"x"}"#).text == #"{"text":"set x"}"#)
    #expect(await notes.ask(.patch, "/note", body: #"{"note":""}"#).faults == ["note too_short"])
  }

  @Test("A rule across fields complains beside the others")
  func crossField() async throws {
    struct Input: RequestInput {
      let first: CivilDate
      let last: CivilDate
      init(from fields: inout RequestFields) {
        first = fields.body("from", .date)
        last = fields.body("to", .date)
        if fields.isValid, last < first { fields.fail("to", "before_from", "This is before from.") }
      }
    }
    let spans = try router(
      .post("/spans", permission: .anyone, summary: "Spans") { (_, input: Input) in NoContent() })
    let backwards = #"{"from":"2026-02-01","to":"2026-01-01"}"#
    #expect(await spans.ask(.post, "/spans", body: backwards).faults == ["to before_from"])
    let impossible = #"{"from":"2026-02-30","to":"2026-01-01"}"#
    #expect(await spans.ask(.post, "/spans", body: impossible).faults == ["from invalid"])
    let forwards = #"{"from":"2026-01-01","to":"2026-01-01"}"#
    #expect(await spans.ask(.post, "/spans", body: forwards).status == 204)
  }

  @Test("Exactly one of two fields is asked for by name")
  func exactlyOne() async throws {
    struct Input: RequestInput {
      init(from fields: inout RequestFields) {
        _ = fields.optionalBody("to_user_id", .id(of: Echo.self))
        _ = fields.optionalBody("to_email", .email)
        fields.exactlyOne(of: "to_user_id", "to_email")
      }
    }
    let moves = try router(
      .post("/moves", permission: .anyone, summary: "Moves") { (_, _: Input) in NoContent() })
    #expect(await moves.ask(.post, "/moves", body: "{}").faults == ["to_user_id required"])
    let both = #"{"to_email":"a@example.com","to_user_id":"\#(ada)"}"#
    #expect(await moves.ask(.post, "/moves", body: both).faults == ["to_email conflict"])
    let one = #"{"to_email":"a@example.com"}"#
    #expect(await moves.ask(.post, "/moves", body: one).status == 204)
    let bad = #"{"to_email":"a"}"#
    #expect(await moves.ask(.post, "/moves", body: bad).faults == ["to_email invalid"])
  }
}
