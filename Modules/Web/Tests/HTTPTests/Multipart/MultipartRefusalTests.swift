import HTTP
import Testing

@Suite("Form data that is refused")
struct MultipartRefusalTests {
  struct Refusal: Sendable, CustomTestStringConvertible {
    let body: String
    let error: MultipartError

    init(_ error: MultipartError, _ body: String) { (self.body, self.error) = (body, error) }

    var testDescription: String { "\(error): \(body.prefix(60))" }
  }

  private static let good = "form-data; name=a"

  private static let boundaries: [Refusal] = [
    .init(.malformedBoundary, "--Bx\r\n"), .init(.malformedBoundary, "--B\n"),
    .init(.malformedBoundary, "--B\rx"), .init(.malformedBoundary, "--B-\r\n"),
    .init(.malformedBoundary, "--B--x"), .init(.malformedBoundary, "--B--\n"),
    .init(.malformedBoundary, "--B --\r\n"), .init(.malformedBoundary, "--B-- x"),
    .init(.malformedBoundary, field(good, "x") + "--Bad\r\n"),
    .init(.malformedBoundary, field(good, "x\r\n--B-") + "--B--"),
  ]

  private static let ends: [Refusal] = [
    .init(.truncated, ""), .init(.truncated, "--B"), .init(.truncated, "--B-"),
    .init(.truncated, "--B\r"), .init(.truncated, "--B\r\n"), .init(.truncated, "--B--\r"),
    .init(.truncated, "--A--\r\n"), .init(.truncated, "\r\n"),
    .init(.truncated, "--B\r\nContent-Disposition: form-data; name=a\r\n"),
    .init(.truncated, "--B\r\nContent-Disposition: form-data; name=a\r\n\r\n"),
    .init(.truncated, field(good, "x")), .init(.truncated, field(good, "x") + "--B"),
    .init(.truncated, field(good, "x") + "--B\r\n"), .init(.truncated, "x--B--\r\n"),
  ]

  private static let heads: [Refusal] = [
    .init(.malformedHead, "--B\r\nA: b\nC: d\r\n\r\n"), .init(.malformedHead, "--B\r\n A: b\r\n"),
    .init(.malformedHead, "--B\r\nA : b\r\n"), .init(.malformedHead, "--B\r\nA\r\n"),
    .init(.malformedHead, "--B\r\nA: b\rc\r\n"), .init(.malformedHead, "--B\r\nA: \0\r\n"),
    .init(.malformedHead, "--B\r\nA: b\r\n c\r\n"), .init(.malformedHead, "--B\r\n: b\r\n"),
    .init(.malformedHead, field(good, "", "Content-Disposition: form-data; name=b\r\n")),
    .init(.malformedHead, field(good, "", "Content-Type: a/b\r\nContent-Type: a/b\r\n")),
    .init(.nested, field(good, "", "Content-Type: multipart/mixed; boundary=C\r\n")),
    .init(.nested, field(good, "", "content-type: MULTIPART/form-data; boundary=C\r\n")),
    .init(.encoded, field(good, "", "Content-Transfer-Encoding: base64\r\n")),
    .init(.encoded, field(good, "", "Content-Transfer-Encoding: quoted-printable\r\n")),
  ]

  private static let dispositions: [Refusal] =
    [
      "", "form-data", "form-data;", "attachment; name=a", "form-data name=a", "form-data; name",
      "form-data; name=", "form-data; name=a b", "form-data; name=\"a", "form-data; name=\"a\"b",
      "form-data; name=a; name=a", "form-data; filename=a", "form-data; name=a; filename=",
      "form-data; name=a; filename=b; filename=c", "form-data; name=a; filename*=utf-8''b",
      "form-data; name=\"a\\\"", "form-data; name=a,b", "form-data; ; name=a",
      "form-data; na me=a", "form-data, name=a",
    ].map { Refusal(.malformedDisposition, field($0, "x") + "--B--\r\n") } + [
      .init(.malformedDisposition, "--B\r\n\r\nx\r\n--B--\r\n"),
      .init(.malformedDisposition, "--B\r\nContent-Type: a/b\r\n\r\nx\r\n--B--\r\n"),
    ]

  @Test(
    "Malformed forms are refused for the right reason, however they are cut",
    arguments: boundaries + ends + heads + dispositions)
  func malformed(_ vector: Refusal) {
    for size in [1, 3, .max] {
      #expect(throws: vector.error) { try decodeForm(vector.body, pieces: size) }
    }
    #expect(vector.error.status == 400)
  }

  @Test("A name that is not UTF-8 is refused")
  func encodings() {
    let head = Array("--B\r\nContent-Disposition: form-data; name=\"".utf8)
    let body = head + [0xC3, 0x28] + Array("\"\r\n\r\n\r\n--B--".utf8)
    #expect(throws: MultipartError.malformedDisposition) { try decodeForm(body) }
  }

  @Test("Each limit holds to the octet, however the body is cut", arguments: [1, 2, 7, .max])
  func limits(pieces: Int) throws {
    let body = field(Self.good, "12345") + field(Self.good, "123") + "--B--\r\n"
    var exact = MultipartLimits(totalBytes: body.utf8.count, partBytes: 5)
    exact.parts = 2
    exact.headerFields = 1
    exact.headerBytes = 42
    exact.surroundingBytes = 0
    #expect(try decodeForm(body, pieces: pieces, limits: exact).count == 2)
    let tighter: [(WritableKeyPath<MultipartLimits, Int>, MultipartError)] = [
      (\.totalBytes, .bodyTooLarge), (\.partBytes, .partTooLarge), (\.parts, .tooManyParts),
      (\.headerFields, .headTooLarge), (\.headerBytes, .headTooLarge),
    ]
    for (limit, error) in tighter {
      var limits = exact
      limits[keyPath: limit] -= 1
      #expect(throws: error) { try decodeForm(body, pieces: pieces, limits: limits) }
      #expect(error.status == 413)
    }
  }

  @Test(
    "A flood before, between and behind the boundaries is refused",
    arguments: [
      String(repeating: "x", count: 1_025) + "\r\n--B--", String(repeating: "\r\n--", count: 400),
      "--B--\r\n" + String(repeating: "x", count: 1_025),
      "--B" + String(repeating: " ", count: 1_025) + "\r\n",
      String(repeating: "x", count: 600) + "\r\n--B--\r\n" + String(repeating: "x", count: 600),
    ])
  func floods(body: String) {
    for size in [1, 64, .max] {
      #expect(throws: MultipartError.surroundingsTooLong) { try decodeForm(body, pieces: size) }
    }
  }

  @Test("No failure quotes the body, and each says something of its own")
  func details() {
    let details = MultipartError.allCases.map(\.detail)
    #expect(Set(details).count == details.count)
    #expect(MultipartError.allCases.allSatisfy { [400, 413].contains($0.status) })
  }
}
