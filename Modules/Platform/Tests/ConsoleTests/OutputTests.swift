import Console
import Testing

/// How answers look.
@Suite struct OutputTests {
  @Test("Columns stand below each other whatever their cells are written in")
  func widths() {
    let table = Output.list(
      [
        ["name": "Adé", "sum": 5], ["name": "日本", "sum": 1200],
        ["name": "e\u{301}👩‍👩‍👧", "sum": .absent],
      ], columns: ["name", "sum"])
    #expect(
      table.readable() == """
        NAME   SUM
        Adé      5
        日本  1200
        e\u{301}👩‍👩‍👧      –
        """)
  }

  @Test("Amounts line up at their right end, and an empty table keeps its head")
  func alignment() {
    let table = Output.list(
      [["amount": "5.00", "of": "x"], ["amount": "1200.00", "of": "12"]], columns: ["amount", "of"])
    #expect(table.readable() == " AMOUNT  OF\n   5.00  x\n1200.00  12")
    #expect(Output.list([], columns: ["a", "b"]).readable() == "A  B")
  }

  @Test("Nothing in a cell moves the terminal's cursor or turns its text around")
  func escapes() {
    let output = Output.record(["name": "a\u{1B}[2Jb\nc\u{202E}d"])
    #expect(output.readable() == #"name  a\u{1b}[2Jb\u{a}c\u{202e}d"#)
    #expect(output.json() == #"{"name":"a\u001b[2Jb\nc\#u{202E}d"}"#)
  }

  @Test("A table wider than the terminal is shown as one block a row, with nothing cut off")
  func narrow() {
    let records: [Record] = [["id": "1234567890", "of": "ada"], ["id": "2", "of": "bola"]]
    let table = Output.list(records, columns: ["id", "of"])
    #expect(table.readable(width: 16) == table.readable())
    #expect(table.readable(width: 15) == "id  1234567890\nof  ada\n\nid  2\nof  bola")
  }

  @Test("A list of records within a record is a table of its own")
  func nested() {
    let inner: [OutputValue] = [.record(["a": 1, "b": "x"]), .record(["a": 10, "b": "y"])]
    let output = Output.record(["clean": true, "parts": .list(inner)])
    #expect(output.readable() == "clean  yes\nparts\n   A  B\n   1  x\n  10  y")
    #expect(output.json() == #"{"clean":true,"parts":[{"a":1,"b":"x"},{"a":10,"b":"y"}]}"#)
  }

  @Test("An answer in a command's own words is a record in JSON")
  func summary() {
    let output = Output.record(["made": 3], asText: "Three were made.")
    #expect(output.readable() == "Three were made.")
    #expect(output.json() == #"{"made":3}"#)
  }
}
