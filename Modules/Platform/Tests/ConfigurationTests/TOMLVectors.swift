import Configuration
import Testing

/// A TOML text and what it means, written as `plain` writes it.
struct ValidTOML: Sendable, CustomTestStringConvertible {
  let text: String
  let meaning: String

  init(_ text: String, _ meaning: String) { (self.text, self.meaning) = (text, meaning) }

  var testDescription: String { text }

  static let all = structure + strings + scalars + tables

  static let structure: [ValidTOML] = [
    .init("", "{}"), .init("\n\n", "{}"), .init("# nothing", "{}"), .init("\u{FEFF}a = 1", "{a:1}"),
    .init("a=1", "{a:1}"), .init(" \ta \t=\t 1 # one", "{a:1}"),
    .init("a = 1\r\nb = 2\r\n", "{a:1,b:2}"),
    .init("a-b_1 = 1", "{a-b_1:1}"), .init("1234 = 1", "{1234:1}"), .init("\"\" = 1", "{:1}"),
    .init("\"a b\" = 1", "{a b:1}"), .init("'a\"b' = 1", "{a\"b:1}"),
    .init("\"\\u0061\" = 1", "{a:1}"),
    .init("a.b.c = 1", "{a:{b:{c:1}}}"), .init("a . \"b.c\" . d = 1", "{a:{b.c:{d:1}}}"),
    .init("a.b = 1\na.c = 2", "{a:{b:1,c:2}}"), .init("3.14 = 1", "{3:{14:1}}"),
    .init("a = [ ]", "{a:[]}"), .init("a = [1, 2,]", "{a:[1,2]}"),
    .init("a = [\n  1, # one\n\n  2 # two\n  ,\n]", "{a:[1,2]}"),
    .init("a = [[1], [\"x\", true]]", "{a:[[1],[\"x\",true]]}"),
    .init("a = {}", "{a:{}}"), .init("a = { b = 1, c.d = 2 }", "{a:{b:1,c:{d:2}}}"),
    .init("a = [{b = 1}, {b = 2}]", "{a:[{b:1},{b:2}]}"), .init("a = {b = [\n1\n]}", "{a:{b:[1]}}"),
    .init("true = 1", "{true:1}"), .init("# tab\there\na = 1", "{a:1}"),
  ]

  static let strings: [ValidTOML] = [
    .init("a = \"\"", "{a:\"\"}"), .init("a = ''", "{a:\"\"}"),
    .init("a = \"x # y\"", "{a:\"x # y\"}"),
    .init(#"a = "\b\t\n\f\r\"\\""#, "{a:\"\u{8}\t\n\u{C}\r\"\\\"}"),
    .init(#"a = "\u00e9\U0001F600""#, "{a:\"é😀\"}"), .init(#"a = 'C:\new'"#, #"{a:"C:\new"}"#),
    .init("a = \"\"\"\nx\ny\"\"\"", "{a:\"x\ny\"}"),
    .init("a = \"\"\"\r\nx\r\ny\"\"\"", "{a:\"x\ny\"}"),
    .init("a = \"\"\"x \\\n   \n  y\"\"\"", "{a:\"x y\"}"),
    .init("a = \"\"\"\"x\"\"\"\"", "{a:\"\"x\"\"}"),
    .init("a = \"\"\"\"\"x\"\"\"\"\"", "{a:\"\"\"x\"\"\"}"),
    .init("a = \"\"\"x\"\"y\"\"\"", "{a:\"x\"\"y\"}"),
    .init("a = \"\"\"\"\"\"", "{a:\"\"}"), .init("a = '''\nx\\\n'y'''", "{a:\"x\\\n'y\"}"),
    .init("a = ''''x''''", "{a:\"'x'\"}"), .init("a = \"\"\"x\\\"\"\"\"", "{a:\"x\"\"}"),
    .init("a = \"\tx\"", "{a:\"\tx\"}"), .init("a = \"₦\"", "{a:\"₦\"}"),
  ]

  static let scalars: [ValidTOML] = [
    .init("a = 0", "{a:0}"), .init("a = +99", "{a:99}"), .init("a = -0", "{a:0}"),
    .init("a = 1_000", "{a:1000}"), .init("a = 0xDEAD_beef", "{a:3735928559}"),
    .init("a = 0o755", "{a:493}"), .init("a = 0b1101", "{a:13}"), .init("a = 0x00", "{a:0}"),
    .init("a = 9223372036854775807", "{a:9223372036854775807}"),
    .init("a = -9223372036854775808", "{a:-9223372036854775808}"),
    .init("a = 1.5", "{a:1.5}"), .init("a = -0.0", "{a:-0.0}"), .init("a = +1.0", "{a:1.0}"),
    .init("a = 5e+22", "{a:5e+22}"), .init("a = 1E06", "{a:1000000.0}"),
    .init("a = 6.626e-34", "{a:6.626e-34}"),
    .init("a = 9_224.5_1", "{a:9224.51}"), .init("a = inf", "{a:inf}"),
    .init("a = -inf", "{a:-inf}"),
    .init("a = nan", "{a:nan}"), .init("a = true", "{a:true}"), .init("a = false", "{a:false}"),
    .init("a = 1979-05-27T07:32:00Z", "{a:@1979-05-27T07:32:00Z}"),
    .init("a = 1979-05-27 07:32:00z", "{a:@1979-05-27T07:32:00Z}"),
    .init("a = 1979-05-27t00:32:00.999-07:00", "{a:@1979-05-27T00:32:00.999-07:00}"),
    .init("a = 1979-05-27T07:32:00", "{a:@1979-05-27T07:32:00}"),
    .init("a = 1979-05-27", "{a:@1979-05-27}"),
    .init("a = 1979-05-27 # day", "{a:@1979-05-27}"), .init("a = 07:32:00.5", "{a:@07:32:00.5}"),
    .init("a = 2000-02-29", "{a:@2000-02-29}"),
    .init("a = [1979-05-27, 07:32:00]", "{a:[@1979-05-27,@07:32:00]}"),
  ]

  static let tables: [ValidTOML] = [
    .init("[a]", "{a:{}}"), .init("[a]\nb = 1\n[c]\nd = 2", "{a:{b:1},c:{d:2}}"),
    .init("[ a . 'b' ] # x\nc = 1", "{a:{b:{c:1}}}"), .init("[a.b]\n[a]\nc = 1", "{a:{b:{},c:1}}"),
    .init("[a]\n[a.b]\nc = 1", "{a:{b:{c:1}}}"),
    .init("[a]\nb.c = 1\n[a.b.d]\ne = 2", "{a:{b:{c:1,d:{e:2}}}}"),
    .init("[[a]]\nb = 1\n[[a]]\nb = 2", "{a:[{b:1},{b:2}]}"),
    .init("[[a.b]]\n[[a.b]]", "{a:{b:[{},{}]}}"),
    .init("[[a]]\n[a.b]\nc = 1\n[[a]]\n[a.b]\nc = 2", "{a:[{b:{c:1}},{b:{c:2}}]}"),
    .init("[[a]]\n[[a.b]]\nc = 1\n[[a.b]]\nc = 2", "{a:[{b:[{c:1},{c:2}]}]}"),
    .init("x = 1\n[a]\n[b.a]\n", "{x:1,a:{},b:{a:{}}}"),
    .init("[a.b.c]\nz=9\n[a]\nb.x = 1", "{a:{b:{c:{z:9},x:1}}}"),
  ]
}

/// Texts that TOML 1.0 forbids, with the line of the mistake.
struct InvalidTOML: Sendable, CustomTestStringConvertible {
  let text: String
  let line: Int

  init(_ text: String, _ line: Int = 1) { (self.text, self.line) = (text, line) }

  var testDescription: String { text }

  static let all = structure + strings + scalars + tables

  static let structure: [InvalidTOML] = [
    .init("a"), .init("a ="), .init("= 1"), .init("a = 1 b = 2"), .init("a = 1\nb", 2),
    .init("a b = 1"),
    .init("a = \n1"), .init("a\n= 1"), .init("a.= 1"), .init(".a = 1"), .init("a..b = 1"),
    .init("é = 1"),
    .init("a = 1, 2"), .init("a : 1"), .init("a = # x"), .init("\"\"\"a\"\"\" = 1"),
    .init("'''a''' = 1"),
    .init("\"a\nb\" = 1"), .init("a = [1"), .init("a = [1 2]"), .init("a = [,]"),
    .init("a = [1,,2]"),
    .init("a = ]"), .init("a = {"), .init("a = { b = 1,}"), .init("a = { b = 1\n}"),
    .init("a = {,}"),
    .init("a = { b = 1 c = 2 }"), .init("a = {b}"), .init("a = 1\rb = 2"), .init("# \u{1}"),
    .init("# \u{7F}"), .init("a = 1 \u{0}"), .init("a = [" + String(repeating: "[", count: 100)),
    .init("\n\n\na = ?", 4), .init("[a]\nb = 1\n\nc = ", 4), .init("a = 1\n\u{FEFF}b = 1", 2),
  ]

  static let strings: [InvalidTOML] = [
    .init("a = \"x"), .init("a = 'x"), .init("a = \"x\ny\""), .init("a = 'x\ny'"),
    .init("a = \"\\x41\""),
    .init("a = \"\\a\""), .init("a = \"\\u12\""), .init("a = \"\\u12G4\""),
    .init("a = \"\\uD800\""),
    .init("a = \"\\U00110000\""), .init("a = \"\\ \""), .init("a = \"\u{1}\""),
    .init("a = '\u{1F}'"),
    .init("a = \"\u{7F}\""), .init("a = \"\"\"x"), .init("a = '''x"),
    .init("a = \"\"\"x\\ y\"\"\""),
    .init("a = \"\"\"\"\"\"\"\"\""), .init("a = '''x''''''"), .init("a = \"x\"y"),
    .init("a = \"\"\"\rx\"\"\""),
    .init("a = x"), .init("a = 'x\"\n"),
  ]

  static let scalars: [InvalidTOML] = [
    "01", "-01", "+", "-", "1_", "_1", "1__0", "0x", "0xG", "0X1", "+0x1", "-0b1", "0b2", "0o8",
    "0x_1",
    "0x1_", "9223372036854775808", "-9223372036854775809", "0xFFFFFFFFFFFFFFFFF", "1.", ".5",
    "1.e5",
    "1._5", "1_.5", "01.5", "1e", "1e+", "1e_5", "1.5.5", "1e5.5", "++1", "0x1.5", "Inf", "NaN",
    "+-inf",
    "True", "TRUE", "yes", "null", "nil", "1979-13-01", "1979-00-01", "1979-02-30", "1900-02-29",
    "1979-5-27",
    "1979-05-27T", "1979-05-27T24:00:00", "1979-05-27T07:60:00", "1979-05-27T07:32", "07:32",
    "7:32:00",
    "07:32:61", "07:32:00Z", "07:32:00.", "1979-05-27T07:32:00+25:00", "1979-05-27T07:32:00+0700",
    "1979-05-27X07:32:00", "1979-05-27  07:32:00", "1 000", "1,5", "$1",
  ].map { InvalidTOML("a = \($0)") }

  static let tables: [InvalidTOML] = [
    .init("[]"), .init("[a"), .init("[a]]"), .init("[[a]"), .init("[ [a]]"), .init("[a.]"),
    .init("[.a]"),
    .init("[a]b = 1"), .init("[a b]"), .init("[\na]"), .init("[[]]"), .init("a = 1\na = 2", 2),
    .init("a = 1\n\"a\" = 2", 2), .init("[a]\n[a]", 2), .init("a = 1\n[a]", 2),
    .init("a = 1\n[a.b]", 2),
    .init("a = 1\na.b = 2", 2), .init("a.b = 1\na = 2", 2), .init("a.b = 1\na.b = 2", 2),
    .init("a.b = 1\n[a]", 2), .init("[a]\nb.c = 1\n[a.b]", 3), .init("[a.b.c]\n[a]\nb.c.d = 1", 3),
    .init("a = {b = 1}\na.c = 2", 2), .init("a = {b = 1}\n[a]", 2), .init("a = {b = 1}\n[a.c]", 2),
    .init("a = {b = {c = 1}}\n[a.b.d]", 2), .init("a = {b = 1, b = 2}"),
    .init("a = {b = 1, b.c = 2}"),
    .init("a = []\n[[a]]", 2), .init("[a]\n[[a]]", 2), .init("[[a]]\n[a]", 2),
    .init("a = [{}]\n[a.b]", 2),
    .init("[[a.b]]\n[a.b]", 2), .init("[[a.b]]\n[a]\nb.c = 1", 3), .init("[a]\nb = 1\n[a.b]", 3),
  ]
}

/// A value in a short spelling that shows types.
func plain(_ value: TOMLValue) -> String {
  switch value {
  case .string(let text): "\"\(text)\""
  case .integer(let number): String(number)
  case .float(let number): number.description
  case .boolean(let flag): String(flag)
  case .dateTime(let text): "@" + text
  case .array(let nodes): "[" + nodes.map { plain($0.value) }.joined(separator: ",") + "]"
  case .table(let table): plain(table)
  }
}

/// A table in the same spelling.
func plain(_ table: TOMLTable) -> String {
  "{" + table.members.map { "\($0.key):\(plain($0.node.value))" }.joined(separator: ",") + "}"
}
