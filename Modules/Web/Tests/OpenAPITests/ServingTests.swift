import CZlib
import HTTP
import JSON
import Kernel
import KernelTesting
import OpenAPI
import Router
import Testing

@Suite("The document and the page as they are served")
struct ServingTests {
  private let router: Router

  init() throws {
    router = try Router(
      routes: Samples.all
        + DocumentationRoutes.make(describing: Samples.all, title: "A<b>", version: "1"),
      authenticator: nil, clock: FixedClock(Instant(milliseconds: 0)), ids: SeededIDs())
  }

  private func get(_ path: String, _ headers: HTTPHeaders = HTTPHeaders()) async -> HTTPResponse {
    await router.respond(to: HTTPRequest(target: path, headers: headers))
  }

  static let paths = ["/api/openapi.json", "/docs"]

  @Test("The document is the JSON of the routes")
  func document() async throws {
    let answer = await get("/api/openapi.json")
    #expect(answer.status == 200)
    #expect(answer.headers["Content-Type"] == "application/json")
    let bytes = try #require(answer.bytes)
    #expect(
      bytes == OpenAPIDocument(routes: Samples.all, title: "A<b>", version: "1").json())
  }

  @Test("The page runs nothing but its own script and fetches nothing from elsewhere")
  func page() async throws {
    let page = await get("/docs")
    #expect(page.headers["Content-Type"] == "text/html; charset=utf-8")
    let policy = try #require(page.headers["Content-Security-Policy"])
    #expect(policy.contains("default-src 'none'"))
    #expect(!policy.contains("unsafe"))
    let html = String(decoding: try #require(page.bytes), as: UTF8.self)
    #expect(html.contains("<h1>A&lt;b&gt;</h1>"))
    #expect(!html.contains("http://") && !html.contains("https://"))
    // Attributes would be refused by the policy.
    let markup = try #require(html.split(separator: "<script>").first)
    #expect(!markup.contains(#/ on[a-z]+=/#) && !markup.contains("style="))
  }

  @Test("Who accepts gzip gets the same octets compressed", arguments: paths)
  func compressed(path: String) async throws {
    let plain = await get(path)
    #expect(plain.headers["Content-Encoding"] == nil)
    let answer = await get(path, ["Accept-Encoding": "br, gzip"])
    #expect(answer.headers["Content-Encoding"] == "gzip")
    for answer in [plain, answer] { #expect(answer.headers["Vary"] == "Accept-Encoding") }
    #expect(answer.headers["Content-Type"] == plain.headers["Content-Type"])
    let bytes = try #require(answer.bytes)
    let original = try #require(plain.bytes)
    #expect(bytes.count * 3 < original.count)
    #expect(gunzip(bytes) == original)
  }

  @Test("What was read already is not sent again, in either form", arguments: paths)
  func known(path: String) async throws {
    let plain = try #require(await get(path).headers["ETag"])
    let gzip = try #require(await get(path, ["Accept-Encoding": "gzip"]).headers["ETag"])
    #expect(plain != gzip)
    for (coding, tag, other) in [("identity", plain, gzip), ("gzip", gzip, plain)] {
      let known = [(tag, 304), ("W/\(tag)", 304), ("*", 304), ("\"other\"", 200), (other, 200)]
      for (known, status) in known {
        let again = await get(path, ["If-None-Match": known, "Accept-Encoding": coding])
        #expect(again.status == status)
        #expect(again.headers["ETag"] == tag)
        #expect(again.headers["Cache-Control"] == "no-cache")
        #expect(again.headers["Vary"] == "Accept-Encoding")
        if status == 304 {
          #expect(again.headers["Content-Encoding"] == nil)
          #expect(again.bytes == nil)
        }
      }
    }
  }

  @Test(
    "Accept-Encoding is read to the letter: weights, the star, letters of either case",
    arguments: [
      ("gzip", true), ("GZIP", true), ("x-gzip", true), ("br , gzip;q=0.001", true), ("*", true),
      ("gzip ; Q=1.000", true), ("identity;q=0.5, gzip;q=0.5", true), ("identity;q=0", false),
      ("", false), ("br", false), ("gzip;q=0", false), ("gzip;q=0.000, *", false),
      ("*;q=0", false), ("identity, gzip;q=0.5", false), ("gzip;q=1.001", false),
      ("gzip;q=0.0001", false), ("gzip;q=-1", false), ("gzip;q", false), ("gzip;level=1", false),
      ("gzip;q=2", false), ("gzip\u{301}", false), ("gzip;q=1\u{301}", false),
      ("gzip;q=0,gzip", true), ("gzipped", false), (";q=1,,", false),
    ])
  func acceptEncoding(field: String, isCompressed: Bool) async {
    let answer = await get("/docs", ["Accept-Encoding": field])
    #expect((answer.headers["Content-Encoding"] == "gzip") == isCompressed)
  }

  @Test("Several lines of Accept-Encoding are one list")
  func lines() async {
    var headers = HTTPHeaders()
    headers.add("Accept-Encoding", "br")
    headers.add("Accept-Encoding", "gzip")
    #expect(await get("/docs", headers).headers["Content-Encoding"] == "gzip")
  }

  /// What zlib makes of a gzip file, its sum checked; nil where it is none.
  private func gunzip(_ bytes: [UInt8]) -> [UInt8]? {
    // Ten octets of head without any option, and the sum and length behind.
    guard bytes.count > 18, bytes[..<4] == [0x1F, 0x8B, 8, 0] else { return nil }
    var stream = [z_stream()]
    return stream.withUnsafeMutableBufferPointer { stream in
      guard let stream = stream.baseAddress, czlib_begin_inflate(stream) == Z_OK else { return nil }
      defer { inflateEnd(stream) }
      var input = Array(bytes[10...])
      var output = [UInt8](repeating: 0, count: 1 << 20)
      let made = input.withUnsafeMutableBufferPointer { input in
        output.withUnsafeMutableBufferPointer { output -> Int? in
          stream.pointee.next_in = input.baseAddress
          stream.pointee.avail_in = UInt32(input.count)
          stream.pointee.next_out = output.baseAddress
          stream.pointee.avail_out = UInt32(output.count)
          guard inflate(stream, Z_FINISH) == Z_STREAM_END, stream.pointee.avail_in == 8 else {
            return nil
          }
          return Int(stream.pointee.total_out)
        }
      }
      guard let made else { return nil }
      output.removeLast(output.count - made)
      func number(_ octets: ArraySlice<UInt8>) -> UInt {
        octets.reversed().reduce(0) { $0 << 8 | UInt($1) }
      }
      let sum = crc32(0, output, UInt32(made))
      guard number(bytes.suffix(8).prefix(4)) == sum, number(bytes.suffix(4)) == UInt(made) else {
        return nil
      }
      return output
    }
  }
}

extension HTTPResponse {
  /// The body, where there is one.
  fileprivate var bytes: [UInt8]? {
    guard case .bytes(let bytes) = body else { return nil }
    return bytes
  }
}
