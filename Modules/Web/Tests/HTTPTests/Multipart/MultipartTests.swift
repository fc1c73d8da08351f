import HTTP
import Testing

@Suite("Form data in parts")
struct MultipartTests {
  private static let photo = """
    --B\r\nContent-Disposition: form-data; name="title"\r\n\r\nÌbàdàn\r\n\
    --B\r\nContent-Disposition: form-data; name="photo"; filename="a.png"\r\n\
    Content-Type: image/png\r\n\r\n\u{1}\r\n--\r\n--A\r\n\r\n--B--\r\n
    """

  @Test(
    "A form is the same however it is cut into pieces", arguments: [1, 2, 3, 5, 7, 11, 64, .max])
  func pieces(size: Int) throws {
    let parts = try decodeForm(Self.photo, pieces: size)
    #expect(
      parts.map(\.description)
        == ["title: Ìbàdàn", "photo file=a.png type=image/png: \u{1}\r\n--\r\n--A\r\n"])
    #expect(parts.allSatisfy { $0.isComplete })
  }

  @Test(
    "Contents that look like boundaries come through",
    arguments: [
      "", "\r\n", "\r", "\n", "-", "--", "--B", "\r\n-", "\r\n--", "\r\n--A", "\r\n\r\n",
      "\r\r\n--",
      "x\r\n--\r\n--", "\n--B--", "\r\n--b", "\r--B", "a\r\n-\r\n--\r\n--C\r",
    ])
  func lookalikes(content: String) throws {
    // A boundary at the very beginning of a content is one.
    guard !content.hasPrefix("--B") else {
      #expect(throws: MultipartError.malformedBoundary) {
        try decodeForm(field("form-data; name=a", content + "x"))
      }
      return
    }
    for size in [1, 2, 3, .max] {
      let body = field("form-data; name=a", content) + "--B--\r\n"
      let parts = try decodeForm(body, pieces: size)
      #expect(parts.map(\.text) == [content])
      #expect(parts.allSatisfy { $0.isComplete })
    }
  }

  @Test(
    "Names are read as browsers and command lines write them",
    arguments: [
      ("form-data; name=\"a\"", "a", String?.none), ("form-data;name=a", "a", nil),
      ("FORM-DATA; NAME=\"a b\"", "a b", nil), ("form-data; name=\"\"", "", nil),
      ("form-data; name=\"a%22b\"", "a\"b", nil), ("form-data; name=\"a\\\"b\"", "a\"b", nil),
      ("form-data; name=\"a\\\\b\"", "a\\b", nil),
      ("form-data; name=\"a%41%0D%0A\"", "a%41%0D%0A", nil),
      ("form-data; name=\"naïve\"; filename=\"Ọ̀ṣun.png\"", "naïve", "Ọ̀ṣun.png"),
      ("form-data; name=f; filename=\"\"", "f", ""),
      ("form-data; filename=\"x\"; name=\"f\"", "f", "x"),
      ("form-data; name=f; filename=\"C:\\dir\\a.txt\"", "f", "a.txt"),
      ("form-data; name=f; filename=\"../../etc/passwd\"", "f", "passwd"),
      ("form-data; name=f; filename=\"a;b=\\\"c\\\"\"", "f", "a;b=\"c\""),
      ("form-data; name=f; other=\"x;y\"", "f", nil), ("form-data ; name=f ; x=y", "f", nil),
    ])
  func names(disposition: String, name: String, filename: String?) throws {
    let parts = try decodeForm(field(disposition, "x") + "--B--\r\n")
    #expect(parts.map(\.part.name) == [name])
    #expect(parts.map(\.part.filename) == [filename])
  }

  @Test(
    "What surrounds the parts is skipped",
    arguments: [
      "--B--", "--B--\r\n", "--B-- \t\r\n", "\r\n--B--\r\n", "hello\r\n--B--\r\nbye",
      "--A\r\n--B--\r\n--B\r\n", "\r\n--\r\n--B--\r\n",
    ])
  func surroundings(body: String) throws {
    #expect(try decodeForm(body).isEmpty)
    #expect(try decodeForm(body, pieces: 1).isEmpty)
  }

  @Test("Blanks behind a boundary are a transport's")
  func padding() throws {
    let body = "--B \t \r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--B-- \r\n"
    #expect(try decodeForm(body, pieces: 1).map(\.description) == ["a: x"])
  }

  @Test("A decoder that refused refuses from then on")
  func refusalStays() throws {
    let boundary = try #require(MultipartBoundary("B"))
    var decoder = MultipartDecoder(boundary: boundary, limits: MultipartLimits(totalBytes: 100))
    #expect(throws: MultipartError.malformedBoundary) { try decoder.decode(Array("--Bx".utf8)) }
    #expect(throws: MultipartError.malformedBoundary) { try decoder.decode(Array("--B--".utf8)) }
    #expect(throws: MultipartError.malformedBoundary) { try decoder.finish() }
  }

  @Test(
    "Boundaries are read from the media type",
    arguments: [
      ("multipart/form-data; boundary=abc", "abc"),
      ("Multipart/Form-Data;BOUNDARY=\"a b'()+_,-./:=?\"", "a b'()+_,-./:=?"),
      (
        "multipart/form-data; charset=utf-8; boundary=----WebKitFormBoundaryx1",
        "----WebKitFormBoundaryx1"
      ),
      (
        "multipart/form-data; boundary=" + String(repeating: "x", count: 70),
        String(repeating: "x", count: 70)
      ),
    ])
  func boundaries(type: String, text: String) {
    #expect(MultipartBoundary(contentType: type) == MultipartBoundary(text))
    #expect(MultipartBoundary(text) != nil)
  }

  @Test(
    "Malformed and missing boundaries are none",
    arguments: [
      "", "multipart/form-data", "multipart/form-data;", "multipart/form-data; boundary=",
      "multipart/form-data; boundary=\"\"", "multipart/form-data; boundary=\"a \"",
      "multipart/form-data; boundary=a b", "multipart/form-data; boundary=a;boundary=b",
      "multipart/form-data; boundary=a; boundary=a", "multipart/mixed; boundary=a",
      "multipart/form-datax; boundary=a", "text/plain; boundary=a",
      "multipart/form-data boundary=a",
      "multipart/form-data; boundary=\"a", "multipart/form-data; boundary=a/b",
      "multipart/form-data; boundary=\"a\\\r\"", "multipart/form-data; boundary=\"é\"",
      "multipart/form-data; boundary=" + String(repeating: "x", count: 71),
    ])
  func noBoundary(type: String) {
    #expect(MultipartBoundary(contentType: type) == nil)
  }
}
