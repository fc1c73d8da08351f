import JSON
import Kernel
import Storage

/// What went wrong in an attempt, as a job's row keeps it: an element of a JSON array.
struct JobError {
  /// No more is kept of an error's text, in characters.
  static let longest = 1_000

  private let text: String

  init(_ attempt: Int, _ message: String, at now: Instant) {
    var writer = JSONWriter(reserving: 128)
    writer.beginObject()
    writer.key("attempt")
    writer.value(attempt)
    writer.key("at")
    writer.value("\(now)")
    writer.key("message")
    writer.value(String(message.prefix(Self.longest)))
    writer.endObject()
    text = String(decoding: writer.bytes, as: UTF8.self)
  }

  /// The array of a row with this error at its end.
  var appended: SQL {
    """
    CASE WHEN errors = '[]' THEN \("[" + text + "]")
      ELSE substr(errors, 1, length(errors) - 1) || \("," + text + "]") END
    """
  }
}
