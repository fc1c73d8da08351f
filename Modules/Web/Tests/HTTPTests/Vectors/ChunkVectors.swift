private func chunked(_ body: String) -> String {
  "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(body)"
}

private let long = String(repeating: "x", count: 8_192)

/// RFC 9112, 7.1.
let chunkVectors: [Vector] = [
  .served("no chunk but the last", chunked("0\r\n\r\n")),
  .served("one chunk", chunked("3\r\nabc\r\n0\r\n\r\n")),
  .served("two chunks", chunked("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")),
  .served("hexadecimal sizes", chunked("A\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n")),
  .served("leading zeros", chunked("0003\r\nabc\r\n000\r\n\r\n")),
  .served("an extension", chunked("3;a\r\nabc\r\n0\r\n\r\n")),
  .served("an extension with a value", chunked("3;a=b\r\nabc\r\n0;c=d\r\n\r\n")),
  .served("a quoted extension", chunked("3;a=\"b;\\\" c\"\r\nabc\r\n0\r\n\r\n")),
  .served("blanks around an extension", chunked("3 ; a = b ;c\r\nabc\r\n0\r\n\r\n")),
  .served("line breaks as content", chunked("4\r\n\r\n\r\n\r\n0\r\n\r\n")),
  .served("a trailer", chunked("0\r\nX-Sum: abc\r\n\r\n")),
  .served("two trailers", chunked("1\r\na\r\n0\r\nX: y\r\nZ:\r\n\r\n")),
  .served("a long extension", chunked("3;\(long.dropLast(10))\r\nabc\r\n0\r\n\r\n")),

  .refused(400, "no size", chunked("\r\nabc\r\n0\r\n\r\n")),
  .refused(400, "a size that is no number", chunked("x\r\nabc\r\n0\r\n\r\n")),
  .refused(400, "a signed size", chunked("+3\r\nabc\r\n0\r\n\r\n")),
  .refused(400, "a negative size", chunked("-3\r\nabc\r\n0\r\n\r\n")),
  .refused(400, "a size with a prefix", chunked("0x3\r\nabc\r\n0\r\n\r\n")),
  .refused(400, "a size with an underscore", chunked("0_3\r\nabc\r\n0\r\n\r\n")),
  .refused(400, "a space before a size", chunked(" 3\r\nabc\r\n0\r\n\r\n")),
  .refused(400, "a space behind a size", chunked("3 \r\nabc\r\n0\r\n\r\n")),
  .refused(400, "a tab behind a size", chunked("3\t\r\nabc\r\n0\r\n\r\n")),
  .refused(400, "a size over 64 bits", chunked("10000000000000003\r\nabc\r\n0\r\n\r\n")),
  .refused(400, "the largest size", chunked("FFFFFFFFFFFFFFFF\r\nabc\r\n0\r\n\r\n")),
  .refused(400, "a comma behind a size", chunked("3,a\r\nabc\r\n0\r\n\r\n")),
  .refused(400, "a bare LF behind a size", chunked("3\nabc\r\n0\r\n\r\n")),
  .refused(400, "a bare CR behind a size", chunked("3\rabc\r\n0\r\n\r\n")),
  .refused(400, "a CR in an extension", chunked("3;a\rb\r\nabc\r\n0\r\n\r\n")),
  .refused(400, "a LF in an extension", chunked("3;a\nb\r\nabc\r\n0\r\n\r\n")),
  .refused(400, "NUL in an extension", chunked("3;a\0\r\nabc\r\n0\r\n\r\n")),
  .refused(400, "a control in an extension", chunked("3;a=\"\u{01}\"\r\nabc\r\n0\r\n\r\n")),
  .refused(400, "an escaped NUL in an extension", chunked("3;a=\"\\\0\"\r\nabc\r\n0\r\n\r\n")),
  .refused(400, "an open quote", chunked("3;a=\"b\r\nabc\r\n0\r\n\r\n")),
  .refused(400, "an extension without a name", chunked("3;\r\nabc\r\n0\r\n\r\n")),
  .refused(400, "an extension without a value", chunked("3;a=\r\nabc\r\n0\r\n\r\n")),
  .refused(400, "a name that is no token", chunked("3;a b\r\nabc\r\n0\r\n\r\n")),
  .refused(400, "a size line over 8 KiB", chunked("3;\(long)\r\nabc\r\n0\r\n\r\n")),
  .refused(400, "a size of 9,000 zeros", chunked("\(long)\(long)".replacing("x", with: "0"))),
  .refused(400, "a chunk longer than its size", chunked("3\r\nabcd\r\n0\r\n\r\n")),
  .refused(400, "a chunk shorter than its size", chunked("5\r\nabc\r\n0\r\n\r\n")),
  .refused(400, "no line break behind a chunk", chunked("3\r\nabc0\r\n\r\n")),
  .refused(400, "a bare LF behind a chunk", chunked("3\r\nabc\n0\r\n\r\n")),
  .refused(400, "a bare CR behind a chunk", chunked("3\r\nabc\r0\r\n\r\n")),
  .refused(400, "two CRs behind a chunk", chunked("3\r\nabc\r\r\n0\r\n\r\n")),
  .refused(400, "a bare LF behind the last size", chunked("0\n\r\n")),
  .refused(400, "a bare LF at the end", chunked("0\r\n\n")),
  .refused(400, "a bare CR at the end", chunked("0\r\n\rX")),

  .refused(400, "a trailer without a colon", chunked("0\r\nabc\r\n\r\n")),
  .refused(400, "a trailer without a name", chunked("0\r\n: a\r\n\r\n")),
  .refused(400, "a space before a trailer's colon", chunked("0\r\nX : a\r\n\r\n")),
  .refused(400, "a folded trailer", chunked("0\r\nX: a\r\n b\r\n\r\n")),
  .refused(400, "NUL in a trailer", chunked("0\r\nX: \0\r\n\r\n")),
  .refused(400, "a bare LF in a trailer", chunked("0\r\nX: a\nY: b\r\n\r\n")),
  .refused(400, "a bare CR in a trailer", chunked("0\r\nX: a\rY: b\r\n\r\n")),
  .refused(400, "a length as a trailer", chunked("0\r\nContent-Length: 3\r\n\r\n")),
  .refused(400, "a coding as a trailer", chunked("0\r\nTransfer-Encoding: chunked\r\n\r\n")),
  .refused(400, "Host as a trailer", chunked("0\r\nhost: b\r\n\r\n")),
  .refused(400, "credentials as a trailer", chunked("0\r\nAuthorization: b\r\n\r\n")),
  .refused(400, "a client's address as a trailer", chunked("0\r\nX-Forwarded-For: b\r\n\r\n")),
  .refused(400, "a forwarded scheme as a trailer", chunked("0\r\nForwarded: proto=b\r\n\r\n")),
  .refused(400, "a request as a trailer", chunked("0\r\nGET /x HTTP/1.1\r\nHost: a\r\n\r\n")),
  .refused(431, "trailers over 8 KiB", chunked("0\r\nX: \(long)\r\n\r\n")),
  .refused(
    431, "trailers over 8 KiB together",
    chunked("0\r\n\(String(repeating: "X: \(long.prefix(1_000))\r\n", count: 9))\r\n")),
  .refused(431, "101 trailers", chunked("0\r\n\(String(repeating: "X: y\r\n", count: 101))\r\n")),
]

/// One message that some other reader would take for two, or two for one.
let smugglingVectors: [Vector] = [
  .refused(
    400, "CL.TE",
    """
    POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n\
    0\r\n\r\nG
    """),
  .refused(
    400, "TE.CL",
    """
    POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n\
    5c\r\nGPOST / HTTP/1.1\r\nContent-Length: 15\r\n\r\nx=1\r\n0\r\n\r\n
    """),
  .refused(
    400, "TE.TE",
    """
    POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-encoding: cow\r\n\r\n\
    5c\r\nGPOST / HTTP/1.1\r\n\r\n0\r\n\r\n
    """),
  .refused(
    400, "a request in a folded field",
    "GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n GET /x HTTP/1.1\r\n\r\n"),
  .refused(
    400, "a length hidden behind a CR",
    "POST / HTTP/1.1\r\nHost: a\r\nX: y\rContent-Length: 30\r\n\r\nGET /x HTTP/1.1\r\n\r\n"),
  .answered(
    [200, 200], goesOn: true, "a request behind a body",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nabGET /x HTTP/1.1\r\nHost: a\r\n\r\n"),
  .answered(
    [200, 200], goesOn: true, "a request behind GET's body",
    "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nabGET /x HTTP/1.1\r\nHost: a\r\n\r\n"),
  .answered(
    [200, 400], goesOn: false, "the second is malformed",
    "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /x HTTP/1.1\r\nHost : a\r\n\r\n"),
  .answered(
    [200, 400], goesOn: false, "more body than its length",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab(GET /x HTTP/1.1\r\nHost: a\r\n\r\n"),
  .answered(
    [200, 400], goesOn: false, "more than one line break between",
    "GET / HTTP/1.1\r\nHost: a\r\n\r\n\r\n\r\nGET /x HTTP/1.1\r\nHost: a\r\n\r\n"),
  .answered(
    [200, 200], goesOn: true, "one line break between",
    "GET / HTTP/1.1\r\nHost: a\r\n\r\n\r\nGET /x HTTP/1.1\r\nHost: a\r\n\r\n"),
  .answered(
    [200, 501], goesOn: false, "an unknown coding behind a request",
    "GET / HTTP/1.1\r\nHost: a\r\n\r\nPOST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: x\r\n\r\n"),
  .answered(
    [200], goesOn: false, "close, then another",
    "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\nGET /x HTTP/1.1\r\nHost: a\r\n\r\n"),
  .answered(
    [200, 400], goesOn: false, "a chunked body, then its end again",
    """
    POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n0\r\n\r\n\
    GET /x HTTP/1.1\r\nHost: a\r\n\r\n
    """),
]
