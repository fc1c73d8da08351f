import Router

extension RequestFields {
  /// Reads the PIN token that comes with what moves money, now or later.
  /// - Parameter use: for what, in a sentence; nil where that goes without saying.
  mutating func pinToken(_ use: String? = nil) -> String? {
    let summary = "From /pin/verify, once you have set a PIN." + (use.map { " " + $0 } ?? "")
    return header("X-Pin-Token", .string(length: 0...1024).described(summary))
  }
}
