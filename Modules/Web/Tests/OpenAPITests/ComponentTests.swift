import HTTP
import JSON
import Kernel
import OpenAPI
import Router
import Testing

@Suite("The components of an OpenAPI document")
struct ComponentTests {
  /// Two ways into every operation, so that all that can recur does.
  static let routes: [Route] =
    Samples.all + Samples.all.map { $0.prefixed("/alias") } + [
      .raw(
        .get, "/image/{id}", permission: .anyone, summary: "Image", otherStatuses: [304],
        mediaTypes: ["image/png", "image/svg+xml"], problems: [.conflict, .locked, .conflict]
      ) { _ in HTTPResponse() }
    ]

  @Test("Whatever is referred to is listed, and whatever is listed is referred to")
  func complete() throws {
    let document = try Described(Self.routes)
    let references = Set(Described.references(in: document.root))
    let listed = ["schemas", "parameters", "headers", "responses"].flatMap { section in
      document.components(section).map { "#/components/\(section)/\($0)" }
    }
    #expect(Set(listed) == references)
    #expect(Set(listed).count == listed.count)
  }

  /// What an operation says, in place or by reference.
  struct Expectation: CustomTestStringConvertible, Sendable {
    let method: String
    let paths: [String]
    let parameters: [String]
    /// The media types of success by status, each with its schema.
    let successes: [String: [String]]
    /// The header fields of the first success beyond the request's id.
    var headers: [String] = []
    /// The codes beyond those that every operation with these has.
    let codes: [String: [String]]
    var testDescription: String { "\(method) \(paths[0])" }
  }

  static let always = [
    "400": ["bad_request"], "408": ["request_timeout"], "413": ["payload_too_large"],
    "422": ["validation_failed"], "429": ["too_many_requests"], "503": ["unavailable"],
  ]

  static let expectations = [
    Expectation(
      method: "post", paths: ["/transfers", "/alias/transfers"],
      parameters: ["Idempotency-Key in header"], successes: ["201": ["application/json Wallet"]],
      headers: ["Location", "Idempotency-Replayed"],
      codes: [
        "400": ["bad_json", "bad_request"], "401": ["unauthorized"], "403": ["forbidden"],
        "409": ["conflict", "idempotency_in_progress"], "415": ["unsupported_media_type"],
        "422": ["idempotency_key_required", "idempotency_key_reused", "validation_failed"],
        "503": ["outcome_unknown", "unavailable"],
      ]),
    Expectation(
      method: "get", paths: ["/things", "/alias/things"],
      parameters: ["limit in query", "cursor in query", "If-Match in header"],
      successes: ["200": ["application/json WalletPage"]],
      codes: ["412": ["precondition_failed"]]),
    Expectation(
      method: "get", paths: ["/things/{id}", "/alias/things/{id}"],
      parameters: ["id in path, required"], successes: ["200": ["application/json Wallet"]],
      codes: ["404": ["not_found"]]),
    Expectation(
      method: "delete", paths: ["/things/{id}", "/alias/things/{id}"],
      parameters: ["id in path, required"], successes: ["204": []],
      codes: [
        "401": ["unauthorized"], "403": ["forbidden"], "404": ["not_found"],
        "503": ["outcome_unknown", "unavailable"],
      ]),
    Expectation(
      method: "get", paths: ["/image/{id}"], parameters: ["id in path, required"],
      successes: ["200": ["image/png", "image/svg+xml"], "304": []],
      codes: ["404": ["not_found"], "409": ["conflict"], "423": ["locked"]]),
  ]

  @Test(
    "An operation tells its parameters, statuses, codes and header fields, in place or by reference",
    arguments: expectations)
  func facts(expected: Expectation) throws {
    let document = try Described(Self.routes)
    let codes = Self.always.merging(expected.codes) { $1 }
    for path in expected.paths {
      let facts = try document.operation(expected.method, path)
      #expect(facts.parameters == expected.parameters)
      #expect(facts.codes == codes)
      #expect(Set(facts.headers.keys) == Set(expected.successes.keys).union(codes.keys))
      for (status, headers) in facts.headers {
        var wanted = ["X-Request-Id"]
        switch status {
        case "401": wanted += ["WWW-Authenticate"]
        case "429":
          wanted += ["RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "Retry-After"]
        case "503": wanted += ["Retry-After"]
        case "409" where codes["409"]?.contains("idempotency_in_progress") == true:
          wanted += ["Retry-After"]
        default: if codes[status] == nil { wanted += expected.headers }
        }
        #expect(headers == wanted, "\(status)")
      }
      for (status, content) in facts.schemas {
        #expect(content == expected.successes[status] ?? ["application/problem+json Problem"])
      }
    }
  }

  @Test("No parameter and no answer is written out twice")
  func once() throws {
    let document = try Described(Self.routes)
    var seen: Set<String> = []
    for path in try document.at("paths").members {
      for operation in path.value.members {
        let parts =
          (operation.value["parameters"].map { Array($0.elements) } ?? [])
          + (operation.value["responses"].map { $0.members.map(\.value) } ?? [])
        for part in parts where part["$ref"] == nil {
          #expect(seen.insert(part.description).inserted, "\(path.key)")
        }
      }
    }
    #expect(!seen.isEmpty)
  }

  @Test("A component's name is made of what it says")
  func names() throws {
    let document = try Described(Self.routes)
    #expect(
      document.components("parameters") == [
        "IdempotencyKey", "Limit", "Cursor", "IfMatch", "AnyId", "Id",
      ])
    #expect(
      document.components("headers") == [
        "XRequestId", "Location", "IdempotencyReplayed", "WWWAuthenticate", "RetryAfter",
        "RateLimitLimit", "RateLimitRemaining", "RateLimitReset",
      ])
    #expect(
      document.components("responses") == [
        "WalletCreatedOrReplay", "BadJsonOrBadRequest", "Unauthorized", "Forbidden",
        "RequestTimeout", "ConflictOrIdempotencyInProgress", "PayloadTooLarge",
        "UnsupportedMediaType",
        "IdempotencyKeyRequiredOrIdempotencyKeyReusedOrValidationFailed", "TooManyRequests",
        "OutcomeUnknownOrUnavailable", "WalletPage", "BadRequest", "PreconditionFailed",
        "ValidationFailed", "Unavailable", "Wallet", "NotFound", "NoContent", "Conflict", "Locked",
      ])
  }

  @Test("Components keep their names and what they say when other routes come")
  func stability() throws {
    struct Query: RequestInput {
      init(from fields: inout RequestFields) { _ = fields.query("status", .oneOf(["on", "off"])) }
    }
    let more = (1...2).map { number in
      Route.get("/first/\(number)", permission: .signedIn, summary: "A", problems: [.locked]) {
        (_, _: Query) in Samples.Owner()
      }
    }
    let (document, other) = try (Described(Self.routes), Described(more + Self.routes))
    for section in ["parameters", "headers", "responses", "schemas"] {
      for name in document.components(section) {
        let one = try document.at("components", section, name)
        #expect(try one.description == other.at("components", section, name).description)
      }
    }
  }

  @Test("Refusals that are declared in another order are the same answer")
  func order() throws {
    let kinds = ["b", "a"].map { ProblemKind(status: 409, code: "\($0)_taken", title: "Taken") }
    func route(_ path: String, _ kinds: [ProblemKind]) -> Route {
      .get(path, permission: .anyone, summary: "A", problems: kinds) { _ in NoContent() }
    }
    let document = try Described([route("/a", kinds), route("/b", kinds.reversed())])
    #expect(document.components("responses").filter { $0.contains("Taken") } == ["ATakenOrBTaken"])
    for path in ["/a", "/b"] {
      #expect(
        try document.operation("get", path).codes["409"] == ["a_taken", "b_taken"])
    }
  }

  @Test("What two groups call by one name is told apart by the group, then by a number")
  func groups() throws {
    struct Item: ResponseBody {
      static let shape = Shape<Item>("Item", .string("a") { _ in "" })
    }
    struct Other: ResponseBody {
      static let shape = Shape<Other>("Item", .string("b") { _ in "" })
    }
    struct Third: ResponseBody {
      static let shape = Shape<Third>("Item", .string("c") { _ in "" })
    }
    let document = try Described([
      Route.get("/a", permission: .anyone, summary: "A") { _ in Item() }.tagged("auth"),
      Route.get("/b", permission: .anyone, summary: "B") { _ in Other() }.tagged("fines"),
      Route.get("/c", permission: .anyone, summary: "C") { _ in Third() }.tagged("fines"),
    ])
    #expect(
      document.components("schemas") == [
        "Item", "Problem", "FinesItem", "Item2", "FieldProblem", "ProblemReason",
      ])
  }

  @Test("Rules that many fields share are schemas of their own, and a field says the rest itself")
  func sharedSchemas() throws {
    struct Named: RequestInput {
      init(from fields: inout RequestFields) {
        _ = fields.body("name", .line(length: 1...200).described("A name."))
        _ = fields.patchBody("nickname", FieldType<String>.line(length: 1...200))
        _ = fields.body("title", .line(length: 2...80))
        _ = fields.body("owner", FieldType<UserID>.id())
      }
    }
    let document = try Described([
      .post("/a", permission: .anyone, summary: "A") { (_, _: Named) in NoContent() }
    ])
    let fields = try document.at("components", "schemas", "Named", "properties")
    let reference = "#/components/schemas/Line200"
    #expect(fields["name"]?["$ref"]?.string == reference)
    #expect(fields["name"]?["description"]?.string == "A name.")
    #expect(fields["nickname"]?["anyOf"]?.elements.compactMap { $0["$ref"]?.string } == [reference])
    #expect(fields["title"]?["$ref"]?.string == "#/components/schemas/Line2To80")
    #expect(fields["owner"]?["$ref"]?.string == "#/components/schemas/Id")
    let line = try document.at("components", "schemas", "Line200")
    #expect(line["maxLength"]?.int64 == 200)
    #expect(line["pattern"] != nil)
    #expect(try document.at("components", "schemas", "Id", "format").string == "uuid")
  }

  @Test("One more operation like the others takes less than 1,000 octets")
  func size() throws {
    func document(copies: Int) throws -> Int {
      let routes = (0..<copies).flatMap { number in
        [Samples.transfer, Samples.list, Samples.read].map { $0.prefixed("/context/\(number)") }
      }
      return try Described(routes).bytes.count
    }
    let growth = try document(copies: 110) - document(copies: 10)
    #expect(growth < 300 * 1_000)
  }
}
